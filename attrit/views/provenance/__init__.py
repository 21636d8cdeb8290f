"""What the spread rests on."""
