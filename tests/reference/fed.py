"""The kernel's noise in the words of the NumPy day.

One exponential number of the kernel stands for two of the page: it passes the logarithm of the days between two events
with the right chance, and what it is beyond that is exponential again.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

import attrit.model.state as at

FRONT = ("z_slow", "z_fast", "u_pause", "u_collapse", "e_back", "", "z_collapse", "z_start")


def named_noise(rows: np.ndarray, count: Mapping[str, int], inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Noise by name.

    Parameters
    ----------
    rows
        (day, row, draw) as `attrit.engine.kernel.noise` gives it.
    count
        How many there are, by ``front``, ``sector``, ``supporter`` and ``party``.
    inputs
        Inputs of the NumPy day.
    """
    rows = rows.astype(np.float64)
    named = {
        "z_common": rows[:, 0], "z_side": rows[:, 1:3], "u_reserve": rows[:, 4:6], "u_talks": rows[0, 6], "u_map": rows[:, 7],
    }  # fmt: skip
    start = at.WORLD_NOISE
    for i, name in enumerate(FRONT):
        if name:
            named[name] = rows[:, start + i : start + 8 * count["front"] : 8]
    start += 8 * count["front"]
    jump, focus = (rows[:, start + i : start + 2 * count["sector"] : 2] for i in range(2))
    waits = {
        "back": (named["e_back"], np.log(25.0), "e_back"),
        "active": (jump, -np.log(inputs["advance.active_share"]), "e_jump"),
        "focus": (focus, np.log(inputs["main_effort.days"]), "g_focus"),
    }
    for name, (e, wait, size) in waits.items():
        named |= {f"u_{name}": np.exp(-e), size: e - wait}
    start = at.noise_rows(count["front"], count["sector"], 0, 0)
    named["u_supporter"] = rows[:, start : start + count["supporter"]]
    start = at.noise_rows(count["front"], count["sector"], count["supporter"], 0)
    named["u_party"] = rows[:, start : start + count["party"]]
    return named
