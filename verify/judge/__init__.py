"""Verdicts: claims, the questions they ask, the search for counterexamples, replay of pinned witnesses."""
