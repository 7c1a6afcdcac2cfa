"""Registers the proof-check plugin, so that `pytest lemmas/` collects claims and knows the options of both doors."""

pytest_plugins = ["verify.pytest_plugin"]
