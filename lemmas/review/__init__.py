"""The review page of "Depth, Not Data": what its summary, report, rebuttal and ledger claim, and what is true."""
