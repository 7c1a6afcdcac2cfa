"""Sweeps: one statement or quantity over a grid of networks, on one machine or many, with nothing lost or doubled."""
