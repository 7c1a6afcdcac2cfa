"""The review page of "Depth, Not Data": what its summary, its referee report, the rebuttal and the ledger claim, and what is true."""
