"""What decides an outcome."""
