"""What it would take."""
