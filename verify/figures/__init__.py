"""The paper's experiments with certified spectra, and theory, printed and repaired, laid over them."""
