"""The commands of python -m verify, one module for each group. They hold no check, no tolerance and no expectation."""
