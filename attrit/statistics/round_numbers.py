"""Round numbers between two others, at which to look at a curve."""

from __future__ import annotations

import numpy as np


def round_numbers(low: float, high: float, count: int) -> list[float]:
    """Numbers one round step apart: 1, 2, 2.5, 3, 4 or 5 times a power of ten.

    Parameters
    ----------
    low, high
        () [-] The first is not below `low`, the last is the one nearest to `high`, which is above `low`.
    count
        () [1] How many steps, about.
    """
    wanted = (high - low) / count
    power = 10.0 ** np.floor(np.log10(wanted))
    step = min((power * digit for digit in (1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0)), key=lambda s: abs(np.log(s / wanted)))
    places = range(int(np.ceil(low / step - 1e-9)), round(high / step) + 1)
    return [float(f"{place * step:.12g}") for place in places]
