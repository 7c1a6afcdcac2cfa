"""One module for each numbered result of a paper, named as the paper names it."""
