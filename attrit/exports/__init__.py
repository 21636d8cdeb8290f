"""A scenario in the formats of other tools."""
