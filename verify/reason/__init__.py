"""Symbolic reasoning: identities for all depths, induction on sums, signs, words in matrices. Proves or stays silent."""
