"""Depth, Not Data, repaired: the statements that stand in place of the first paper's, each with its proof."""
