"""What is asked of a hub that is written, and the names that its files share."""

from __future__ import annotations

import re
from dataclasses import dataclass

LEVELS = (
    0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9,
    0.95, 0.975, 0.99,
)  # fmt: skip
"""The 23 levels that hubs usually ask for."""
AREA, LOSSES, RECOVERED = "area held", "losses", "recovered"
DERIVED = "target_end_date"
LONGEST_NAME = 16  # of a team and of a model


@dataclass(frozen=True)
class Submission:
    """What is asked of a hub that is written.

    Parameters
    ----------
    days
        (horizon) [day] Days of the run that are told.
    samples
        () [1] Worlds that are told as samples.
    team, model
        () [-] Names of at most 16 letters, digits and ``_``.
    license
        () [-] Licence of the forecasts.
    """

    days: tuple[int, ...]
    samples: int
    team: str
    model: str
    license: str

    @property
    def id(self) -> str:
        """Team and model as files are named after them."""
        return f"{self.team}-{self.model}"


def short_name(name: str) -> str:
    """A name as the hubverse takes it.

    Parameters
    ----------
    name
        () [-] Such as the name of a scenario.
    """
    return re.sub(r"[^A-Za-z0-9_]", "_", name)[:LONGEST_NAME]


def usual_days(horizon: int) -> tuple[int, ...]:
    """Every thirtieth day, and the last.

    Parameters
    ----------
    horizon
        () [day] The last day.
    """
    return (*range(30, horizon, 30), horizon)
