"""The names that a Python user calls."""
