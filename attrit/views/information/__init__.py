"""Which disputed number is worth settling."""
