"""The common work in other people's tools: EMA Workbench, Mesa, PySD and SciPy's solver.

Each class prepares as much as its tool allows beforehand; `play` plays both arms of all its draws and returns the
outcomes (outcome, arm, draw). Each makes its own noise.
"""

from __future__ import annotations

import logging
import math
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import single, vensim
from benchmarks.timing import quiet
from benchmarks.work import (
    AREA,
    ARMS,
    CAP,
    DAYS,
    FIRE_A,
    FIRE_D,
    FLOOR,
    GAMMA,
    MEN,
    NAMES,
    OUTCOMES,
    RAMP,
    RECOVERED,
    RELIEF,
    RESIDUAL,
    ROTATION,
    STOCK_DAYS,
    UNSUPPLIED,
    WITHDRAWAL,
    normals,
    parameters,
)  # fmt: skip


class Ema:
    """EMA Workbench runs `single.simulate`, both arms in one experiment, in this process."""

    def __init__(self, draws: int) -> None:
        with quiet():
            import ema_workbench as ema

        logging.getLogger("EMA").setLevel(logging.ERROR)
        self.ema = ema
        self.values = parameters(draws)

        def both(**given: float) -> dict[str, float]:
            noise = single.own_noise(int(given["draw"]))
            values = [given[name] for name in NAMES]
            return {
                f"{outcome} {arm:g}": value
                for arm in ARMS
                for outcome, value in zip(OUTCOMES, single.simulate(values, noise, arm), strict=True)
            }

        self.model = ema.Model("front", function=both)
        self.model.uncertainties = [ema.RealParameter(name, -1e9, 1e9) for name in (*NAMES, "draw")]
        self.model.outcomes = [ema.ScalarOutcome(f"{outcome} {arm:g}") for outcome in OUTCOMES for arm in ARMS]
        self.cases = [
            ema.Scenario(str(i), **dict(zip(NAMES, map(float, self.values[:, i]), strict=True)), draw=float(i))
            for i in range(draws)
        ]

    def play(self) -> Any:
        """One experiment a draw."""
        with quiet(), self.ema.SequentialEvaluator(self.model) as evaluator:
            _, found = evaluator.perform_experiments(scenarios=self.cases)
        return np.array([[found[f"{outcome} {arm:g}"] for arm in ARMS] for outcome in OUTCOMES])


class Mesa:
    """Mesa plays the day with six aggregate agents, one model a draw and arm."""

    def __init__(self, draws: int) -> None:
        from benchmarks import mesa_front

        self.front = mesa_front.Front
        self.values = parameters(draws)

    def play(self) -> Any:
        """One model a draw and arm."""
        found = np.empty((len(OUTCOMES), len(ARMS), self.values.shape[1]))
        for i, values in enumerate(self.values.T.tolist()):
            for a, arm in enumerate(ARMS):
                model = self.front(values, arm, seed=i)
                for _ in range(DAYS):
                    model.step()
                found[:, a, i] = model.outcomes()
        return found


class Pysd:
    """PySD plays the equations as a Vensim model, one run a draw and arm, or all draws of an arm as one subscript."""

    def __init__(self, draws: int, subscript: bool) -> None:
        import pysd

        self.values = parameters(draws)
        self.subscript = subscript
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "front.mdl"
        path.write_text(vensim.model(draws if subscript else 0), "utf-8")
        with quiet():
            self.model = pysd.read_vensim(str(path))

    def play(self) -> Any:
        """Run the translated model; the time to translate it is left out."""
        np.random.seed(1)  # the generator of PySD
        with quiet():
            return self._by_subscript() if self.subscript else self._one_by_one()

    def _one_by_one(self) -> Any:
        found = np.empty((len(OUTCOMES), len(ARMS), self.values.shape[1]))
        for i, values in enumerate(self.values.T.tolist()):
            for a, arm in enumerate(ARMS):
                given = {vensim.NAME_OF[name]: value for name, value in zip(NAMES, values, strict=True)}
                frame = self.model.run(
                    params={**given, "arm_share": arm}, return_columns=vensim.COLUMNS, return_timestamps=[DAYS]
                )
                found[:, a, i] = frame.iloc[-1][vensim.COLUMNS]
        return found

    def _by_subscript(self) -> Any:
        import xarray

        draws = self.values.shape[1]
        labels = [f"r{i + 1}" for i in range(draws)]
        given = {
            vensim.NAME_OF[name]: xarray.DataArray(row, dims=["rep"], coords={"rep": labels})
            for name, row in zip(NAMES, self.values, strict=True)
        }
        found = np.empty((len(OUTCOMES), len(ARMS), draws))
        for a, arm in enumerate(ARMS):
            frame = self.model.run(
                params={**given, "arm_share": arm}, return_columns=vensim.COLUMNS, return_timestamps=[DAYS]
            )
            found[:, a] = frame.iloc[-1].to_numpy(float).reshape(len(OUTCOMES), draws)
        return found


class Scipy:
    """SciPy's solve_ivp plays the nearest differential equations, with a step of at most a day."""

    def __init__(self, draws: int) -> None:
        self.values, self.noise = parameters(draws), normals(draws)

    def play(self) -> Any:
        """One solution a draw and arm; there is no recovery day."""
        from scipy.integrate import solve_ivp

        found = np.full((len(OUTCOMES), len(ARMS), self.values.shape[1]), np.nan)
        for i, values in enumerate(self.values.T):
            P = dict(zip(NAMES, values, strict=True))
            start = [
                P["A0"], 0, P["A2"], P["D0"], P["D1"], P["D2"], AREA, STOCK_DAYS[0] * P["shellsA"],
                STOCK_DAYS[1] * P["shellsD"], 0, *[0] * 6,
            ]  # fmt: skip
            for a, arm in enumerate(ARMS):
                end = solve_ivp(
                    rates(P, self.noise[:, :, i], arm), (0, DAYS), start, rtol=1e-3, atol=1.0, max_step=1.0,
                    t_eval=[DAYS],
                ).y[:, -1]  # fmt: skip
                found[0, a, i], found[2:, a, i] = end[6], end[10:]
        return found


def rates(P: dict[str, float], noise: Any, arm: float) -> Any:
    """Right-hand side: the day's rules as rates."""
    s, rho = P["s"], P["rho"]
    luck_a = np.exp(s * noise[:, 0] - s * s / 2)
    luck_d = np.exp(s * (rho * noise[:, 0] + math.sqrt(1 - rho * rho) * noise[:, 1]) - s * s / 2)
    fire_a, fire_d = np.array(FIRE_A).T, np.array(FIRE_D).T
    weight_a, weight_d = np.array([1, P["w1"], 0.25]), np.array([1, 0.7, 0.3])
    force_a, force_d = np.array([1, P["w1"] * P["e1"], 0.15]), np.array([1.2, 0.56, 0.18])
    target_a, target_d = np.array([1, P["w1"] * P["u1"], 0.125]), np.array([0.8, 0.77, 0.18])
    full_a, full_d = np.array([P["A0"], 0, P["A2"]]), np.array([P["D0"], P["D1"], P["D2"]])

    def rate(t: float, y: Any) -> Any:
        day = min(int(t), DAYS - 1)
        A, D, area, withdrawing = np.maximum(y[:3], 0), np.maximum(y[3:6], 0), y[6], min(max(y[9], 0), 1)
        need_a, need_d = P["use"] * (weight_a @ A) + 1, P["use"] * (weight_d @ D) + 1
        part_a, part_d = min(1, max(y[7], 0) / need_a), min(1, max(y[8], 0) / need_d)
        a = (UNSUPPLIED + (1 - UNSUPPLIED) * part_a) * force_a * A / MEN
        d = (UNSUPPLIED + (1 - UNSUPPLIED) * part_d) * force_d * D / MEN
        active = 1 if area > RECOVERED else RESIDUAL
        rate_a = P["kA"] / P["terrain"] * luck_a[day] * active * (1 - RELIEF * withdrawing)
        hit_d = target_d * np.maximum(D / MEN, FLOOR) ** P["p"] * (fire_a @ np.maximum(a, FLOOR) ** P["q"])
        hit_a = target_a * np.maximum(A / MEN, FLOOR) ** P["p"] * (fire_d @ np.maximum(d, FLOOR) ** P["q"])
        lost_d, lost_a = (
            np.minimum(CAP * D, rate_a * hit_d),
            np.minimum(CAP * A, P["kD"] * luck_d[day] * active * hit_a),
        )
        defence = P["terrain"] * d.sum()
        edge = max(0, (a.sum() - defence) / (a.sum() + defence + 1e-6))
        lack_a, lack_d = np.maximum(0, full_a - A) * (1, 0, 1), np.maximum(0, full_d - D)
        joined_a = lack_a * min(1, P["flowA"] / (lack_a.sum() + 1))
        joined_d = lack_d * min(1, P["flowD"] / (lack_d.sum() + 1))
        joined_a[1] = arm * P["A1"] / RAMP * (P["arrival"] < t < P["arrival"] + RAMP)
        if t > P["arrival"] + RAMP:
            joined_a[1] = min(arm * ROTATION * P["A1"], max(0, P["A1"] - A[1]))
        will = GAMMA * (lost_d.sum() / (D.sum() + 1) / P["limit"] - 1)
        will = 0 if (y[9] <= 0 and will < 0) or (y[9] >= 1 and will > 0) else will
        lost_ground = (P["speed"] * edge + WITHDRAWAL * withdrawing) * (area > 0)
        others = [-lost_ground, P["shellsA"] - part_a * need_a, P["shellsD"] - part_d * need_d, will]
        return np.concatenate([joined_a - lost_a, joined_d - lost_d, others, lost_a, lost_d])

    return rate
