"""Epstein's adaptive dynamic model: the defender trades ground for attrition, the attacker eases off when it hurts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ScenarioError
from attrit.model.laws.protocol import ABOVE_0, BELOW_1, FINITE, Campaign, Law, Powers, Range, require

_RANGES = {
    **dict.fromkeys(("attackers", "defenders"), Range(ABOVE_0, FINITE, "a strength above 0")),
    **dict.fromkeys(("attacker_threshold", "defender_threshold"), Range(ABOVE_0, BELOW_1, "a share between 0 and 1")),
    "days": Range(1, FINITE, "a whole number of days from 1 on", whole=True),
    "prosecution": Range(0.0, 1.0, "a share from 0 to 1"),
    "withdrawal_limit": Range(ABOVE_0, FINITE, "a speed above 0"),
    "exchange_ratio": Range(ABOVE_0, FINITE, "a ratio above 0"),
    "loss_share": Range(0.0, BELOW_1, "a share from 0 to less than 1"),
    **dict.fromkeys(("aircraft", "sorties", "kills"), Range(0.0, FINITE, "a number from 0 on")),
    "lethality_per_vehicle": Range(0.0, FINITE, "a number from 0 on"),
}


@dataclass(frozen=True)
class AirSupport:
    """Close air support of one side.

    Parameters
    ----------
    aircraft
        () [aircraft] on the first day.
    loss_share
        () [1] aircraft lost in a sortie.
    sorties
        () [1/day] sorties of an aircraft in a day.
    kills
        () [vehicle] vehicles destroyed in a sortie.
    """

    aircraft: float
    loss_share: float
    sorties: float
    kills: float

    def surviving(self, day: int) -> float:
        """Aircraft left on the morning of a day (the first is 1): equations A-12 and A-13.

        Parameters
        ----------
        day
            () [day] which day.
        """
        return float(self.aircraft * (1 - self.loss_share) ** (self.sorties * (day - 1)))

    def vehicles(self, day: int) -> float:
        """Vehicles destroyed in a day, sorties lost on the way out taken off: equations A-10 and A-11.

        Parameters
        ----------
        day
            () [day] which day.
        """
        share = self.loss_share
        flown = (1 - (1 - share) ** (self.sorties + 1)) / share - 1 if share else self.sorties
        return self.surviving(day) * self.kills * flown


NO_AIR = AirSupport(aircraft=0.0, loss_share=0.0, sorties=0.0, kills=0.0)


class AdaptiveDays(NamedTuple):
    """A run of the adaptive dynamic model: one entry for each day, strengths as of the morning."""

    day: NDArray[np.int64]
    """Number of the day, from 1."""
    defenders: NDArray[np.float64]
    """D: strength of the defender."""
    attackers: NDArray[np.float64]
    """A: strength of the attacker."""
    prosecution: NDArray[np.float64]
    """P: share of himself that the attacker is ready to lose on the ground in the day [1/day]."""
    attacker_attrition: NDArray[np.float64]
    """Share of the attacker lost in the day, on the ground and from the air [1/day]."""
    withdrawal: NDArray[np.float64]
    """W: speed at which the defender gives ground [km/day]."""
    defender_attrition: NDArray[np.float64]
    """Share of the defender lost in the day [1/day]."""
    displacement: NDArray[np.float64]
    """Ground given up to the end of the day [km]."""
    defender_aircraft: NDArray[np.float64]
    """Aircraft of the defender."""
    attacker_aircraft: NDArray[np.float64]
    """Aircraft of the attacker."""


def epstein(
    attackers: float,
    defenders: float,
    *,
    days: int,
    prosecution: float,
    attacker_threshold: float,
    defender_threshold: float,
    withdrawal_limit: float,
    exchange_ratio: float,
    lethality_per_vehicle: float = 0.0,
    attacker_air: AirSupport = NO_AIR,
    defender_air: AirSupport = NO_AIR,
) -> AdaptiveDays:
    """The published model: withdrawal and the attacker's pressure adapt to yesterday's losses.

    Parameters
    ----------
    attackers, defenders
        () [lethality] ground strengths A and D on the first day.
    days
        () [day] how many days; fewer come back if a side is gone before.
    prosecution
        () [1/day] share P of himself the attacker is ready to lose on the first day.
    attacker_threshold
        () [1/day] loss at which he keeps the pressure as it is.
    defender_threshold
        () [1/day] loss above which the defender gives ground.
    withdrawal_limit
        () [km/day] greatest speed of withdrawal.
    exchange_ratio
        () [1] attackers lost on the ground for each defender lost.
    lethality_per_vehicle
        () [lethality/vehicle] strength lost with a vehicle destroyed from the air (L / V).
    attacker_air, defender_air
        () [-] close air support of the two sides.

    Returns
    -------
    AdaptiveDays
        Arrays by day.

    Raises
    ------
    ScenarioError
        A number is outside its range or, of days, not whole, or air support is something else.

    Notes
    -----
    Losses are held at what is there and the prosecution rate between 0 and 1; the published example meets neither
    bound.

    Only the exchange is taken into a campaign. The attacker's losses follow his own choice of tempo, and each of them
    costs the holder a fixed number of men, so that the holder's loss fraction goes as enemy / own. His two rules are
    left to the model on its own:

    - The prosecution rate moves by about (P - T)**2 / T a day, T being the attacker's threshold, once air support is
      small: from below it creeps up to T, from above it runs away. And T is then the rate of loss that will be reached,
      so the model would hold two unrelated inputs for one quantity. Tempo and the loss aim stand in for it.
    - The withdrawal rule moves by (loss - threshold) / (1 - threshold) of the greatest speed, which is a few
      thousandths for losses of a percent a day, and returns to 0 on every quiet day, so that daily noise all but
      abolishes withdrawal. Withdrawal in the campaign follows smoothed losses relative to the threshold.

    Reference: Epstein (1985), The Calculus of Conventional War, Brookings, appendix, equations A-1 to A-13 (no DOI)

    Checked against: `tests/published/test_epstein.py::test_published_value`, rows epstein-* (the book's example of 30
    days); `tests/laws/test_power_laws.py::test_fixed_exchange_keeps_the_exchange_ratio`.
    """
    wings = {"attacker_air": attacker_air, "defender_air": defender_air}
    strange = [
        Problem("", name, f"found {wing!r:.40}", "accepted is an AirSupport")
        for name, wing in wings.items()
        if not isinstance(wing, AirSupport)
    ]
    if strange:
        raise ScenarioError(strange)
    given = {
        "attackers": attackers,
        "defenders": defenders,
        "days": days,
        "prosecution": prosecution,
        "attacker_threshold": attacker_threshold,
        "defender_threshold": defender_threshold,
        "withdrawal_limit": withdrawal_limit,
        "exchange_ratio": exchange_ratio,
        "lethality_per_vehicle": lethality_per_vehicle,
        **{f"{side}.{name}": value for side, wing in wings.items() for name, value in vars(wing).items()},
    }
    require(_RANGES, given)
    rows = []
    a, d, pressure, speed, ground = attackers, defenders, prosecution, 0.0, 0.0
    for day in range(1, int(days) + 1):
        lost = pressure * (1 - speed / withdrawal_limit) * a
        a_next = max(0.0, a - lost - lethality_per_vehicle * defender_air.vehicles(day))
        d_next = max(0.0, d - lost / exchange_ratio - lethality_per_vehicle * attacker_air.vehicles(day))
        a_loss, d_loss = (a - a_next) / a, (d - d_next) / d
        ground += speed
        aircraft = defender_air.surviving(day), attacker_air.surviving(day)
        rows.append((d, a, pressure, a_loss, speed, d_loss, ground, *aircraft))
        if not (a_next and d_next):
            break
        change = (attacker_threshold - pressure) / attacker_threshold * (a_loss - attacker_threshold)
        pressure = min(max(pressure - change, 0.0), 1.0)
        beyond = (d_loss - defender_threshold) / (1 - defender_threshold)
        speed = speed + (withdrawal_limit - speed) * beyond if beyond > 0 else 0.0
        a, d = a_next, d_next
    return AdaptiveDays(np.arange(1, len(rows) + 1), *np.array(rows).T)


LAW = Law(
    title="Epstein's adaptive model (fixed exchange)",
    equation="A' = A - A P (1 - W / Wmax) - air, D' = D - A P (1 - W / Wmax) / rho - air, P, W by yesterday's losses",
    functions=(epstein, AirSupport),
    ranges=_RANGES,
    campaign=Campaign(attacker=Powers(p=0, q=1), holder=Powers(p=1, q=0)),
)
