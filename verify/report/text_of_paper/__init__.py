"""A paper as one text: statements from its revision, proofs in words from a folder, verdicts from a run."""
