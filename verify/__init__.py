"""A proof verifier for machine-learning theory."""
