"""The commands. Data goes to stdout, talk to stderr; heavy imports wait until a command needs them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attrit.errors import Problem, ScenarioError

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
    str, typer.Argument(metavar="SCENARIO", help="A scenario file, or the name of a shipped one (attrit list).")
]
DRAWS = Annotated[int, typer.Option(help="Possible worlds to play.")]
SEED = Annotated[int, typer.Option(help="Seed: the same seed gives the same worlds.")]
SET = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change an input, e.g. dprk_regular.men=20000. Repeatable."),
]
WITHOUT = Annotated[
    list[str] | None, typer.Option("--without-mechanism", metavar="NAME", help="Switch a mechanism off. Repeatable.")
]


@app.command()
def run(
    scenario: FILE,
    arms: Annotated[
        str | None, typer.Option(help="Arms to play, by comma; all that no rule forbids by default.")
    ] = None,
    draws: DRAWS = 2048,
    seed: SEED = 1,
    horizon: Annotated[int | None, typer.Option(help="Days to play; the scenario's own by default.")] = None,
    changes: SET = None,
    without: WITHOUT = None,
    without_voices: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="WHO", help="Leave a claimant's or side's claims out. Repeatable."),
    ] = None,
    only_voices: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="WHO", help="Hear this claimant or side only, and take its word. Repeatable."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for report.html and summary.json.")] = None,
) -> None:
    """Play a scenario and print the answer to its question."""
    voices = only_voices or [], without_voices or []
    if out is None:
        _run(scenario, arms, draws, seed, horizon, changes, without, voices, as_json, None)
        return
    _usable(out)
    from attrit.views.drawing import Beside

    with Beside() as draw:
        _run(scenario, arms, draws, seed, horizon, changes, without, voices, as_json, (out, draw))


def _run(
    scenario: str, arms: str | None, draws: int, seed: int, horizon: int | None, changes: list[str] | None,
    without: list[str] | None, voices: tuple[list[str], list[str]], as_json: bool, out: tuple[Path, Draw] | None,
) -> None:  # fmt: skip
    """Play, answer, write and print."""
    s = whole = _changed(scenario, changes, without)
    left = None
    if any(voices):
        left = heard(whole.claims, *voices)
        s = whole.hearing(left, at_their_word=bool(voices[0]))
    names = None if arms is None else _arm_names(s, arms)
    from attrit.engine.compiled import is_compiled

    if not is_compiled():
        say("Compiling the model for this machine (once, about half a minute) …")
    from attrit.engine.keep import headline_pair
    from attrit.engine.simulate import simulate
    from attrit.views import terminal
    from attrit.views.answer import answer

    with Bar("playing") as bar:
        results = simulate(s, draws, seed=seed, arms=names, horizon=horizon, progress=bar)
    told = answer(results, *headline_pair(results.scenario, results.arms))
    summary = terminal.summary(results, told)
    moved = []
    if left is not None:
        from attrit.analysis.claim_effects import claim_effects
        from attrit.views import explain_text

        effects = claim_effects(whole, s, draws=draws, seed=seed, horizon=horizon)
        moved = explain_text.changed(whole, effects, _in_words(*voices))
        summary["claims"] = explain_text.changed_plain(effects)
    if out is not None:
        written = _write(*out, results, told, summary)
    if as_json:
        import json

        print(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        for line in [*moved, ""] if moved else []:
            print(line)
        terminal.show(results, told)
        if out is not None:
            print(f"\nReport: {written}")


@app.command()
def check(scenario: FILE) -> None:
    """Check a scenario file; say all that is wrong with it."""
    from attrit.engine.draws import out_of_bounds
    from attrit.scenario.files import load

    s = load(scenario)
    forbidden = s.forbidden_arms()
    print(f"{s.name}: {len(s.inputs)} inputs, {len(s.arms)} arms, {len(s.ledger or ())} claims; no problems.")
    later = len(s.ledger.origin) - len(s.ledger) if s.ledger is not None else 0
    if later:
        print(f"note: {later} claims made after {s.as_of} are left out")
    for problem in forbidden.values():
        print(f"not permitted: {problem}")
    for path, share in out_of_bounds(s).items():
        print(f"note: {path}: the formula is out of bounds in {100 * share:.1f} % of worlds, where the bound is taken")


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for completion in an editor."""
    import json

    from attrit.scenario.files import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@app.command("list")
def list_() -> None:
    """List the shipped scenarios."""
    from attrit.scenario.files import library, load

    for name in library():
        print(f"{name:<24} {load(name).question}")


@app.command()
def mechanisms() -> None:
    """List the mechanisms that can be switched off."""
    from attrit.quantities import mechanisms as known
    from attrit.quantities import quantities

    for name, inputs in known().items():
        print(f"{name:<16} {'; '.join(quantities()[key].meaning for key in inputs)}")


@app.command()
def doctor() -> None:
    """Say what this machine runs, with the digest of a short self-test; the digest is the same on every machine."""
    from attrit.views.doctor import lines

    for label, text in lines():
        print(f"{label:<14} {text}")


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
    if wanted and any(_first_day(s, key) for key in wanted):
        say(
            "note: --set changes what is believed of the first day, to which everything later is a ratio; to see what "
            "more or fewer men would do, change them in an arm"
        )
    return s


def _first_day(s: Scenario, key: str) -> bool:
    """Whether a key is the strength of a group that stands there from the first day."""
    part = key.split(".")
    return part[-1] in ("men", "line_share", "quality") and any(
        name in part and not group.arrives for name, group in s.groups.items()
    )


def heard(ledger: Ledger, only: list[str] | None, without: list[str] | None) -> Ledger:
    """The claims that are left of a ledger.

    Parameters
    ----------
    ledger
        (claim) [-] The ledger.
    only
        () [-] Claimants or sides that are heard; everybody if there are none.
    without
        () [-] Claimants or sides that are not heard.

    Raises
    ------
    LedgerError
        A name is not in it.
    """
    left = ledger
    if only:
        ids = {claim.id for name in only for claim in ledger.only(name)}
        left = ledger.select(ids)
    for name in without or ():
        left = left.without(name)
    return left


def _in_words(only: list[str], without: list[str]) -> str:
    parts = [
        f"only {' and '.join(only)}, at their word" if only else "",
        f"without {' or '.join(without)}" if without else "",
    ]
    return ", ".join(part for part in parts if part)


def _arm_names(s: Scenario, text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        s.arm(name)
    return names


def _usable(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ScenarioError(Problem("--out", str(folder), "is a file", "a folder, which is made if it is not there"))


def _write(folder: Path, draw: Draw, results: Any, told: Any, summary: dict[str, Any]) -> Path:
    """Report and summary into the folder; both are made before either is written."""
    import json
    from concurrent.futures import ThreadPoolExecutor

    from attrit.analysis.contributions import contributions
    from attrit.views import interruption
    from attrit.views.report import page, put

    s = results.scenario
    with ThreadPoolExecutor(1) as beside, Bar("mechanisms") as bar:
        parts = None
        if s.against in results.arms and s.base in results.arms:
            draws, days = min(512, results.draws), results.coords["day"][-1]
            parts = beside.submit(contributions, s, draws=draws, seed=results.seed, horizon=days, progress=bar)
        text = page(results, parts, draw)
    written = folder / "report.html"
    numbers = json.dumps(summary, indent=2, ensure_ascii=False) + "\n"
    try:
        with interruption.at_hand:
            folder.mkdir(parents=True, exist_ok=True)
            put({written: text, folder / "summary.json": numbers})
            interruption.written.append(str(written))
    except OSError as problem:
        raise ScenarioError(Problem("--out", str(folder), f"cannot be written: {problem.strerror}")) from problem
    return written


class Bar:
    """A progress bar on stderr for what takes longer than a second."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.monotonic()
        self._progress: Any = None
        self._task: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        return self._step

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _step(self, done: int, of: int) -> None:
        spent = time.monotonic() - self._began
        if self._progress is None and sys.stderr.isatty() and spent > 0.5 and spent * of / done > 1:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.start()
            self._task = self._progress.add_task(self._what, total=of)
        if self._progress is not None:
            self._progress.update(self._task, completed=done)


def say(text: str) -> None:
    """Talk to the user, beside the data.

    Parameters
    ----------
    text
        () [-] What to say.
    """
    print(text, file=sys.stderr, flush=True)
