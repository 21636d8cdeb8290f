"""What is expected before and after observations."""
