"""The formal proofs: printer, table, record."""
