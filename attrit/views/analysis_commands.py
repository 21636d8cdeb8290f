"""The commands that ask what decides an answer, what it would take, and in which worlds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attrit.errors import Problem, ResultsError
from attrit.views.asking import Question, Told, asks, pair, two_or_more
from attrit.views.columns import paragraph
from attrit.views.commands import by_comma

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
def compare(asked: Question, *, arms: ARMS = None, better: BETTER = None) -> Told:
    """Compare many arms with one in the same worlds, with intervals that hold for all of them at once."""
    from attrit.analysis.compare import compare_arms
    from attrit.engine.measures import measure_named
    from attrit.views import compare_text as text
    from attrit.views.compare_charts import compared_spec

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
    return Told(text.sentence(found), text.lines(found), text.plain(found), {"": compared_spec(found)})


@asks("drivers")
def drivers(asked: Question, *, method: METHOD = "given", inputs: INPUTS = None, size: SIZE = None) -> Told:
    """Say what decides an outcome, input by input, and how much of it is chance."""
    from attrit.analysis.sensitivity import sensitivity
    from attrit.views import sensitivity_text as text
    from attrit.views.sensitivity_charts import sensitivity_spec

    found = sensitivity(
        asked.results, **asked.target, method=method, inputs=inputs, draws=size,
        precision=asked.precision if method == "morris" else asked.error, progress=asked.bar,
    )  # fmt: skip
    return Told(text.sentence(found), text.lines(found), text.plain(found), {"": sensitivity_spec(found)})


def _with_choice(s: Scenario, options: Mapping[str, Any]) -> list[str]:
    """The arms in question, and those of ``--decide``."""
    words = _words(options["choice"], "--decide") if options["choice"] is not None else []
    return list(dict.fromkeys([*pair(s, options), *words]))


@asks("worth-knowing", arms=_with_choice)
def worth_knowing(asked: Question, *, choice: CHOICE = None, value: VALUE = None) -> Told:
    """Say which disputed number is worth settling: by input, by claim, by claimant."""
    from attrit.analysis.information import information
    from attrit.views import information_text as text
    from attrit.views.information_charts import information_spec

    options = None if choice is None else _words(choice, "--decide")
    found = information(asked.results, **asked.target, options=options, value=value, precision=asked.error)
    return Told(text.sentence(found), text.lines(found), text.plain(found), {"": information_spec(found)})


@asks("worlds", leave_out=["outcome"])
def worlds(
    asked: Question, *, where: WHERE = None, inputs: SEARCHED = None, boxes: BOXES = 1, threshold: THRESHOLD = None,
    resamples: RESAMPLES = 20, replays: REPLAYS = 1,
) -> Told:  # fmt: skip
    """Say in which worlds something happens: the ranges of inputs in which it is far more frequent."""
    from attrit.analysis.discovery import discover
    from attrit.views import discovery_text as text
    from attrit.views.discovery_charts import discovery_spec

    found = discover(
        asked.results, where, arm=asked.arm, against=asked.against, of=asked.of, inputs=inputs, boxes=boxes,
        resamples=resamples, replays=replays, threshold=None if threshold is None else threshold / 100,
        precision=asked.error, progress=asked.bar,
    )  # fmt: skip
    return Told(text.sentence(found), text.lines(found), text.plain(found), {"": discovery_spec(found)})


@asks("needed", outcome="recovered", leave_out=["of"])
def needed(
    asked: Question, *, lever: LEVER = "men", values: VALUES = None, unit: UNIT = None, change: CHANGE = None,
    second: SECOND = None, second_values: SECOND_VALUES = None, second_unit: SECOND_UNIT = None,
) -> Told:  # fmt: skip
    """Say what it would take: how far a lever must move for an outcome to change."""
    from attrit.analysis.requirement import contour, requirement
    from attrit.engine.measures import measure_named
    from attrit.views import requirement_text as text
    from attrit.views.requirement_charts import contour_spec, requirement_spec

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
        one = requirement(
            asked.results, lever, numbers, **question, unit=unit, precision=asked.precision, progress=asked.bar
        )
        return Told(text.sentence(one), text.lines(one), text.plain(one), {"": requirement_spec(one)})
    both = contour(
        asked.results, (lever, second), (numbers, _numbers(second_values, "--and-values")), **question,
        units=(unit, second_unit), progress=asked.bar,
    )  # fmt: skip
    plain = text.contour_plain(both)
    return Told(text.contour_sentence(both), text.contour_lines(both), plain, {"contour": contour_spec(both)})


@asks("carries", draws=1024, leave_out=["of"])
def carries(asked: Question) -> Told:
    """Say what carries an effect: what is left of it without each mechanism and each input, one at a time."""
    from attrit.analysis.carries import carries as of
    from attrit.engine.measures import measure_named
    from attrit.views import carries_text as text
    from attrit.views.carries_charts import carries_spec

    chance = measure_named(asked.results, asked.outcome).probability
    error = asked.error if chance else asked.precision
    found = of(
        asked.results, asked.outcome, arm=asked.arm, against=asked.against, draws=asked.results.draws, precision=error,
        progress=asked.bar,
    )  # fmt: skip
    return Told(text.sentence(found), text.lines(found), text.plain(found), {"": carries_spec(found)})


@asks("provenance", leave_out=["of"])
def provenance(asked: Question, *, pairs: PAIRS = None) -> Told:
    """Say what the spread rests on: claims, fits, literature, judgement, the law, chance."""
    from attrit.analysis import provenance as of
    from attrit.views import provenance_text as text
    from attrit.views.provenance_charts import provenance_spec

    found = of.provenance(
        asked.results, asked.outcome, arm=asked.arm, against=asked.against, pairs=pairs, precision=asked.error,
        progress=asked.bar,
    )  # fmt: skip
    return Told(text.sentence(found), text.detailed(found), text.plain(found), {"": provenance_spec(found)})


@asks(
    "report", leave_out=["outcome", "arm", "against", "of", "precision"], arms=lambda s, options: None,
    out="attrit-report", by_day=True,
)  # fmt: skip
def report(asked: Question) -> Told:
    """Ask every question and write the full report as one HTML file."""
    from attrit.engine.keep import headline_pair
    from attrit.everything import Findings, findings
    from attrit.views import terminal
    from attrit.views.answer import answer
    from attrit.views.drawing import Beside
    from attrit.views.report import page
    from attrit.views.report_findings import blocks, plain, refusals

    names = Findings.names()
    results = asked.results

    def told(what: str, done: int, of: int) -> None:
        asked.bar(names.index(what) * of + done, len(names) * of)

    with Beside() as draw:
        found = findings(results, progress=told)
        text = page(results, found, draw)
    one = answer(results, *headline_pair(results.scenario, results.arms), found.provenance, found.carries)
    made = blocks(found, results.scenario)
    lines = [one.question, "", paragraph(one.sentence)]
    told_all = [(block.title, block.sentence) for block in made] + refusals(found)
    lines += [line for title, said in told_all for line in ("", f"{title}:", paragraph(f"  {said}", indent=2))]
    return Told(one.sentence, lines, {**terminal.summary(results, one), **plain(found, results.scenario)}, {}, text)


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
