"""The common work as a Mesa model: six agents, one for each group of men."""

from __future__ import annotations

import math
from collections.abc import Sequence

import mesa

from benchmarks.work import (
    AREA,
    CAP,
    DAYS,
    FIRE_A,
    FIRE_D,
    FLOOR,
    GAMMA,
    MEN,
    NAMES,
    RAMP,
    RECOVERED,
    RELIEF,
    RESIDUAL,
    ROTATION,
    STOCK_DAYS,
    UNSUPPLIED,
    WITHDRAWAL,
)  # fmt: skip


class Group(mesa.Agent):
    """A group of men: fires, suffers, loses."""

    def __init__(self, model: Front, side: int, place: int, men: float, force: float, target: float) -> None:
        super().__init__(model)
        self.side, self.place, self.men, self.force, self.target = side, place, men, force, target
        self.lost = self.loss = self.strength = self.fire = 0.0

    def shoot(self) -> None:
        """Strength of the day."""
        self.strength = self.model.fed[self.side] * self.force * self.men / MEN
        self.fire = max(self.strength, FLOOR) ** self.model.P["q"]

    def suffer(self) -> None:
        """Losses from all groups of the other side."""
        table = (FIRE_D, FIRE_A)[self.side]
        hit = sum(table[other.place][self.place] * other.fire for other in self.model.groups[1 - self.side])
        rate = self.model.rate[1 - self.side] * self.target * max(self.men / MEN, FLOOR) ** self.model.P["p"]
        self.loss = min(CAP * self.men, rate * hit)

    def lose(self) -> None:
        """Losses leave the field."""
        self.men -= self.loss
        self.lost += self.loss


class Front(mesa.Model):
    """The campaign: supply, ground and replacements."""

    def __init__(self, values: Sequence[float], sent: float, seed: int) -> None:
        super().__init__(seed=seed)
        P = self.P = dict(zip(NAMES, values, strict=True))
        self.sent, self.day = sent, 0
        self.full = ((P["A0"], P["A1"], P["A2"]), (P["D0"], P["D1"], P["D2"]))
        self.weight = ((1.0, P["w1"], 0.25), (1.0, 0.7, 0.3))
        force = ((1.0, P["w1"] * P["e1"], 0.15), (1.2, 0.56, 0.18))
        target = ((1.0, P["w1"] * P["u1"], 0.125), (0.8, 0.77, 0.18))
        men = ((P["A0"], 0.0, P["A2"]), self.full[1])
        self.groups = [[Group(self, s, i, men[s][i], force[s][i], target[s][i]) for i in range(3)] for s in range(2)]
        self.area, self.withdrawing, self.recovered = AREA, 0.0, DAYS + 1.0
        self.shells = (P["shellsA"], P["shellsD"])
        self.stock = [days * shells for days, shells in zip(STOCK_DAYS, self.shells, strict=True)]
        self.fed, self.rate = [1.0, 1.0], [0.0, 0.0]
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "area": "area",
                "losses of A": lambda model: sum(group.lost for group in model.groups[0]),
                "losses of D": lambda model: sum(group.lost for group in model.groups[1]),
            }
        )

    def step(self) -> None:
        """One day."""
        P, t, (A, D) = self.P, self.day, self.groups
        z1, z2, s, rho = self.random.gauss(0, 1), self.random.gauss(0, 1), P["s"], P["rho"]
        luck_a = math.exp(s * z1 - s * s / 2)
        luck_d = math.exp(s * (rho * z1 + math.sqrt(1 - rho * rho) * z2) - s * s / 2)
        came, come = ((min(max((day - P["arrival"]) / RAMP, 0), 1)) for day in (t, t + 1))
        A[1].men += self.sent * P["A1"] * (come - came)
        for side, groups in enumerate(self.groups):
            need = P["use"] * sum(w * g.men for w, g in zip(self.weight[side], groups, strict=True)) + 1
            part = min(1, self.stock[side] / need)
            self.stock[side] += self.shells[side] - part * need
            self.fed[side] = UNSUPPLIED + (1 - UNSUPPLIED) * part
        active = 1 if self.area > RECOVERED else RESIDUAL
        self.rate[0] = P["kA"] / P["terrain"] * luck_a * active * (1 - RELIEF * self.withdrawing)
        self.rate[1] = P["kD"] * luck_d * active
        self.agents.do("shoot")
        self.agents.do("suffer")
        share = sum(g.loss for g in D) / (sum(g.men for g in D) + 1)
        self.withdrawing = min(max(self.withdrawing + GAMMA * (share / P["limit"] - 1), 0), 1)
        attack, defence = sum(g.strength for g in A), P["terrain"] * sum(g.strength for g in D)
        edge = max((attack - defence) / (attack + defence + 1e-6), 0)
        self.area = max(0, self.area - P["speed"] * edge - WITHDRAWAL * self.withdrawing)
        if self.area <= RECOVERED:
            self.recovered = min(self.recovered, t + 1)
        self.agents.do("lose")
        self.replace([A[0], A[2]], [P["A0"], P["A2"]], P["flowA"])
        self.replace(D, self.full[1], P["flowD"])
        if t > P["arrival"] + RAMP:
            A[1].men += min(self.sent * ROTATION * P["A1"], max(0, P["A1"] - A[1].men))
        self.datacollector.collect(self)
        self.day += 1

    def replace(self, groups: list[Group], full: Sequence[float], flow: float) -> None:
        """Replacements shared out by what is lacking."""
        lacking = [max(0, whole - group.men) for whole, group in zip(full, groups, strict=True)]
        part = min(1, flow / (sum(lacking) + 1))
        for group, gap in zip(groups, lacking, strict=True):
            group.men += gap * part

    def outcomes(self) -> list[float]:
        """The outcomes in their order."""
        return [self.area, self.recovered, *(group.lost for side in self.groups for group in side)]
