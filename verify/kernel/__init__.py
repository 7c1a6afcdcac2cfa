"""The kernel: checks certificates of proofs. Imports python-flint and the standard library only; run `check.py` on a file."""
