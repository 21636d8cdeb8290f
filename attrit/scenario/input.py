"""An input of a scenario: one uncertain or certain number, or a choice between hypotheses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from attrit.shown import Shown

if TYPE_CHECKING:
    from attrit.evidence.pools import Pool
    from attrit.evidence.priors import Prior
    from attrit.quantities import Quantity


@dataclass(frozen=True, repr=False)
class Input(Shown):
    """One uncertain or certain number, or a choice between hypotheses.

    Parameters
    ----------
    path
        () [-] Where it belongs, such as ``groups.ru.men``, ``mechanisms.collapse.hazard``, ``hypotheses.law``.
    stream
        () [-] Name of its random numbers. Things go by their position, so that a new name changes no number.
    quantity
        () [-] Unit, bounds, meaning, and the mechanism that it belongs to.
    prior
        () [-] What is believed of it; None for a formula.
    formula
        () [-] How it follows from other inputs, with full paths; None for a prior.
    names
        (input) [-] The paths in the formula.
    times
        () [1] Factor on the prior's or formula's value.
    where
        () [-] Where it is stated; empty for a default.
    """

    path: str
    stream: str
    quantity: Quantity
    prior: Prior | None
    formula: str | None = None
    names: tuple[str, ...] = ()
    times: float = 1.0
    where: str = field(default="", compare=False, repr=False)

    @property
    def meaning(self) -> str:
        """What it is, in words; of an input that the scenario names itself, its name."""
        return self.quantity.meaning or self.path.rsplit(".", 1)[-1].replace("_", " ")

    @property
    def pool(self) -> Pool | None:
        """How the claims that it rests on were pooled; None if they were not."""
        from attrit.evidence.pools import pool_of

        return pool_of(self.prior)
