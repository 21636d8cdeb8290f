"""How much of an answer is sourced and how much is judged: the variance of an outcome by what its inputs rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import uniform_numbers
from attrit.engine.results import Results
from attrit.errors import whole_number
from attrit.experiments.factors import NOISE, Factors, kind_of
from attrit.experiments.targets import Target, replayed, target_of
from attrit.shown import Shown
from attrit.statistics.estimates import asked_precision, enough
from attrit.statistics.factorial import Share, Shares, mixtures, split
from attrit.statistics.variation import constant, refuse_constant

if TYPE_CHECKING:
    import xarray

PARTS = ("share", "alone", "together")
CLASSES = ("claim", "fit", "literature", "judgement", "law", NOISE)
FEWEST = 16  # pairs of worlds
_DRAWS_EACH = 16  # draws of the run for each pair, if nothing is asked for: some tenths of a second for a headline
MOST = 1024  # pairs of worlds, if nothing is asked for
_USUAL = 64  # pairs of worlds, at least, if nothing is asked for
GREATEST = 2**13  # pairs of worlds, of which all mixtures fit into memory


@dataclass(frozen=True, repr=False)
class Sources(Shown):
    """The variance of one number by what it rests on.

    Parameters
    ----------
    target
        () [-] The number.
    deviation
        () [unit] Its standard deviation between worlds.
    shares
        (class) [1] Of ``claim``, ``fit``, ``literature``, ``judgement``: inputs that rest on it; ``law``: which law of
        attrition holds; ``noise``: the chance of the days, alone or together with inputs, which would remain if all
        inputs were known. They add to 1.
    """

    target: Target
    deviation: float
    shares: Mapping[str, Shares]


@dataclass(frozen=True, repr=False)
class Provenance(Shown):
    """What `provenance` gives.

    Parameters
    ----------
    rows
        (number) [-] The difference between the arms, if there are two, and the number of the arm itself; what is the
        same in all worlds is left out.
    inputs
        (class) [1] How many uncertain inputs rest on each.
    pairs
        () [1] Pairs of worlds mixed.
    """

    rows: tuple[Sources, ...]
    inputs: Mapping[str, int]
    pairs: int

    @property
    def dataset(self) -> xarray.Dataset:
        """Shares with their errors as a Dataset of dims (number, source)."""
        import xarray

        data = {}
        for part in PARTS:
            for name in ("share", "error"):
                table = [[getattr(getattr(row.shares[c], part), name) for c in CLASSES] for row in self.rows]
                key = (part if part == "share" else f"share_{part}") + ("_error" if name == "error" else "")
                data[key] = (("number", "source"), table, {"units": "1"})
        for end in ("low", "high"):  # of the 95 % interval
            table = [[getattr(row.shares[c], end) for c in CLASSES] for row in self.rows]
            data[f"share_{end}"] = (("number", "source"), table, {"units": "1"})
        coords = {
            "number": [row.target.of for row in self.rows],
            "title": ("number", [row.target.title for row in self.rows]),
            "deviation": ("number", [row.deviation for row in self.rows], {"units": self.rows[0].target.unit}),
            "source": list(CLASSES),
            "inputs": ("source", [self.inputs[c] for c in CLASSES]),
        }
        return xarray.Dataset(data, coords=coords, attrs={"pairs": self.pairs})


def provenance(
    results: Results, outcome: str = "area_held", *, arm: str | None = None, against: str | None = None,
    pairs: int | None = None, precision: float | None = None, progress: Callable[[int, int], None] | None = None,
) -> Provenance:  # fmt: skip
    """Share of an outcome's variance that is due to claims, fits, literature, judgement, the law, and pure noise.

    New worlds are played: pairs, and every mixture of the two by class. What classes do only together is shared alike
    among them (Shapley), but what noise has a part in is noise. Where inputs of two classes are correlated, what they
    share counts for the one that comes first in the list.

    Parameters
    ----------
    results
        () [-] A run; its arms, horizon and seed are taken.
    outcome
        () [-] Name of a measure.
    arm, against
        () [-] The arms; those of the headline if None.
    pairs
        () [1] Pairs of worlds; a sixteenth of the draws of the run, from 64 to 1,024, if None.
    precision
        () [1] Error asked for of the shares.
    progress
        () [-] Called with blocks done and blocks in all.

    Raises
    ------
    ResultsError
        No such outcome or arm, an outcome without a number in every world or the same in all, or shares that are not
        known as well as was asked for.
    """
    targets = [target_of(results, outcome, arm, against)]
    if targets[0].against is not None:
        targets.append(target_of(results, outcome, targets[0].arm, of="arm"))
    asked_precision(precision)
    usual = min(MOST, max(_USUAL, results.draws // _DRAWS_EACH))
    n = usual if pairs is None else whole_number("pairs", pairs, FEWEST, GREATEST)
    for target in targets:
        target.numbers(results)
    replayed(results)
    factors = Factors.of(results.scenario)
    classes = [kind_of(results.scenario, path) for path in factors.inputs] + [NOISE]
    present = [c for c in CLASSES if c in classes]
    members = [np.array([place for place, c in enumerate(classes) if c == one], np.int64) for one in present]
    one, other = uniform_numbers("provenance", results.seed, 2, n, len(classes))
    mixed = mixtures(one, other, members).reshape(-1, len(classes))
    run = targets[0].again(results, factors.worlds(mixed, results.seed), progress)
    told = [(target, target.numbers(run)) for target in targets]
    rows = tuple(_row(target, y, present, n) for target, y in told if not constant(y))
    if not rows:
        refuse_constant(told[0][1], told[0][0].title)
    errors = [share.share.error for row in rows for share in row.shares.values()]
    enough(max(errors), precision, n, "the shares, in points,", 100.0, "pairs", 16, GREATEST)
    return Provenance(rows, {c: classes.count(c) if c != NOISE else 0 for c in CLASSES}, n)


def _row(target: Target, y: NDArray[np.float64], present: list[str], pairs: int) -> Sources:
    """The split of one number."""
    found = split(y.reshape(-1, pairs), present.index(NOISE))
    nothing = Share(0.0, 0.0)
    shares = dict.fromkeys(CLASSES, Shares(nothing, nothing, nothing, 0.0, 0.0))
    shares |= dict(zip(present, found.groups, strict=True))
    return Sources(target, float(np.sqrt(max(found.variance, 0.0))), shares)
