"""Tests of verify.spectra."""
