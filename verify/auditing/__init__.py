"""Audits: what changed between revisions, what each change did to the truth, and how strong the checks are."""
