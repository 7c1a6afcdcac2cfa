"""Printed formulas as statements of a proof assistant: printer, table of proofs, build, record of the last build."""
