"""Standards of proof: how far a number must lie from what chance alone would give before a word is said of it."""

from __future__ import annotations

CLEAR = 3.0
"""Standard errors from which an effect that somebody asks for is called clear."""
POSSIBLE = 2.0
"""Standard errors up to which chance is left open, where a curve, a change or a rank is told."""
FAMILY = 0.05
"""Chance that anything at all is listed of a family of numbers that are all nothing (Holm's test)."""
