"""Spectra of exact symmetric matrices. Knows nothing of papers or of networks."""
