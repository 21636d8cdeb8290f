"""One arm against another in the same worlds: what differs, by how much, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from attrit.engine.estimates import Estimate
from attrit.engine.measures import Measure, measures_of
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError, did_you_mean

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Row:
    """A measure in two arms and their difference."""

    measure: Measure
    arm: Estimate
    against: Estimate
    difference: Estimate
    lower: float  # share of worlds in which the number is lower in the first arm, of those where both have one


@dataclass(frozen=True)
class Comparison:
    """What `compare` gives: rows by measure.

    Parameters
    ----------
    arm, against
        () [-] The two arms.
    rows
        (measure) [-] One row a measure.
    """

    arm: str
    against: str
    rows: tuple[Row, ...]

    def __getitem__(self, name: str) -> Row:
        """The row of one measure.

        Raises
        ------
        ResultsError
            No such measure.
        """
        known = [row.measure.name for row in self.rows]
        if name not in known:
            accepted = f"one of {', '.join(known)}"
            raise ResultsError(Problem("", name, "no such measure", accepted, did_you_mean(name, known)))
        return self.rows[known.index(name)]

    @property
    def dataset(self) -> xarray.Dataset:
        """The table as a Dataset of dims (measure, value): in the first arm, in the other, the difference."""
        import xarray

        kinds = ("arm", "against", "difference")
        fields = ("middle", "low", "high", "error", "mean", "mean_error")
        data: dict[str, Any] = {
            field: (("measure", "value"), [[getattr(getattr(row, kind), field) for kind in kinds] for row in self.rows])
            for field in fields
        }
        data["lower"] = ("measure", [row.lower for row in self.rows])
        coords = {
            "measure": [row.measure.name for row in self.rows],
            "value": [self.arm, self.against, "difference"],
            "unit": ("measure", [row.measure.unit for row in self.rows]),
        }
        return xarray.Dataset(data, coords=coords)


def compare(
    results: Results, arm: str, against: str | None = None, measures: Sequence[Measure] | None = None
) -> Comparison:
    """Paired effect of one arm over another on every measure people ask about.

    Parameters
    ----------
    results
        () [-] A run that holds both arms.
    arm
        () [-] The arm in question.
    against
        () [-] The arm it is held against; the scenario's own choice if None.
    measures
        (measure) [-] What to compare; `measures_of(results)` if None.

    Raises
    ------
    ResultsError
        An arm is not in the run.
    """
    other = against if against is not None else results.scenario.against
    results.arm_index(arm)
    results.arm_index(other)
    rows = []
    for measure in measures_of(results) if measures is None else measures:
        a, b = measure.values(results, arm), measure.values(results, other)
        both = np.isfinite(a) & np.isfinite(b)
        lower = float(np.mean(a[both] < b[both])) if both.any() else math.nan
        rows.append(
            Row(
                measure, measure.estimate(results, arm), measure.estimate(results, other),
                measure.difference(results, arm, other), lower,
            )
        )  # fmt: skip
    return Comparison(arm, other, tuple(rows))
