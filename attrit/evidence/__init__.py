"""What people said and what was observed.

Claims with their source, date and unit; priors as quantile functions, pooled from claims with their provenance kept;
dated series of area, losses and strength to score against. Disagreement is kept, not averaged away: a claim that
enters a prior can still be found in it, weighted or taken out by its source.
"""
