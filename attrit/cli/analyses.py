"""The commands that ask what decides an answer, what it would take, and in which worlds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attrit.cli.asking import Question, asks, pair, two_or_more
from attrit.errors import Problem, ResultsError
from attrit.request import by_comma
from attrit.views.rendered import Rendered
from attrit.views.words.columns import paragraph

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario
ARMS = Annotated[
    str | None, typer.Option(help="Arms to compare, comma-separated; by default all that no rule forbids.")
]
BETTER = Annotated[
    str | None,
    typer.Option(metavar="lower|higher", help="Which way is better; the table then says which arm does better."),
]
METHOD = Annotated[
    str,
    typer.Option(
        metavar="given|sobol|morris",
        help="given: from the worlds of the run. sobol, morris: by an experiment (Sobol indices, Morris screening).",
    ),
]
INPUTS = Annotated[
    list[str] | None,
    typer.Option("--input", metavar="PATH", help="Treat this input by itself and all others together. Repeatable."),
]
SIZE = Annotated[
    int | None, typer.Option(help="Size of the experiment: rows for sobol (a power of 2), trajectories for morris.")
]
CHOICE = Annotated[
    str | None,
    typer.Option("--decide", metavar="ARMS", help="Decision: arms to choose between, comma-separated; needs --value."),
]
VALUE = Annotated[
    str | None,
    typer.Option(
        metavar="FORMULA", help="Value of an arm, more is better, e.g. --value='-area_held - 0.001*losses_ru'."
    ),
]
SEARCHED = Annotated[
    list[str] | None,
    typer.Option("--input", metavar="PATH", help="Search limits of this input only; by default of all. Repeatable."),
]
WHERE = Annotated[
    str | None,
    typer.Option(
        metavar="CONDITION",
        help="Worlds of interest, e.g. 'area_held < -100'; by default the fifth of worlds that differs most.",
    ),
]
BOXES = Annotated[int, typer.Option(help="Number of boxes to find, one after the other.")]
THRESHOLD = Annotated[
    float | None, typer.Option(help="Lowest density to accept: share of worlds of interest in a box, in %.")
]
RESAMPLES = Annotated[
    int, typer.Option(help="Number of repeated searches on halves of the worlds, to see whether limits are reproduced.")
]
REPLAYS = Annotated[int, typer.Option(help="Replications of each world with new chance; the mean outcome is used.")]
LEVER = Annotated[
    str,
    typer.Option(
        metavar="NAME", help="Lever: men, quality, line_share, shells, arrival_day, or the path of any input."
    ),
]
VALUES = Annotated[
    str | None, typer.Option(metavar="NUMBERS", help="Values of the lever, comma-separated, such as 0,20000,50000.")
]
UNIT = Annotated[str | None, typer.Option(metavar="UNIT", help="Unit of the lever, such as round/month.")]
CHANGE = Annotated[
    float | None, typer.Option(help="Change wanted: in points for probabilities, else in the outcome's unit.")
]
SECOND = Annotated[
    str | None, typer.Option("--and", metavar="NAME", help="Second lever; both are then moved together.")
]
SECOND_VALUES = Annotated[
    str | None, typer.Option("--and-values", metavar="NUMBERS", help="Values of the second lever.")
]
SECOND_UNIT = Annotated[str | None, typer.Option("--and-unit", metavar="UNIT", help="Unit of the second lever.")]
PAIRS = Annotated[int | None, typer.Option(help="Pairs of worlds to mix; by default a sixteenth of the worlds.")]


@asks("compare", leave_out=["arm", "of"], arms=two_or_more)
def compare(asked: Question, *, arms: ARMS = None, better: BETTER = None) -> Rendered:
    """Compare many arms with one in the same worlds, with intervals that hold for all of them at once."""
    from attrit.analysis.compare import compare_arms
    from attrit.experiments.measures import measure_named

    outcomes = _words(asked.outcome, "--outcome")
    precision = {}
    if asked.precision is not None:
        chances = {name: measure_named(asked.results, name).probability for name in outcomes}
        precision = {name: asked.precision / (100 if chance else 1) for name, chance in chances.items()}
    named = None if arms is None else _words(arms, "--arms")
    found = compare_arms(
        asked.results, outcomes, arms=named, against=asked.against,
        better=None if better is None else dict.fromkeys(outcomes, better), precision=precision or None,
    )  # fmt: skip
    return rendered(found)


@asks("drivers")
def drivers(asked: Question, *, method: METHOD = "given", inputs: INPUTS = None, size: SIZE = None) -> Rendered:
    """Say what decides an outcome, input by input, and how much of it is chance."""
    from attrit.analysis.sensitivity import drivers

    found = drivers(
        asked.results, **asked.target, method=method, inputs=inputs, draws=size,
        precision=asked.precision if method == "morris" else asked.error, progress=asked.bar,
    )  # fmt: skip
    return rendered(found)


def _with_choice(s: Scenario, options: Mapping[str, Any]) -> list[str]:
    """The arms in question, and those of ``--decide``."""
    words = _words(options["choice"], "--decide") if options["choice"] is not None else []
    return list(dict.fromkeys([*pair(s, options), *words]))


@asks("worth-knowing", arms=_with_choice)
def worth_knowing(asked: Question, *, choice: CHOICE = None, value: VALUE = None) -> Rendered:
    """Say which disputed number is worth settling: by input, by claim, by claimant."""
    from attrit.analysis.information import worth_knowing

    options = None if choice is None else _words(choice, "--decide")
    found = worth_knowing(asked.results, **asked.target, options=options, value=value, precision=asked.error)
    return rendered(found)


@asks("worlds", leave_out=["outcome"])
def worlds(
    asked: Question, *, where: WHERE = None, inputs: SEARCHED = None, boxes: BOXES = 1, threshold: THRESHOLD = None,
    resamples: RESAMPLES = 20, replays: REPLAYS = 1,
) -> Rendered:  # fmt: skip
    """Say in which worlds something happens: the ranges of inputs in which it is far more frequent."""
    from attrit.analysis.discovery import worlds

    found = worlds(
        asked.results, where, arm=asked.arm, against=asked.against, of=asked.of, inputs=inputs, boxes=boxes,
        resamples=resamples, replays=replays, threshold=None if threshold is None else threshold / 100,
        precision=asked.error, progress=asked.bar,
    )  # fmt: skip
    return rendered(found)


@asks("needed", outcome="recovered", leave_out=["of"])
def needed(
    asked: Question, *, lever: LEVER = "men", values: VALUES = None, unit: UNIT = None, change: CHANGE = None,
    second: SECOND = None, second_values: SECOND_VALUES = None, second_unit: SECOND_UNIT = None,
) -> Rendered:  # fmt: skip
    """Say what it would take: how far a lever must move for an outcome to change."""
    from attrit.analysis.requirement import contour, needed
    from attrit.experiments.measures import measure_named

    if change is not None and measure_named(asked.results, asked.outcome).probability:
        change /= 100
    question: dict[str, Any] = {
        "outcome": asked.outcome, "arm": asked.arm, "against": asked.against, "change": change,
    }  # fmt: skip
    numbers = _numbers(values, "--values")
    alone = {"--and-values": second_values, "--and-unit": second_unit} if second is None else {}
    if any(given is not None for given in alone.values()):
        raise ResultsError(
            Problem(option, str(given), "is of a second lever, and none is named", "", "name it: --and NAME")
            for option, given in alone.items() if given is not None
        )  # fmt: skip
    if second is None:
        one = needed(
            asked.results, lever, numbers, **question, unit=unit, precision=asked.precision, progress=asked.bar
        )
        return rendered(one)
    both = contour(
        asked.results, (lever, second), (numbers, _numbers(second_values, "--and-values")), **question,
        units=(unit, second_unit), progress=asked.bar,
    )  # fmt: skip
    return rendered(both)


@asks("carries", draws=1024, leave_out=["of"])
def carries(asked: Question) -> Rendered:
    """Change each mechanism and input in turn: say how much stronger or weaker an effect becomes."""
    from attrit.analysis.carries import carries as of
    from attrit.experiments.measures import measure_named

    chance = measure_named(asked.results, asked.outcome).probability
    error = asked.error if chance else asked.precision
    found = of(
        asked.results, asked.outcome, arm=asked.arm, against=asked.against, draws=asked.results.draws, precision=error,
        progress=asked.bar,
    )  # fmt: skip
    return rendered(found)


@asks("provenance", leave_out=["of"])
def provenance(asked: Question, *, pairs: PAIRS = None) -> Rendered:
    """Say what the spread rests on: claims, fits, literature, judgement, the law, chance."""
    from attrit.analysis import provenance as of

    found = of.provenance(
        asked.results, asked.outcome, arm=asked.arm, against=asked.against, pairs=pairs, precision=asked.error,
        progress=asked.bar,
    )  # fmt: skip
    return rendered(found)


@asks(
    "report", leave_out=["outcome", "arm", "against", "of", "precision"], arms=lambda s, options: None,
    out="attrit-report", by_day=True,
)  # fmt: skip
def report(asked: Question) -> Rendered:
    """Ask every question and write the full report as one HTML file."""
    from attrit.answer import answer
    from attrit.engine.keep import headline_pair
    from attrit.everything import Findings, findings
    from attrit.views.answer import table as terminal
    from attrit.views.answer.words import sentence
    from attrit.views.charts.drawing import Beside
    from attrit.views.report.findings import blocks, plain, refusals
    from attrit.views.report.page import page

    names = Findings.names()
    results = asked.results

    def told(what: str, done: int, of: int) -> None:
        asked.bar(names.index(what) * of + done, len(names) * of)

    with Beside() as draw:
        found = findings(results, progress=told)
        text = page(results, found, draw)
    one = answer(results, *headline_pair(results.scenario, results.arms), found.provenance, found.carries)
    made = blocks(found)
    said = sentence(results, one.comparison)
    lines = [results.scenario.question, "", paragraph(said)]
    told_all = [(block.title, block.sentence) for block in made] + refusals(found)
    lines += [line for title, words in told_all for line in ("", f"{title}:", paragraph(f"  {words}", indent=2))]
    return Rendered(said, lines, {**terminal.summary(one), **plain(found)}, {}, text)


def rendered(found: object) -> Rendered:
    """What an analysis found, as people see it; its charts are loaded only now.

    Parameters
    ----------
    found
        () [-] The result.
    """
    from attrit.views import register

    return register.rendered(found)


def _words(text: str, option: str) -> list[str]:
    """Names of a comma-separated list."""
    words = by_comma(text)
    if not words:
        raise ResultsError(Problem(option, "", "nothing is named", "comma-separated names"))
    return words


def _numbers(text: str | None, option: str) -> list[float] | None:
    """Numbers of a comma-separated list."""
    if text is None:
        return None
    words = _words(text, option)
    problems, found = [], []
    for word in words:
        try:
            found.append(float(word.replace(" ", "")))
        except ValueError:
            problems.append(
                Problem(option, "", f"'{word}' is no number", "comma-separated numbers, such as 0,20000,50000")
            )
    if problems:
        raise ResultsError(problems)
    return found
