"""The scores of a hub and the checks of one, in words and as plain data."""
