"""Experiments in float64 on small real data: they show, they never prove. Nothing here enters a verdict."""
