"""The answers of `attrit.analysis.sensitivity`: a row of shares or of changes for each factor."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from attrit.errors import ResultsError, ScenarioError
from attrit.experiments.designs import Factor
from attrit.experiments.factors import NOISE
from attrit.scenario.paths import full_path
from attrit.shown import Shown
from attrit.statistics.factorial import Share

if TYPE_CHECKING:
    import xarray

# What may have to be said of a row.
UNCLEAR = "cannot be told from zero"
BELOW_ZERO = "below zero by more than its error"
TOTAL_BELOW_FIRST = "total below first order by more than their error"
FEW_WORLDS = "total rests on few worlds"
CHANGES_NOTHING = "changes nothing in any world played"
CORRELATED = "correlated with other inputs"


@dataclass(frozen=True, repr=False)
class Row(Shown):
    """What the outcome owes to one factor, as shares of its variance.

    Parameters
    ----------
    factor
        () [-] The factor.
    index, error
        () [1] First-order index: the share of the variance that would go if it were known; and its Monte-Carlo standard
        error. Of a block of correlated inputs all are known together (closed index). Those of inputs lean on the
        estimates of all, so that the greatest is no luckier than the others.
    total, total_error
        () [1] Total index: the share that would be left if all else were known; NaN where no experiment was played.
    flags
        () [-] What has to be said of it.
    unbiased, unbiased_error
        () [1] The estimate by itself with its standard error; for noise it is 0 on average and can be negative.
    low, high
        () [1] By regression its 95 % interval, which heeds that the error grows with the index; else NaN.
    """

    factor: Factor
    index: float
    error: float
    total: float = math.nan
    total_error: float = math.nan
    flags: tuple[str, ...] = ()
    unbiased: float = math.nan
    unbiased_error: float = math.nan
    low: float = math.nan
    high: float = math.nan


@dataclass(frozen=True, repr=False)
class Step(Shown):
    """By how much the outcome changes if one factor moves by half of what is believed of it.

    Parameters
    ----------
    factor
        () [-] The factor.
    mu, mu_error
        () [unit] Mean change upward; NaN where there is no upward: of several inputs, a choice, and the noise.
    mu_star, mu_star_error
        () [unit] Mean size of the change.
    sigma, sigma_error
        () [unit] Standard deviation of the change between places; NaN for several inputs and for a choice.
    flags
        () [-] What has to be said of it.
    """

    factor: Factor
    mu: float
    mu_error: float
    mu_star: float
    mu_star_error: float
    sigma: float
    sigma_error: float
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Sensitivity(Shown):
    """What `sensitivity` gives.

    Parameters
    ----------
    method
        () [-] ``given``, ``sobol`` or ``morris``.
    title, unit
        () [-] The outcome in words, and its unit.
    rows
        (factor) [-] Shares, the largest first (by first order; of ``sobol`` by total); of ``morris`` none.
    steps
        (factor) [-] Of ``morris`` the effects, the largest first.
    draws, worlds
        () [1] Worlds of the run, rows of the design or trajectories; and worlds that the numbers rest on.
    correlated
        (block)(input) [-] Names of inputs that hang together.
    noise_draws
        () [1] Of ``sobol``: rows of the design that the indices of the noise rest on.
    first_sum
        () [1] Of ``sobol``: sum of the first-order indices over inputs and noise.
    """

    method: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    draws: int
    worlds: int
    correlated: tuple[tuple[str, ...], ...] = ()
    noise_draws: int = 0
    first_sum: Share | None = None

    def __getitem__(self, name: str) -> Row | Step:
        """The row of an input, by its path or the end of it, or of ``noise``; of a block by any of its inputs.

        Raises
        ------
        ResultsError
            No such row.
        """
        known: dict[str, Row | Step] = {}
        for row in self.all_rows:
            known |= dict.fromkeys((row.factor.name, *row.factor.inputs), row)
        try:
            return known[full_path(name, known)]
        except ScenarioError as unknown:
            raise ResultsError([replace(problem, path="input") for problem in unknown.problems]) from unknown

    @property
    def interactions(self) -> Share | None:
        """What is left to the interplay of inputs and noise; None where no experiment was played."""
        return None if self.first_sum is None else Share(1 - self.first_sum.share, self.first_sum.error)

    @property
    def noise(self) -> Row | Step | None:
        """The row of the noise; None where no experiment was played."""
        return next((row for row in self.all_rows if row.factor.name == NOISE), None)

    @property
    def all_rows(self) -> tuple[Row | Step, ...]:
        """The rows of the table, whichever they are."""
        return self.rows or self.steps

    @property
    def dataset(self) -> xarray.Dataset:
        """The table as a Dataset of dim (factor)."""
        import xarray

        told = self.all_rows
        fields = {"given": _SHARES | _ENDS, "sobol": _SHARES | _TOTALS, "morris": _CHANGES}[self.method]
        unit = "1" if self.rows else self.unit
        data: dict[str, Any] = {
            name: ("factor", [getattr(row, name) for row in told], {"units": unit, "long_name": meaning})
            for name, meaning in fields.items()
        }
        data["flags"] = ("factor", ["; ".join(row.flags) for row in told], {"long_name": "what has to be said of it"})
        for name, share in (("first_sum", self.first_sum), ("interactions", self.interactions)):
            if share is not None:
                meaning = name.replace("_", " ")
                data[name] = ((), share.share, {"units": "1", "long_name": meaning})
                data[f"{name}_error"] = ((), share.error, {"units": "1", "long_name": f"standard error of {meaning}"})
        coords = {
            "factor": [row.factor.name for row in told],
            "inputs": ("factor", [", ".join(row.factor.inputs) for row in told]),
            "meaning": ("factor", [row.factor.meaning for row in told]),
            "kind": ("factor", [row.factor.kind for row in told]),
        }
        attrs = {"method": self.method, "outcome": self.title, "units": self.unit}
        return xarray.Dataset(data, coords=coords, attrs=attrs | {"draws": self.draws, "worlds": self.worlds})


_SHARES = {
    "index": "first-order index", "error": "standard deviation of what it may be", "unbiased": "estimate by itself",
    "unbiased_error": "standard error of the estimate by itself",
}  # fmt: skip
_ENDS = {"low": "lower end of its 95 % interval", "high": "upper end of its 95 % interval"}
_TOTALS = {"total": "total index", "total_error": "standard error of the total index"}
_CHANGES = {
    "mu": "mean change for a step upward", "mu_error": "standard error of mu", "mu_star": "mean size of the change",
    "mu_star_error": "standard error of mu_star", "sigma": "standard deviation of the change",
    "sigma_error": "standard error of sigma",
}  # fmt: skip
