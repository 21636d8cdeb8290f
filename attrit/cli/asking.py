"""What every command that asks something of a run has in common: its options, the runs, and how the answer is told.

A command is a function from a `Question` to `Rendered`. Options that all commands share are stated here once and
put before its own; under several laws the function is called once for each.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

import typer

from attrit.cli import completion
from attrit.cli.console import Bar, deliver, say_if_compiling
from attrit.cli.observing import seen_of, worlds_of
from attrit.cli.options import (
    COLUMN,
    DRAWS,
    FEW,
    FILE,
    HORIZON,
    ONLY,
    PLAYED,
    QUESTIONS,
    SEED,
    SEEN,
    SET,
    UNTIL,
    VOICES,
    WITHOUT,
    app,
)
from attrit.cli.screen import say
from attrit.request import PARTICLES, WORLDS, Request, arm_names, law_names
from attrit.views.rendered import Rendered
from attrit.views.words.columns import paragraph
from attrit.writing import usable

if TYPE_CHECKING:
    from attrit.engine.results import Results
    from attrit.scenario.schema import Scenario


class Question(NamedTuple):
    """What a command is asked, beside its own options.

    Parameters
    ----------
    results
        () [-] The run.
    outcome
        () [-] Name of the measure.
    arm, against
        () [-] The arms; those of the headline if None.
    of
        () [-] ``difference`` or ``arm``; what is usual if None.
    precision
        () [-] The standard error asked for; any if None.
    bar
        () [-] Called with what is done and what there is to do.
    """

    results: Results
    outcome: str
    arm: str | None
    against: str | None
    of: str | None
    precision: float | None
    bar: Callable[[int, int], None]

    @property
    def target(self) -> dict[str, Any]:
        """Outcome and arms as an analysis takes them."""
        return {"outcome": self.outcome, "arm": self.arm, "against": self.against, "of": self.of}

    @property
    def error(self) -> float | None:
        """The precision as a share, where it is stated in points."""
        return None if self.precision is None else self.precision / 100


_SHARED: dict[str, Any] = {
    "scenario": FILE,
    "outcome": Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Outcome to analyse; an unknown name prints the list.",
            autocompletion=completion.outcomes,
        ),
    ],
    "arm": Annotated[
        str | None,
        typer.Option(help="Arm to analyse; by default the scenario's base arm.", autocompletion=completion.arms),
    ],
    "against": Annotated[
        str | None,
        typer.Option(help="Arm to compare with; by default the scenario's choice.", autocompletion=completion.arms),
    ],
    "of": Annotated[
        str | None,
        typer.Option(metavar="difference|arm", help="Analyse the difference between the arms, or the arm alone."),
    ],
    "draws": DRAWS,
    "seed": SEED,
    "horizon": HORIZON,
    "law": Annotated[
        str | None,
        typer.Option(
            metavar="NAME|all|FILE.py",
            help="Law of attrition; a comma-separated list, or all, gives an answer for each. FILE.py is run.",
        ),
    ],
    "changes": SET,
    "without": WITHOUT,
    "without_voices": VOICES,
    "only_voices": ONLY,
    "observations": SEEN,
    "until": UNTIL,
    "column": COLUMN,
    "few": FEW,
    "particles": PLAYED,
    "precision": Annotated[
        float | None,
        typer.Option(
            help="Standard error required: in points for shares and probabilities, else in the outcome's unit."
        ),
    ],
    "as_json": Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")],
    "out": Annotated[
        Path | None, typer.Option(help="Folder to write to: JSON, with the charts as SVG or the report as HTML.")
    ],
}
_DEFAULTS: dict[str, Any] = {
    "scenario": inspect.Parameter.empty, "outcome": "area_held", "draws": WORLDS, "seed": 1, "as_json": False,
    "few": "refuse", "particles": PARTICLES,
}  # fmt: skip

_JSON = {"report": "summary.json"}  # as `run` calls the numbers beside its page; others take the command's name

Answering = Callable[..., Rendered]
Arms = Callable[["Scenario", Mapping[str, Any]], Sequence[str] | None]


def asks(
    name: str,
    *,
    draws: int = WORLDS,
    outcome: str = "area_held",
    leave_out: Sequence[str] = (),
    arms: Arms | None = None, out: str | None = None, by_day: bool = False,
) -> Callable[[Answering], Answering]:  # fmt: skip
    """Register a command that asks something of a run.

    Parameters
    ----------
    name
        () [-] Its name.
    draws, outcome
        () [1, -] Worlds and outcome if nothing is said.
    leave_out
        () [-] Shared options that it does not have.
    arms
        () [-] From the scenario and the options to the arms to play; the two in question if None.
    out
        () [-] Folder to write to if nothing is said; nothing is written if None.
    by_day
        () [-] Whether the days of a run are looked at, and not its end alone.
    """

    def register(function: Answering) -> Answering:
        hints = get_type_hints(function, include_extras=True)
        own = {key: p for key, p in inspect.signature(function).parameters.items() if p.kind is p.KEYWORD_ONLY}
        shared = {key: value for key, value in _SHARED.items() if key not in leave_out}
        defaults = {**_DEFAULTS, "draws": draws, "outcome": outcome, "out": None if out is None else Path(out)}
        kinds = {**shared, **{key: hints[key] for key in own}}
        first = {"scenario": kinds.pop("scenario")}
        ordered = {**first, **{key: kinds[key] for key in own}, **kinds}

        def command(**options: Any) -> None:
            _answer(name, function, {key: options.pop(key) for key in own}, options, arms, by_day)

        parameters = [
            inspect.Parameter(
                key, inspect.Parameter.KEYWORD_ONLY, annotation=kind,
                default=own[key].default if key in own else defaults.get(key),
            )
            for key, kind in ordered.items()
        ]  # fmt: skip
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = ordered
        command.__doc__ = (function.__doc__ or "").split("\n\n")[0]
        app.command(name, rich_help_panel=QUESTIONS)(command)
        return function

    return register


def _answer(
    name: str, function: Answering, own: Mapping[str, Any], options: Mapping[str, Any], arms: Arms | None,
    by_day: bool,
) -> None:  # fmt: skip
    """Play under each law that is asked for, and tell what the function makes of it."""
    asked = Request(
        scenario=options["scenario"], draws=options["draws"], seed=options["seed"], horizon=options["horizon"],
        changes=options["changes"] or (), without_mechanisms=options["without"] or (),
        only=options["only_voices"] or (), without=options["without_voices"] or (),
        seen=seen_of(*(options[key] for key in ("observations", "until", "column", "few", "particles"))),
    )  # fmt: skip
    laws = [] if options["law"] is None else law_names(options["law"])
    folder: Path | None = options["out"]
    file = _JSON.get(name, f"{name}.json")
    if folder is not None:
        usable(folder, file)
    say_if_compiling()
    told: dict[str, Rendered] = {}
    ran: dict[str, dict[str, Any]] = {}
    every: Sequence[str | None] = laws or [None]
    for law in every:
        _, s, notes = asked.read(law)
        for note in notes:
            say(note)
        wanted = pair(s, options)
        names = list(dict.fromkeys(wanted)) if arms is None else arms(s, {**options, **own})
        results = _played(s, names, asked, by_day)
        with Bar(name if law is None else f"{name}, {law}") as bar:
            question = Question(
                results, options.get("outcome", ""), options.get("arm"), options.get("against"), options.get("of"),
                options.get("precision"), bar,
            )  # fmt: skip
            told[law or ""] = function(question, **own)
        ran[law or ""] = _ran(results, law, options)
    plains = {law: {**one.plain, "run": ran[law]} for law, one in told.items()}
    plain = {"laws": plains} if len(plains) > 1 else next(iter(plains.values()))
    lines = _lines(told)
    lines += _titles(s, wanted, lines) if "arm" in options else []
    deliver(name, told, plain, lines, folder, options["as_json"], file)


def pair(s: Scenario, options: Mapping[str, Any]) -> list[str]:
    """The arm in question and the one it is held against: those of the headline where none is named.

    Parameters
    ----------
    s
        () [-] The scenario.
    options
        () [-] Of the command.
    """
    arm = options.get("arm") or s.base
    return [arm, options.get("against") or (s.against if arm != s.against else s.base)]


def _played(s: Scenario, names: Sequence[str] | None, asked: Request, by_day: bool) -> Results:
    """The run that everything is asked of."""
    from attrit.engine.keep import MEASURED, Keep
    from attrit.engine.outcomes import ONE_A_WORLD
    from attrit.engine.simulate import simulate

    for one in names or ():
        s.arm(one)
    keep = None if by_day else Keep(final=tuple(dict.fromkeys([*MEASURED, *ONE_A_WORLD])))
    kept = worlds_of(asked, s)
    with Bar("playing") as bar:
        return simulate(
            s, asked.draws, seed=asked.seed, arms=names, horizon=asked.horizon, keep=keep, worlds=kept, progress=bar
        )


def _ran(results: Results, law: str | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """What was played, as plain data."""
    return {
        **results.attrs, "as_of": str(results.scenario.as_of), "draws": results.draws, "seed": results.seed,
        "days": results.coords["day"][-1], "arms": list(results.arms), "law": law, "changes": options["changes"] or [],
        "without_mechanisms": sorted(results.scenario.switched_off), "only": options["only_voices"] or [],
        "without": options["without_voices"] or [],
    }  # fmt: skip


def _lines(told: Mapping[str, Rendered]) -> list[str]:
    """One answer in full; of several laws the sentence of each."""
    if len(told) == 1:
        return list(next(iter(told.values())).lines)
    lines = []
    for law, one in told.items():
        lines += [f"{law}:", paragraph("  " + one.sentence, indent=2)]
    return [*lines, "", "The tables of each law: --law NAME, or --json for all."]


def _titles(s: Scenario, names: Sequence[str], lines: Sequence[str]) -> list[str]:
    """What the arms are that an answer calls by name only."""
    text = " ".join(" ".join(lines).split())
    unknown = [f"{name}: {s.arms[name].title}" for name in dict.fromkeys(names) if f"” ({name})" not in text]
    return ["", paragraph(f"Arms: {'; '.join(unknown)}.")] if unknown else []


def two_or_more(s: Scenario, options: Mapping[str, Any]) -> list[str] | None:
    """The arms of ``--arms``, and the one they are held against; all that no rule forbids if none is named.

    Parameters
    ----------
    s
        () [-] The scenario.
    options
        () [-] Of the command.
    """
    if options.get("arms") is None:
        return None
    named = arm_names(s, options["arms"])
    return list(dict.fromkeys([*named, options.get("against") or s.against]))
