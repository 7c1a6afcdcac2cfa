"""What a Python user calls: check, counterexample, hessian_spectrum, audit, try_formula. The commands stand on these too."""
