"""A scenario for a front of which nothing is known but how its area moved."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ScenarioError

FIRST_DAYS = 28
"""Days of the series from which the rate of the first days is taken."""
AHEAD = 180  # days beyond the series that the scenario plays
_SPREAD = 2.5  # factor to either side at 5 and 95 %: about the sd of ln(next / last rate), .55 of its 1.25 at one time
_LEAST_RATE = 0.05  # km2 a day, of a front that has not moved
_ERROR, _LEAST_ERROR = 0.03, 1.5  # of a map, as a share of the ground that moved, and at least (km2): judgement
_ROOM = 720  # days at the first rate's upper end after which no ground would be left


@dataclass(frozen=True)
class FrontSeries:
    """What a series of the area of a front comes to.

    Parameters
    ----------
    name, column
        () [-] What to call the front, and the column that the area is from.
    dates
        (day) [date] Days of the series, in order.
    area
        (day) [km2] The area mapped on each.
    """

    name: str
    column: str
    dates: tuple[date, ...]
    area: NDArray[np.float64]

    @property
    def direction(self) -> float:
        """1 if the mapped area grows, -1 if it shrinks: who attacks; that of the whole if the last weeks are still."""
        recent = self.area[-1] - self.area[max(0, self._place(self.dates[-1] - timedelta(days=42)))]
        return float(np.sign(recent) or np.sign(self.area[-1] - self.area[0]) or 1.0)

    def _place(self, day: date) -> int:
        return max(0, sum(one <= day for one in self.dates) - 1)

    @property
    def rate(self) -> float:
        """(km2/day) Ground a day in the first days, in the direction of the attack."""
        last = self._place(self.dates[0] + timedelta(days=FIRST_DAYS))
        days = max(1, (self.dates[last] - self.dates[0]).days)
        net = self.direction * (self.area[last] - self.area[0]) / days
        gross = float(np.clip(self.direction * np.diff(self.area[: last + 1]), 0, None).sum()) / days
        return max(_LEAST_RATE, float(net), 0.5 * gross)

    @property
    def stake(self) -> float:
        """(km2) Ground beyond the line that is played; where one draws its far end is free."""
        return float(np.ceil(max(50.0, _ROOM * self.rate * _SPREAD) / 10) * 10)

    def held(self, stake: float | None = None) -> NDArray[np.float64]:
        """(day) [km2] The defender's ground on each day: what is at stake less what was taken."""
        whole = self.stake if stake is None else stake
        left: NDArray[np.float64] = np.maximum(0.0, whole - self.direction * (self.area - self.area[0]))
        return left

    def mapped(self, held: NDArray[np.float64]) -> NDArray[np.float64]:
        """The mapped area where the defender holds so much.

        Parameters
        ----------
        held
            (...) [km2] Ground held.
        """
        area: NDArray[np.float64] = np.maximum(0.0, self.area[0] + self.direction * (self.stake - held))
        return area

    def since(self, first: date) -> FrontSeries:
        """The series from a day on.

        Parameters
        ----------
        first
            () [date] The day; the last snapshot before it stands for it.
        """
        k = self._place(first)
        return FrontSeries(self.name, self.column, self.dates[k:], self.area[k:])

    def since_turn(self) -> FrontSeries:
        """The series from where the front turned: its last extreme against the direction of the attack.

        At least the last `FIRST_DAYS` days are kept, so that there is a rate.
        """
        signed = self.direction * self.area
        turn = self.dates[len(signed) - 1 - int(np.argmin(signed[::-1]))]
        return self.since(max(self.dates[0], min(turn, self.dates[-1] - timedelta(days=FIRST_DAYS))))


def front_scenario(series: FrontSeries) -> dict[str, str]:
    """A scenario of the front and the observations that belong to it, texts by file name.

    Parameters
    ----------
    series
        () [-] The series.

    Raises
    ------
    ScenarioError
        There are fewer than two days.
    """
    if len(series.dates) < 2:
        raise ScenarioError(Problem("", series.name, "has one day", "a series of at least two days"))
    scenario, observations = f"{series.name}.yaml", f"{series.name}-area.csv"
    return {scenario: _yaml(series, observations), observations: _table(series)}


def front_errors(series: FrontSeries) -> NDArray[np.float64]:
    """(day) [km2] Standard errors of the ground on a map: they grow with the ground that moved.

    Parameters
    ----------
    series
        () [-] The series.
    """
    errors: NDArray[np.float64] = np.hypot(_LEAST_ERROR, _ERROR * np.abs(series.area - series.area[0]))
    return errors


def _table(series: FrontSeries) -> str:
    """The ground held on each day, with an error that goes with the ground that moved."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["date", "area_held_km2", "area_held_km2_error"])
    errors = front_errors(series).tolist()
    for day, area, error in zip(series.dates, series.held().tolist(), errors, strict=True):
        rows.writerow([day.isoformat(), f"{area:.2f}", f"{error:.2f}"])
    return text.getvalue()


def _yaml(series: FrontSeries, observations: str) -> str:
    """The scenario; what is not stated in it has its default."""
    first, days = series.dates[0], (series.dates[-1] - series.dates[0]).days
    grows = series.direction > 0
    last = series._place(first + timedelta(days=FIRST_DAYS))
    who = "the side whose ground is mapped" if grows else "the other side"
    head = f"""# {series.name}: a front of which nothing is known but its area ({series.column}).
# Made by attrit new --from.
#
# On the map the area {"grows" if grows else "shrinks"}, so {who} attacks. `held` is what the defender still
# holds of the ground at stake: {series.stake:,.0f} km2 beyond the line of {first}, less what was taken since. Where one
# draws its far end is free, so only changes count, and the line does not get shorter as ground goes (perimeter: off).
#
# Strengths are not known: they stand at an even hundred thousand. State them, and arms, to ask what men or shells would
# change. Until then:
#   attrit condition {series.name}.yaml --observations {observations}
# finds the worlds that agree with the map, and forecasts from there.
format: 1
name: {series.name}
title: "The front {series.name}"
question: How does the line move?
as_of: {first}
horizon: {days + AHEAD} day
base: as_seen
against: as_seen
objective: front

hypotheses:
  law: {{mixed: 0.4, linear: 0.2, logarithmic: 0.4, class: judgement,
    source: "no strengths are known, so laws hardly differ"}}

"""
    return head + _rest(series, last)


def _rest(series: FrontSeries, last: int) -> str:
    """All of the scenario after its question."""
    rate, spread, room = series.rate, _SPREAD, _ROOM * _SPREAD
    first = series.dates[0]
    return f"""
sides:
  attacker: {{title: The attacker, adjective: attacking}}
  defender: {{title: The defender, adjective: defending}}

fronts:
  front:
    title: the front
    holder: defender
    area_held: {series.stake:.0f} km2
    gain: {{p05: {rate / spread:.4g}, p50: {rate:.4g}, p95: {rate * spread:.4g}, unit: km2/day,
      shape: lognormal, class: fit, source: "ground a day from {first} to {series.dates[last]}, by the spread
      of the next rate about the last on six fronts of 2022 to 2024"}}
    attacker_loss_rate: {{fit: loss_rate_attacker}}
    exchange_ratio: {{fit: exchange_ratio}}

sectors:
  line: {{title: the line, front: front, territory: ground, area_share: 1}}

groups:
  attackers: {{title: the attackers, side: attacker, front: front, men: 100 000 person}}
  defenders: {{title: the defenders, side: defender, front: front, men: 100 000 person}}

mechanisms:
  perimeter: off
  substitution: off
  withdrawal: off         # rests on losses, of which nothing is known here
  pause:
    rate: {{p05: 0.0015, p50: 0.004, p95: 0.012, unit: 1/day, class: judgement,
      source: "fronts stopped two to three times in some 600 front-days of movement"}}
    days: {{p05: 100, p50: 350, p95: 1500, unit: day, class: judgement,
      source: "the two fronts that stopped had not gone on after 250 days in all"}}
  # A collapse takes a share of the ground at stake: that of weeks to months at the first rate.
  collapse:
    share: {{p05: {20 / room:.3g}, p50: {35 / room:.3g}, p95: {100 / room:.3g}, shape: logit, class: judgement,
      source: "the two collapses on six fronts took what would have gone in some months"}}

arms:
  as_seen: {{title: as it was}}
"""
