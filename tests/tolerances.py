"""The only place in which a tolerance is written."""

from __future__ import annotations

EXACT = 0.0
ROUNDING = 1e-12  # relative: algebra rearranged in float64
BACKEND = 1e-9  # relative: two engines in float64 on the same inputs
SINGLE = 2e-3  # relative to the scale of the quantity: the float32 kernel against float64 over a campaign
SINGLE_STEP = 1e-5  # relative: one evaluation in float32 against float64
CONSERVATION = 2e-5  # relative: people counted in float32 over a campaign


def printed(digits: int) -> float:
    """Half a unit of the last of `digits` printed decimals."""
    return 0.5 * 10.0**-digits


def sampled(standard_error: float, k: float = 5.0) -> float:
    """Width of k Monte-Carlo standard errors; k = 5 gives false alarms about once in two million tests."""
    return k * standard_error
