"""The whole set of analyses of one run, for those who want all of it: what decides it, what it would take, where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from attrit.shown import Shown

if TYPE_CHECKING:
    from attrit.analysis.carries import Carried
    from attrit.analysis.compare import ArmComparison
    from attrit.analysis.discovery_boxes import Discovery
    from attrit.analysis.information import Information
    from attrit.analysis.law_spread import LawSpread
    from attrit.analysis.provenance import Provenance
    from attrit.analysis.requirement import Contour, Requirement
    from attrit.analysis.sensitivity_rows import Sensitivity
    from attrit.engine.results import Results

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, repr=False)
class Findings(Shown):
    """What analyses found of a run; None for those that were not asked.

    Parameters
    ----------
    carries
        () [-] What carries the mean effect.
    provenance
        () [-] What the spread rests on.
    information
        () [-] What would be worth knowing.
    sensitivity
        () [-] What decides the outcome, and how much is noise.
    requirement, contour
        () [-] What it would take, by one lever and by two.
    discovery
        () [-] In which worlds the arm matters.
    compared
        () [-] All arms against one.
    laws
        () [-] The answer under each law of attrition.
    refused
        (analysis) [-] Why an analysis that was asked has nothing to say.
    """

    carries: Carried | None = None
    provenance: Provenance | None = None
    information: Information | None = None
    sensitivity: Sensitivity | None = None
    requirement: Requirement | None = None
    contour: Contour | None = None
    discovery: Discovery | None = None
    compared: ArmComparison | None = None
    laws: LawSpread | None = None
    refused: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The analyses, in the order in which they are asked and shown."""
        return tuple(one.name for one in fields(cls) if one.name != "refused")

    @classmethod
    def kinds(cls) -> dict[str, type]:
        """(analysis) [-] The class of what each analysis finds."""
        from attrit.analysis.carries import Carried
        from attrit.analysis.compare import ArmComparison
        from attrit.analysis.discovery_boxes import Discovery
        from attrit.analysis.information import Information
        from attrit.analysis.law_spread import LawSpread
        from attrit.analysis.provenance import Provenance
        from attrit.analysis.requirement import Contour, Requirement
        from attrit.analysis.sensitivity_rows import Sensitivity

        of = (
            Carried, Provenance, Information, Sensitivity, Requirement, Contour, Discovery, ArmComparison, LawSpread,
        )  # fmt: skip
        return dict(zip(cls.names(), of, strict=True))

    def answers(self) -> dict[str, object]:
        """(analysis) [-] What was found by those that had something to say."""
        return {name: found for name in self.names() if (found := getattr(self, name)) is not None}


def findings(results: Results, *, progress: Progress | None = None) -> Findings:
    """Ask everything of a run: the headline's difference in ground held, and what would change the chance of recovery.

    What an analysis refuses is left out, with its reason: a curve over the men of a contingent where a scenario has
    none, boxes where nothing differs between worlds.

    Parameters
    ----------
    results
        () [-] A run that holds both arms of the headline.
    progress
        () [-] Called with the name of the analysis, what is done of it and what there is to do.
    """
    from attrit.analysis.carries import carries
    from attrit.analysis.compare import compare_arms
    from attrit.analysis.discovery import worlds
    from attrit.analysis.information import worth_knowing
    from attrit.analysis.law_spread import law_spread
    from attrit.analysis.provenance import provenance
    from attrit.analysis.requirement import contour, needed
    from attrit.analysis.sensitivity import drivers
    from attrit.engine.keep import headline_pair
    from attrit.errors import AttritError

    arm, against = headline_pair(results.scenario, results.arms)

    def spread(bar: Callable[[int, int], None]) -> LawSpread:
        return law_spread(
            results.scenario, arm=arm, against=against, draws=min(2048, results.draws), seed=results.seed,
            horizon=int(results.coords["day"][-1]), steps=int(results.attrs.get("steps", 1)), progress=bar,
        )  # fmt: skip

    asked: dict[str, Callable[[Callable[[int, int], None]], object]] = {
        "carries": lambda bar: carries(results, progress=bar),
        "provenance": lambda bar: provenance(results, progress=bar),
        "information": lambda bar: worth_knowing(results),
        "sensitivity": lambda bar: drivers(results),  # surer of single inputs than an experiment of some seconds
        "requirement": lambda bar: needed(results, progress=bar),
        "contour": lambda bar: contour(results, progress=bar),
        "discovery": lambda bar: worlds(results, progress=bar),
        "compared": lambda bar: compare_arms(results),
        "laws": spread,
    }
    found: dict[str, object] = {}
    refused: dict[str, str] = {}
    for name, ask in asked.items():

        def told(done: int, of: int, name: str = name) -> None:
            if progress is not None:
                progress(name, done, of)

        told(0, 1)
        try:
            found[name] = ask(told)
        except AttritError as error:
            refused[name] = str(error)
    return Findings(**found, refused=refused)  # type: ignore[arg-type]
