"""Printed formulas as statements of a proof assistant: the printer, the table of proofs, the build, what the last build said."""
