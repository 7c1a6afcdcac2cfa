"""The kernel: checks certificates of proofs. Needs python-flint and the standard library only; run `check.py` on a file."""
