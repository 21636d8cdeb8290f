"""A battle of two stated forces in words."""
