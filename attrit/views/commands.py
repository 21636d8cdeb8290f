"""The commands. Data goes to stdout, talk to stderr; heavy imports wait until a command needs them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from attrit.errors import Problem, ScenarioError
from attrit.views import completion
from attrit.views.screen import hand_over, harmless_json, say, show
from attrit.views.writing import usable, write_into

if TYPE_CHECKING:
    from attrit.evidence.claims import Ledger
    from attrit.scenario.schema import Scenario
    from attrit.views.drawing import Draw

app = typer.Typer(
    help="What-if analysis for wars of attrition: put the disputed numbers in, see what a commitment would change.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)

FILE = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario file, or the name of a shipped one (attrit list).",
        autocompletion=completion.scenarios,
    ),
]
WORLDS = 10_240
"""Worlds that a command plays if it is not told otherwise."""
DRAWS = Annotated[int, typer.Option(help="Number of worlds to simulate.")]
SEED = Annotated[int, typer.Option(help="Seed of the random numbers; the same seed gives the same worlds.")]
SET = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Set an input in every arm, e.g. dprk_regular.men=20000. Repeatable."
    ),
]
WITHOUT = Annotated[
    list[str] | None,
    typer.Option(
        "--without-mechanism",
        metavar="NAME",
        help="Switch a mechanism off (see attrit mechanisms). Repeatable.",
        autocompletion=completion.mechanisms,
    ),
]
DECIMAL = Annotated[
    str | None,
    typer.Option(metavar="point|comma", help="What stands before decimals in the file, the other between thousands."),
]
DATES = Annotated[
    str | None,
    typer.Option(metavar="day-first|month-first", help="What stands first in dates such as 18/04/2001."),
]
VOICES = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="WHO", help="Leave out the claims of this claimant or side. Repeatable."),
]
ONLY = Annotated[
    list[str] | None,
    typer.Option(
        "--only", metavar="WHO", help="Use only the claims of this claimant or side, at their word. Repeatable."
    ),
]


@app.command()
def run(
    scenario: FILE,
    arms: Annotated[
        str | None,
        typer.Option(
            help="Arms to play, comma-separated; by default all that no rule forbids.", autocompletion=completion.arms
        ),
    ] = None,
    draws: DRAWS = WORLDS,
    seed: SEED = 1,
    horizon: Annotated[int | None, typer.Option(help="Days to play; by default the scenario's.")] = None,
    law: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|all|FILE.py",
            help="Law of attrition; a comma-separated list, or all, is shown side by side. FILE.py is run.",
        ),
    ] = None,
    stacking: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Weights of the laws, as written by attrit fit-laws --out.")
    ] = None,
    changes: SET = None,
    without: WITHOUT = None,
    without_voices: VOICES = None,
    only_voices: ONLY = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for report.html and summary.json; with several laws, for laws.json and laws.svg."),
    ] = None,
) -> None:
    """Play a scenario and answer its question."""
    asked = Asked(scenario, arms, draws, seed, horizon, changes, without, only_voices, without_voices, as_json)
    laws = []
    if law is not None:
        from attrit.views import law_commands

        laws = law_commands.law_names(law)
    if out is not None:
        usable(out, *(("laws.json", "laws.svg") if len(laws) > 1 else ("report.html", "summary.json")))
    if len(laws) > 1:
        law_commands.run_laws(asked, laws, stacking, out)
        return
    if stacking is not None:
        raise ScenarioError(Problem("--stacking", str(stacking), "weighs several laws", "together with --law all"))
    if out is None:
        _run(asked, laws, None)
        return
    from attrit.views.drawing import Beside

    with Beside() as draw:
        _run(asked, laws, (out, draw))


class Asked(NamedTuple):
    """What the command line asks of a run."""

    scenario: str
    arms: str | None
    draws: int
    seed: int
    horizon: int | None
    changes: list[str] | None
    without: list[str] | None
    only_voices: list[str] | None
    without_voices: list[str] | None
    as_json: bool

    def scenarios(self, law: str | None = None) -> tuple[Scenario, Scenario]:
        """The scenario with what the command line changes in it; and the same with the claims that are left."""
        from attrit.engine.limits import checked

        checked(draws=self.draws, seed=self.seed, **({} if self.horizon is None else {"horizon": self.horizon}))
        whole = _changed(self.scenario, self.changes, self.without)
        if law is not None:
            whole = whole.with_changes({"hypotheses.law": law}, "--law")
        if not (self.only_voices or self.without_voices):
            return whole, whole
        left = heard(whole.claims, self.only_voices, self.without_voices, whole)
        return whole, whole.hearing(left, at_their_word=bool(self.only_voices))


def _run(asked: Asked, laws: list[str], out: tuple[Path, Draw] | None) -> None:
    """Play, answer, write and print."""
    whole, s = asked.scenarios(*laws)
    names = None if asked.arms is None else arm_names(s, asked.arms)
    say_if_compiling()
    from attrit.engine.keep import headline_pair
    from attrit.engine.simulate import simulate
    from attrit.views import cautions, terminal
    from attrit.views.answer import answer, headline_carries, headline_provenance
    from attrit.views.belief_text import arm_hints

    for line in (*cautions.warnings(s), *cautions.losses_cut(s)):
        say(line)
    draws, seed, horizon = asked.draws, asked.seed, asked.horizon
    with Bar("playing") as bar:
        results = simulate(s, draws, seed=seed, arms=names, horizon=horizon, progress=bar)
    for hint in arm_hints(s, results.arms):
        say(hint)
    with Bar("what the spread rests on") as bar:
        split = headline_provenance(results, bar)
    with Bar("what carries the effect") as bar:
        carried = headline_carries(results, bar)
    told = answer(results, *headline_pair(results.scenario, results.arms), split, carried)
    summary = terminal.summary(results, told)
    moved = []
    if s is not whole:
        from attrit.analysis.claim_effects import claim_effects
        from attrit.views import explain_text

        effects = claim_effects(whole, s, draws=draws, seed=seed, horizon=horizon)
        moved = explain_text.changed(whole, effects, _in_words(asked.only_voices or [], asked.without_voices or []))
        summary["claims"] = explain_text.changed_plain(effects)
    if out is not None:
        written = _write(*out, results, told, summary)
    if asked.as_json:
        print_json(summary)
        return
    for line in [*moved, ""] if moved else []:
        show(line)
    terminal.show(results, told)
    if out is not None:
        show(f"\nReport: {written}")


def _changed(file: str, changes: list[str] | None, without: list[str] | None) -> Scenario:
    """The scenario with what the command line changes in it."""
    from attrit.scenario.files import load

    s = load(file)
    wanted: dict[str, object] = {}
    problems = []
    for text in changes or ():
        key, sign, value = text.partition("=")
        if not sign or not key.strip() or not value.strip():
            problems.append(
                Problem("--set", "", f"'{text}' is not KEY=VALUE", "", "write for example --set dprk_regular.men=20000")
            )
        wanted[key.strip()] = value.strip()
    if problems:
        raise ScenarioError(problems)
    if wanted:
        s = s.with_changes(wanted, "--set")
    for name in without or ():
        s = s.without_mechanism(name)
    if wanted:
        from attrit.views.belief_text import belief_hints

        for hint in belief_hints(s, file, wanted):
            say(hint)
    return s


def heard(
    ledger: Ledger, only: list[str] | None, without: list[str] | None, scenario: Scenario | None = None
) -> Ledger:
    """The claims that are left of a ledger.

    Parameters
    ----------
    ledger
        (claim) [-] The ledger.
    only
        () [-] Claimants or sides that are heard; everybody if there are none.
    without
        () [-] Claimants or sides that are not heard.
    scenario
        () [-] The scenario, whose names of its sides are understood, too; None for a ledger by itself.

    Raises
    ------
    LedgerError
        A name is not in it.
    """
    source = scenario.source if scenario is not None else None
    called = source.sources.sides if source is not None else {}
    called = {name: code for name, code in called.items() if name not in ledger.claimants}
    left = ledger
    if only:
        ids = {claim.id for name in only for claim in ledger.only(called.get(name, name))}
        left = ledger.select(ids)
    for name in without or ():
        left = left.without(called.get(name, name))
    if not len(left):
        say("note: no claims are left; what was believed before anybody spoke (before) is used")
    return left


def _in_words(only: list[str], without: list[str]) -> str:
    parts = [
        f"only {' and '.join(only)}, at their word" if only else "",
        f"without {' or '.join(without)}" if without else "",
    ]
    return ", ".join(part for part in parts if part)


def arm_names(s: Scenario, text: str) -> list[str]:
    """Arms from a comma-separated list, of a scenario that has them.

    Parameters
    ----------
    s
        () [-] The scenario.
    text
        () [-] The names.
    """
    names = by_comma(text)
    for name in names:
        s.arm(name)
    return names


def by_comma(text: str) -> list[str]:
    """Words of a comma-separated list; none where there is nothing but commas and blanks.

    Parameters
    ----------
    text
        () [-] Such as ``committed, absent``.
    """
    return [word.strip() for word in text.split(",") if word.strip()]


def _write(folder: Path, draw: Draw, results: Any, told: Any, summary: dict[str, Any]) -> Path:
    """Report and summary into the folder; both are made before either is written."""
    from attrit.everything import Findings
    from attrit.views.report import page

    text = page(results, Findings(told.provenance, carries=told.carried), draw)
    written = folder / "report.html"
    write_into(folder, {written: text, folder / "summary.json": json_text(summary)}, told_of=[written])
    return written


def say_if_compiling() -> None:
    """Say why the first run takes its time."""
    from attrit.engine.compiled import is_compiled

    if not is_compiled():
        say("Compiling the model for this machine (once, about half a minute) …")


def print_json(data: Any) -> None:
    """Data to stdout.

    Parameters
    ----------
    data
        () [-] Plain data.
    """
    hand_over(json_text(data))


def json_text(data: Any) -> str:
    """Data as JSON that people can read.

    Parameters
    ----------
    data
        () [-] Plain data.
    """
    import json

    return harmless_json(json.dumps(data, indent=2, ensure_ascii=False)) + "\n"


class Bar:
    """Progress on stderr: a bar for what takes longer than a second; without a terminal, a line now and then."""

    _EVERY = 30.0  # seconds between two lines

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.monotonic()
        self._said = self._began
        self._progress: Any = None
        self._task: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        return self._step

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _step(self, done: int, of: int) -> None:
        now = time.monotonic()
        spent = now - self._began
        if not sys.stderr.isatty():
            if done < of and now - self._said > self._EVERY:
                self._said = now
                left = _lasting(spent * (of / done - 1))
                say(f"{self._what}: {100 * done / of:.0f} % after {_lasting(spent)}, some {left} left")
            return
        if self._progress is None and spent > 0.5 and spent * of / done > 1:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.start()
            self._task = self._progress.add_task(self._what, total=of)
        if self._progress is not None:
            self._progress.update(self._task, completed=done)


def _lasting(seconds: float) -> str:
    """A time as people say it."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
