"""How the Hessian-Spectrum of Linear Networks Depends on Data: its sections and appendices, and what is true instead."""
