"""The results contract: labelled variables with units, one dataset, arms that share their draws.

`Results` holds NumPy arrays with named dims and becomes an xarray Dataset at the first touch of `.dataset` or of a
variable, so that a run that only prints its answer need not load xarray.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import Columns
from attrit.engine.keep import headline_pair
from attrit.engine.outcomes import OUTCOMES
from attrit.engine.quantiles import quantiles
from attrit.engine.worlds import Lineage, Worlds
from attrit.errors import Problem, ResultsError, did_you_mean
from attrit.shown import Shown, brief, line

if TYPE_CHECKING:
    import xarray

    from attrit.scenario.schema import Scenario

Array = NDArray[Any]

STATUS = {0: "ok", 1: "not finite"}


class Variable(NamedTuple):
    """One outcome or input with the names of its dims.

    Parameters
    ----------
    dims
        () [-] Names of the dims, in the order of the data.
    values
        (dims) [unit] The numbers.
    unit
        () [-] Canonical unit.
    title
        () [-] Long name.
    """

    dims: tuple[str, ...]
    values: Array
    unit: str
    title: str

    def __repr__(self) -> str:
        return brief(self)


@dataclass(frozen=True, repr=False)
class Results(Shown):
    """What a run of arms over draws came to.

    Parameters
    ----------
    scenario
        () [-] The scenario that was run.
    coords
        (dim) [-] Labels of each dim: arm, draw, day, side, group, front, sector, supporter, party.
    variables
        (name) [-] Outcomes by name; the last dim but one of those by draw is the draw.
    seed
        () [-] Seed of the run.
    attrs
        () [-] What else is known of the run: version, digests, steps a day.
    given
        (stream)(draw) [1] Of a designed experiment, the uniform numbers behind the inputs, see `Worlds`.
    lineage
        () [-] Of worlds that were chosen for what was seen, whose noise and inputs they have, see `Worlds`.
    """

    scenario: Scenario
    coords: Mapping[str, tuple[Any, ...]]
    variables: Mapping[str, Variable]
    seed: int
    attrs: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[int, NDArray[np.float64]] = field(default_factory=dict, repr=False)
    lineage: Lineage | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        sizes = (len(self.arms), "arm"), (self.draws, "world"), (self.coords["day"][-1], "day")
        size = " × ".join(f"{n:,} {what}{'s' if n != 1 else ''}" for n, what in sizes)
        return line(self, f"{self.scenario.name}: {size}, seed {self.seed}")

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled and copied: the run, without what can be made of it again."""
        return {one.name: getattr(self, one.name) for one in fields(self)} | {"given": dict(self.given)}

    def __dir__(self) -> list[str]:
        """Outcomes too, which a notebook then completes."""
        return sorted({*super().__dir__(), *self.variables})

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms played."""
        return self.coords["arm"]

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.coords["draw"])

    def arm_index(self, arm: str) -> int:
        """Place of an arm.

        Raises
        ------
        ResultsError
            No such arm in this run.
        """
        if arm not in self.arms:
            accepted = f"arms of this run: {', '.join(self.arms)}"
            raise ResultsError(Problem("", "arm", f"no arm '{arm}'", accepted, did_you_mean(arm, self.arms)))
        return self.arms.index(arm)

    def variable(self, name: str) -> Variable:
        """A variable by name.

        Raises
        ------
        ResultsError
            No such variable in this run, or it was not kept.
        """
        if name not in self.variables and name in OUTCOMES:
            cure = f"run it with keep=Keep(final=['{name}']) for the end, or keep=['{name}'] for every day"
            raise ResultsError(Problem("", name, "was not kept in this run", "", cure))
        if name not in self.variables:
            accepted = f"outcomes of this run: {', '.join(self.variables)}"
            raise ResultsError(Problem("", name, "no such outcome", accepted, did_you_mean(name, self.variables)))
        return self.variables[name]

    def values(self, name: str, arm: str, **where: str | int) -> Array:
        """Values of an outcome in one arm, one number for each draw (and day where no day is given).

        Parameters
        ----------
        name
            () [-] The outcome.
        arm
            () [-] The arm.
        **where
            () [-] Labels of further dims, for example ``side="ru"`` or ``day=90``.
        """
        variable = self.variable(name)
        strange = [dim for dim in where if dim not in variable.dims]
        if strange:
            found = f"has no dim '{strange[0]}'"
            raise ResultsError(Problem("", name, found, f"its dims: {', '.join(variable.dims)}"))
        index: list[Any] = []
        for dim in variable.dims:
            if dim == "arm":
                index.append(self.arm_index(arm))
            elif dim in where:
                index.append(self.label(dim, where[dim]))
            else:
                index.append(slice(None))
        return np.asarray(variable.values[tuple(index)])

    def has_days(self, outcome: str) -> bool:
        """Whether an outcome was kept by day: for every draw, or its quantiles."""
        kept = self.variables.get(outcome)
        instead = {f"{outcome}_quantiles", f"{outcome}_difference_quantiles"}
        return bool(instead & set(self.variables)) or (kept is not None and "day" in kept.dims)

    def bands(self, outcome: str, arm: str, against: str | None = None, **where: str | int) -> NDArray[np.float64]:
        """Quantiles over draws for every day, of an outcome in one arm or of its difference to another arm.

        They are exact, and the same whether they were kept or are made from the numbers of all draws.

        Parameters
        ----------
        outcome
            () [-] An outcome kept by day.
        arm
            () [-] The arm.
        against
            () [-] The arm to subtract in the same worlds; none if None.
        **where
            () [-] Labels of further dims, for example ``side="ru"``.

        Returns
        -------
        numpy.ndarray
            (day, share) [unit] The 5, 25, 50, 75 and 95 % quantiles; what is not finite is left out, and a day on which
            nothing is finite has NaN.

        Raises
        ------
        ResultsError
            No such arm or outcome, or it was not kept by day, or a label is missing.
        """
        arms = [name for name in (arm, against) if name is not None]
        for name in arms:
            self.arm_index(name)
        kept = self.variables.get(outcome)
        if kept is None or "day" not in kept.dims:
            return self._kept_bands(outcome, arm, against, where)
        self._one_of_each(outcome, outcome, where)
        values = [self.values(outcome, name, **where) for name in arms]
        if against is None:
            return quantiles(values[0])
        with np.errstate(invalid="ignore"):  # what is infinite in both arms has no difference
            return quantiles(values[0] - values[1])

    def _kept_bands(
        self, outcome: str, arm: str, against: str | None, where: Mapping[str, str | int]
    ) -> NDArray[np.float64]:
        """Daily quantiles that were kept in place of the numbers of all draws."""
        if not self.has_days(outcome):
            self.variable(outcome)
            cure = f"run it with keep=['{outcome}']"
            raise ResultsError(Problem("", outcome, "was kept for the end of the run only", "an outcome by day", cure))
        other = headline_pair(self.scenario, self.arms)[1]
        name = f"{outcome}_quantiles" if against is None else f"{outcome}_difference_quantiles"
        if name not in self.variables or against not in (None, other):
            if against is None:
                found, accepted = "only its differences were kept by day", f"its difference to '{other}'"
            else:
                found, accepted = f"its difference to '{against}' was not kept by day", f"the difference to '{other}'"
            raise ResultsError(Problem("", outcome, found, accepted, f"run it with keep=['{outcome}']"))
        self._one_of_each(outcome, name, where)
        return self.values(name, arm, **where)

    def _one_of_each(self, outcome: str, name: str, where: Mapping[str, str | int]) -> None:
        """Refuse to mix sides, groups and the like."""
        missing = [dim for dim in self.variables[name].dims if dim not in ("arm", "draw", "day", "quantile", *where)]
        if missing:
            labels = self.coords[missing[0]]
            cure = f"add {missing[0]}='{labels[0]}'"
            found = f"has a number for each {missing[0]}"
            raise ResultsError(Problem("", outcome, found, f"one of {', '.join(map(str, labels))}", cure))

    def input(self, path: str, arm: str | None = None) -> NDArray[np.float64]:
        """Values of an input, one number for each draw.

        Parameters
        ----------
        path
            () [-] Path of the input, for example ``groups.ru.men``.
        arm
            () [-] The arm; the base arm if None.

        Raises
        ------
        ResultsError
            No such input.
        """
        inputs = self.scenario.inputs
        if path not in inputs:
            raise ResultsError(Problem("", path, "no such input", "a path of the scenario", did_you_mean(path, inputs)))
        return self._columns.of(self.scenario.arm(arm or self.scenario.base), path)

    @property
    def worlds(self) -> Worlds:
        """The worlds that were played."""
        return Worlds(np.array(self.coords["draw"], np.int64), self.seed, self.given, self.lineage)

    @cached_property
    def _columns(self) -> Columns:
        return Columns(self.worlds)

    def label(self, dim: str, wanted: str | int) -> int:
        """Place of a label in a dim."""
        labels = self.coords[dim]
        if wanted not in labels:
            found = f"no '{wanted}' in {dim}"
            raise ResultsError(
                Problem("", dim, found, f"one of {_few(labels)}", did_you_mean(str(wanted), map(str, labels)))
            )
        return labels.index(wanted)

    @cached_property
    def dataset(self) -> xarray.Dataset:
        """All of it as one xarray Dataset, dims in the order arm, draw, day, then the others."""
        import xarray

        order = ("arm", "draw", "day", "quantile")
        data = {}
        for name, v in self.variables.items():
            array = xarray.DataArray(
                v.values, dims=v.dims, attrs={"units": v.unit, "long_name": v.title, "seed": self.seed}
            )
            first = [dim for dim in order if dim in v.dims]
            data[name] = array.transpose(*first, *[dim for dim in v.dims if dim not in order])
        for path, given in self.scenario.inputs.items():
            if given.prior is None or given.prior.shape != "certain":
                attrs = (
                    {}
                    if given.quantity is None
                    else {"units": given.quantity.unit, "long_name": given.quantity.meaning}
                )
                data[path] = xarray.DataArray(
                    self.input(path), dims="draw", attrs={"role": "input", "seed": self.seed, **attrs}
                )
        used = {dim for v in self.variables.values() for dim in v.dims}
        coords = {dim: list(labels) for dim, labels in self.coords.items() if dim in used}
        return xarray.Dataset(data, coords=coords, attrs={"seed": self.seed, **self.attrs})

    def __getattr__(self, name: str) -> Any:
        known = self.__dict__.get("variables", {})
        if name.startswith("_") or name not in known:
            near = did_you_mean(name, [*known, *(one for one in vars(type(self)) if not one.startswith("_"))])
            raise AttributeError(f"results have no '{name}'{f'; {near}' if near else ''}")
        return self.dataset[name]


def _few(labels: Sequence[Any]) -> str:
    if len(labels) > 12:
        return f"{labels[0]} to {labels[-1]}"
    return ", ".join(map(str, labels))
