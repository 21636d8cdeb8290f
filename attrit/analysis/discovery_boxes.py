"""The answers of `attrit.worlds`: boxes, their limits, and what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from attrit.experiments.conditions import Condition
from attrit.experiments.targets import Target
from attrit.shown import Shown
from attrit.statistics.box_stability import SIGNIFICANT, STABLE, Held

if TYPE_CHECKING:
    import xarray

States = tuple[tuple[str, float, bool], ...]


@dataclass(frozen=True, repr=False)
class Restriction(Shown):
    """One limit of a box.

    Parameters
    ----------
    path, name
        () [-] Path of the input, and its last parts.
    meaning, unit, kind
        () [-] What the input is, its unit, and what it rests on: ``claim``, ``fit``, ``literature``, ``judgement`` or
        ``law``; empty for cases without a scenario.
    side
        () [-] ``low``: the limit or more; ``high``: the limit or less; ``kept``: some of its states.
    limit
        () [unit] The limit; NaN for states.
    below
        () [1] Share of the worlds, and so of the belief, below the limit; NaN for states.
    states
        (state) [-, 1, -] Of a choice: name of each state, its share of the worlds, and whether it is kept.
    without
        () [1] Density of the box without this restriction.
    quasi_p
        () [1] Chance of as many worlds of interest in the box if this restriction made no difference.
    again
        () [1] Share of the searches in halves of the worlds that set it too; NaN without them.
    """

    path: str
    name: str
    meaning: str
    unit: str
    kind: str
    side: str
    limit: float
    below: float
    states: States
    without: float
    quasi_p: float
    again: float

    @property
    def doubtful(self) -> bool:
        """Whether it may be chance: set again in under half of the searches, or with a quasi-p-value above .05."""
        return self.again < STABLE or self.quasi_p > SIGNIFICANT


@dataclass(frozen=True, repr=False)
class Found(Shown):
    """A box.

    Parameters
    ----------
    restrictions
        (restriction) [-] Its limits, the surest first.
    held
        () [-] What it holds of the worlds in which it was found, which flatters it.
    tested
        () [-] What it holds of other worlds, played for that; of cases, which cannot be played, of the third of them
        that was set aside before the search.
    trajectory
        (box) [-, 1] What each box on the way from all worlds holds, and how many inputs it limits; ever denser.
    place, dropped
        () [-, 1] Place on the way of the box that this one is, without some limits that make no difference there, and
        how many these are.
    """

    restrictions: tuple[Restriction, ...]
    held: Held
    tested: Held
    trajectory: tuple[tuple[Held, int], ...]
    place: int
    dropped: int


@dataclass(frozen=True, repr=False)
class Discovery(Shown):
    """What `discover` gives.

    Parameters
    ----------
    condition
        () [-] What makes a world one of interest.
    target
        () [-] The outcome of a run; None for cases.
    title, unit
        () [-] What the outcome is, and its unit.
    draws, interest
        () [1] Worlds, and those of interest among them.
    boxes
        (box) [-] The boxes; none if limits of no input would be found again in other worlds.
    searched
        () [1] Inputs that could be limited.
    resamples, half
        () [1] Searches in halves of the worlds, and worlds in each.
    replays
        () [1] How often each world was played, each time with other noise.
    """

    condition: Condition
    target: Target | None
    title: str
    unit: str
    draws: int
    interest: int
    boxes: tuple[Found, ...]
    searched: int
    resamples: int
    half: int
    replays: int

    @property
    def share(self) -> float:
        """Share of the worlds that are of interest."""
        return self.interest / self.draws

    @property
    def dataset(self) -> xarray.Dataset:
        """Tables of dims (box), (restriction), and (step) for the way from all worlds to each box."""
        import xarray

        limits = [(place, row) for place, box in enumerate(self.boxes) for row in box.restrictions]
        steps = [(place, held, n) for place, box in enumerate(self.boxes) for held, n in box.trajectory]
        data = _table("box", "box", _HELD, [box.held for box in self.boxes])
        data |= _table("tested", "box", _HELD, [box.tested for box in self.boxes])
        data |= _table("restriction", "restriction", _RESTRICTION, [row for _, row in limits])
        data |= _table("step", "step", _HELD, [held for _, held, _ in steps])
        kept = [", ".join(name for name, _, stays in row.states if stays) for _, row in limits]
        data["restriction_states"] = "restriction", kept, {"long_name": "states that are kept"}
        data["step_inputs"] = "step", [n for *_, n in steps], {"units": "1", "long_name": "inputs that are limited"}
        coords = {
            "restriction_box": ("restriction", [place for place, _ in limits]),
            "step_box": ("step", [place for place, *_ in steps]),
        }
        about = {"where": str(self.condition), "outcome": self.title, "draws": self.draws, "share": self.share}
        return xarray.Dataset(data, coords=coords, attrs={**about, "replays": self.replays})


_HELD = {
    "density": "share of the worlds in the box that are of interest",
    "density_error": "Monte-Carlo standard error of the density",
    "coverage": "share of the worlds of interest that are in the box",
    "coverage_error": "Monte-Carlo standard error of the coverage",
    "mass": "share of all worlds that are in the box",
    "lift": "density as a multiple of that of all worlds, or of those that earlier boxes leave",
}
_RESTRICTION = {
    "path": "path of the input",
    "side": "low: the limit or more; high: the limit or less; kept: some states",
    "limit": "limit, in the unit of the input",
    "unit": "unit of the limit",
    "below": "share of the belief below the limit",
    "without": "density of the box without this restriction",
    "quasi_p": "quasi-p-value of this restriction",
    "again": "share of the searches in halves of the worlds that set it too",
}


def _table(prefix: str, dim: str, columns: Mapping[str, str], rows: Sequence[Any]) -> dict[str, Any]:
    """Columns of a dataset; shares have the unit 1, and texts and limits of several units none."""
    found = {}
    for name, title in columns.items():
        unit = {} if name in ("path", "side", "limit", "unit") else {"units": "1"}
        found[f"{prefix}_{name}"] = dim, [getattr(row, name) for row in rows], {**unit, "long_name": title}
    return found
