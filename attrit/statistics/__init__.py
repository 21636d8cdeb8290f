"""Statistics of experiments: arrays in, numbers with their errors out. Nothing here knows a war or a scenario."""
