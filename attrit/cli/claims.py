"""The commands about claims: what is claimed, what a number rests on, other formats, and the full fit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from attrit.cli.console import Bar, print_json
from attrit.cli.options import CLAIMS, DATES, DECIMAL, DRAWS, SEED, app
from attrit.cli.screen import hand_over, say, show
from attrit.errors import LedgerError, Problem, ScenarioError
from attrit.request import WORLDS, heard, none_left
from attrit.writing import writable, write

if TYPE_CHECKING:
    from attrit.evidence.claims import Ledger
    from attrit.evidence.imports import By
    from attrit.evidence.pools import Pool
    from attrit.evidence.priors import Prior
    from attrit.evidence.statement import Claim
    from attrit.scenario.schema import Scenario

_LISTED = 1000  # problems of rows that are left out, at most
TARGET = Annotated[
    str,
    typer.Argument(metavar="SCENARIO|LEDGER", help="A scenario (file or shipped name), or a file of claims (.csv)."),
]


@app.command(rich_help_panel=CLAIMS)
def claims(
    target: TARGET,
    about: Annotated[str | None, typer.Option(help="One subject: all its claims and how they are pooled.")] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="Use only claims made by this date.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="WHO", help="Use only the claims of this claimant or side. Repeatable.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="WHO", help="Leave out the claims of this claimant or side. Repeatable.")
    ] = None,
    between: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="The two sides at war, for a ledger without a scenario; claims about an enemy may be biased.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the claims as JSON.")] = False,
) -> None:
    """Show who claims what, where claims conflict, and what each input rests on."""
    from attrit.evidence.dates import stated
    from attrit.views.claims import words as claims_text

    ledger, scenario = _read(target)
    if scenario is not None and between is not None:
        found = "says who fights whom, which the scenario says already"
        raise LedgerError(Problem("--between", between, found, "a ledger by itself"))
    left = heard(ledger, only or (), without or (), scenario)
    for note in none_left(left):
        say(note)
    left = left.as_of(stated(as_of)) if as_of is not None else left
    listed = left if about is None else left.about(about)
    if not len(listed):
        raise LedgerError("no claims are left")
    if as_json:
        print_json([_plain(claim) for claim in listed])
    elif about is not None:
        pools = _pools(listed, _as_heard(scenario, ledger, left, only), about, between)
        show("\n".join(claims_text.about(left, about, pools)))
        for line in _assumed(listed, scenario, between):
            show(f"\n{line}")
    else:
        if scenario is not None and len(left) < len(ledger):
            scenario = scenario.hearing(left, at_their_word=bool(only))
        show("\n".join(claims_text.overview(left, scenario)))
        for line in _assumed(left, scenario, between):
            show(f"\n{line}")


@app.command(rich_help_panel=CLAIMS)
def explain(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO] NAME",
            help="Anything with a name: an input, claim, arm, mechanism, rule, outcome, group or law; or a law in "
            "FILE.py, which is run. Without a scenario attrit looks in kursk-2024.",
        ),
    ] = None,
    scenario: Annotated[str | None, typer.Option("--in", metavar="SCENARIO", help="Scenario to look in.")] = None,
    claim: Annotated[str | None, typer.Option(metavar="ID", help="A claim: what changes if it is left out.")] = None,
    draws: DRAWS = WORLDS,
    seed: SEED = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Explain anything with a name: what it rests on and where it enters; of a claim, what changes without it."""
    file, name = _which(words or [], scenario, claim)
    if claim is None and (name.startswith("law.") or name.endswith(".py")):
        _refuse_worlds(context, name)
        _explain_law(name, as_json)
        return
    from attrit.scenario.files import load
    from attrit.views.claims import explained as explain_text

    s = load(file)
    if claim is None:
        path, claim = _meant(s, file, name)
        if claim is None:
            _refuse_worlds(context, name)
        if path is not None and path.startswith("law."):
            _explain_law(path, as_json)
            return
        if path is not None:
            print_json(explain_text.explained_plain(s, path)) if as_json else _show(explain_text.explained(s, path))
            return
    if claim is None:
        from attrit.views.claims import names as named_text

        print_json(named_text.plain(s, name)) if as_json else _show(named_text.explained(s, name))
        return
    from attrit.engine.limits import checked

    checked(draws=draws, seed=seed)
    from attrit.analysis.claim_effects import claim_effects

    left = s.claims.without_claim(claim)
    with Bar("playing") as bar:
        effects = claim_effects(s, s.hearing(left), draws=draws, seed=seed, progress=bar)
    if as_json:
        print_json(explain_text.changed_plain(effects))
        return
    _show([*explain_text.stated(s.claims, claim), *explain_text.changed(s, effects, f"without {claim}")])


def _refuse_worlds(context: typer.Context, name: str) -> None:
    """Refuse options about worlds where none are played."""
    sources = {option: context.get_parameter_source(option) for option in ("draws", "seed")}
    given = [option for option, source in sources.items() if source is not None and source.name == "COMMANDLINE"]
    if given:
        found = f"goes only with a claim; '{name}' is none"
        raise ScenarioError(Problem(f"--{option}", "", found) for option in given)


def _show(lines: list[str]) -> None:
    show("\n".join(lines))


def _which(words: list[str], scenario: str | None, claim: str | None) -> tuple[str, str]:
    """The scenario and the name that are asked for; the name is empty beside a claim."""
    from attrit.scenario.files import library

    *first, name = (words or [""]) if claim is None else [*words, ""]
    found, cure = "", "for example: attrit explain contingent_men, or: attrit explain my-war.yaml northern_men"
    if len(first) > 1 or (first and scenario is not None):
        found = f"{' '.join(words)}: too many names"
    elif claim is None and not words:
        found = "nothing is named"
    elif claim is not None and first and not first[0].endswith((".yaml", ".yml")) and first[0] not in library():
        found, cure = f"{first[0]} and a claim, where one of the two is asked for", ""
    elif claim is None and (name.endswith((".yaml", ".yml")) or name in library()):
        found, cure = f"'{name}' is a scenario; nothing of it is named", f"attrit explain {name} NAME"
    if found:
        raise ScenarioError(Problem("", "", found, "", cure))
    return first[0] if first else scenario or "kursk-2024", name


def _meant(s: Scenario, file: str, name: str) -> tuple[str | None, str | None]:
    """The input or the claim that is so called; None twice for what has another name."""
    from attrit.model.laws.register import LAWS
    from attrit.scenario.paths import full_path, nearest
    from attrit.views.claims import names as named_text

    try:
        return full_path(name, dict.fromkeys(s.inputs)), None
    except ScenarioError as error:
        problem = error.problems[0]
    named = {one for things in named_text.known(s).values() for one in things}
    claims = {one.id.lower(): one.id for one in s.ledger or ()}
    if name in named:
        return None, None
    if name in LAWS:
        return f"law.{name}", None
    if name.lower() in claims:
        return None, claims[name.lower()]
    where = f"{problem.found} in {file}"
    if not problem.accepted:
        near = nearest(name, [*s.inputs, *named, *claims.values(), *(f"law.{law}" for law in LAWS)])
        cure = near or "attrit explain SCENARIO NAME looks elsewhere"
        raise ScenarioError(Problem("", "", where, "", cure))
    raise ScenarioError(Problem("", "", where, problem.accepted))


def _explain_law(name: str, as_json: bool) -> None:
    from attrit import laws
    from attrit.views.laws import words as law_text

    one = laws.load(name) if name.endswith(".py") else laws.law(name.removeprefix("law."))
    print_json(law_text.explained_plain(one)) if as_json else _show(law_text.explained(one))


@app.command("import", rich_help_panel=CLAIMS)
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A CSV or Parquet file of claims, events or forecasts.")],
    by: Annotated[
        str | None,
        typer.Option(help="UCDP GED and ACLED: one claim per event (default), or sums by month or total."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="THEIRS=OURS", help="A column of the file and its name in a ledger. Repeatable."),
    ] = None,
    constant: Annotated[
        list[str] | None,
        typer.Option(metavar="OURS=TEXT", help="A value that holds in all rows, such as unit=person. Repeatable."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day from which the numbers of a table count.")
    ] = None,
    translate: Annotated[
        list[str] | None,
        typer.Option(metavar="[COLUMN:]FROM=TO", help="What a word means, such as tués=deaths. Repeatable."),
    ] = None,
    claimant: Annotated[str | None, typer.Option(help="Who forecasts, if a hubverse file does not say.")] = None,
    unit: Annotated[str | None, typer.Option(help="What a hubverse file counts; by default person.")] = None,
    decimal: DECIMAL = None,
    dates: DATES = None,
    leave_out: Annotated[bool, typer.Option("--leave-out", help="Leave out wrong rows, and list them.")] = False,
    out: Annotated[Path | None, typer.Option(help="Ledger file to write; printed if left out.")] = None,
) -> None:
    """Turn another file into a ledger of claims: UCDP GED, ACLED, hubverse, or any table with its columns named."""
    from attrit.evidence.any_table import renamed
    from attrit.evidence.dialect import Dialect
    from attrit.evidence.formats import read_any
    from attrit.evidence.sheet import written

    if out is not None:
        writable(out, file)
    left_out: list[Problem] | None = [] if leave_out else None
    how: dict[str, Any] = {"dialect": Dialect(decimal or "", dates or ""), "left_out": left_out}
    columns, constants = _pairs("--column", column, "THEIRS=OURS"), _pairs("--constant", constant, "OURS=TEXT")
    translations = dict(_pairs("--translate", translate, "[COLUMN:]FROM=TO"))
    if columns or constants or since or translations:
        _refuse_idle({"--by": by, "--claimant": claimant, "--unit": unit})
        meant: dict[str, list[str]] = {}
        for theirs, ours in columns:
            meant.setdefault(theirs, []).append(ours)
        how |= {"constants": dict(constants), "since": since or "", "translations": translations}
        ledger, kind = renamed(file, meant, **how), "table"
    else:
        ledger, kind = read_any(file, by=cast("By | None", by), claimant=claimant, unit=unit, **how)
    for problem in (left_out or [])[:_LISTED]:
        say(f"left out: {problem}")
    if left_out and len(left_out) > _LISTED:
        say(f"left out: {len(left_out) - _LISTED:,} more, of {len(left_out):,} in all")
    text = written(ledger)
    say(f"read as {kind}: {len(ledger):,} claims on {len(ledger.subjects):,} subjects")
    if out is None:
        hand_over(text)
    else:
        write(out, text)


def _refuse_idle(options: dict[str, str | None]) -> None:
    """Refuse options that say nothing of a table with named columns."""
    idle = [name for name, given in options.items() if given is not None]
    if idle:
        cure = "of a table say it by --constant, such as --constant unit=person"
        raise LedgerError(Problem(name, "", "says nothing of a table with named columns", "", cure) for name in idle)


def _pairs(option: str, texts: list[str] | None, form: str) -> list[tuple[str, str]]:
    """What stands before and after the equals signs of a repeatable option."""
    pairs = [(text, text.partition("=")) for text in texts or ()]
    odd = [text for text, (name, _, value) in pairs if not (name.strip() and value.strip())]
    if odd:
        raise LedgerError(Problem(option, "", f"'{text}' is not {form}") for text in odd)
    return [(name.strip(), value.strip()) for _, (name, _, value) in pairs]


@app.command("fit-claims", rich_help_panel=CLAIMS)
def fit_claims(
    file: Annotated[str, typer.Argument(metavar="LEDGER", help="A file of claims, in any known format.")],
    out: Annotated[Path | None, typer.Option(help="Write the biases to this file, for biases: in a scenario.")] = None,
    samples: Annotated[int, typer.Option(help="Draws kept from each chain.")] = 1000,
    warmup: Annotated[int, typer.Option(help="Warm-up draws of each chain.")] = 1000,
    chains: Annotated[int, typer.Option(help="Number of chains.")] = 4,
    rate_centre: Annotated[
        float | None, typer.Option(help="Prior mean of ln daily rates; by default that of the claims; 0 as published.")
    ] = None,
    seed: SEED = 1,
) -> None:
    """Fit the truth over time and each side's bias to a ledger where many count the same things (extra: fit)."""
    from attrit.analysis.fit_claims import fit_claims as fitted
    from attrit.views.claims import fitted as fit_text

    ledger, _ = _read(file)
    if out is not None:
        writable(out)
    say(fit_text.ahead(ledger, chains=chains, iterations=warmup + samples))
    with Bar("sampling") as bar:
        found = fitted(
            ledger, seed=seed, chains=chains, samples=samples, warmup=warmup, rate_centre=rate_centre, progress=bar
        )
    show("\n".join(fit_text.found(found)))
    if out is not None:
        write(out, found.biases_csv())
        say(f"biases: {out}")


def _read(target: str) -> tuple[Ledger, Scenario | None]:
    """The claims of a scenario or of a file, in any format that is known."""
    if Path(target).suffix.lower() in (".xlsx", ".xls", ".ods"):
        raise LedgerError(Problem(target, "", "found a spreadsheet", "a CSV file", "save the sheet as 'CSV UTF-8'"))
    if Path(target).suffix.lower() in (".csv", ".tsv", ".txt", ".parquet"):
        from attrit.evidence.formats import read_any

        ledger, kind = read_any(target)
        if kind != "ledger":
            say(f"read as {kind}; 'attrit import {target}' writes it as a ledger")
        return ledger, None
    from attrit.scenario.files import load

    scenario = load(target)
    return scenario.claims, scenario


def _as_heard(scenario: Scenario | None, ledger: Ledger, left: Ledger, only: list[str] | None) -> Scenario | None:
    """The scenario with the claims that are left; None where some input of it cannot do without the others."""
    if scenario is None or len(left) == len(ledger):
        return scenario
    try:
        return scenario.hearing(left, at_their_word=bool(only))
    except ScenarioError as error:
        say(f"pooled by itself: {len(error.problems)} inputs of the scenario are left without claims")
        return None


def _pools(
    ledger: Ledger, scenario: Scenario | None, subject: str, between: str | None
) -> list[tuple[str, Pool, Prior]]:
    """The pools made of the claims about a subject; without a scenario, one of each definition."""
    found: list[tuple[str, Pool, Prior]] = []
    for path, given in (scenario.inputs if scenario is not None else {}).items():
        if given.prior is not None and given.pool is not None and given.pool.subject == subject:
            found.append((path, given.pool, given.prior))
    if found:
        return found
    from attrit.evidence.biases import Biases, shipped
    from attrit.evidence.pools import pool as pooled
    from attrit.evidence.pools import pool_of

    biases = Biases(()).over(shipped(), (between or "").replace(",", " ").split())
    for definition in dict.fromkeys(claim.definition for claim in ledger):
        some = ledger.select({claim.id for claim in ledger if claim.definition == definition})
        if any(claim.interval() and claim.affirms for claim in some):
            try:
                prior = pooled(some, biases=biases)
            except LedgerError as error:
                say(f"not pooled: {error}")
                continue
            if (pool := pool_of(prior)) is not None:
                found.append((definition or "pooled by itself", pool, prior))
    return found


def _assumed(ledger: Ledger, scenario: Scenario | None, between: str | None) -> list[str]:
    """What a ledger by itself leaves open about who fights whom, what was assumed, and what is at stake."""
    if scenario is not None or between:
        return []
    from attrit.evidence.sides import at_stake, fighting, outsiders
    from attrit.views.claims.words import assumed_outsiders

    outside = outsiders(ledger)
    return [assumed_outsiders(fighting(ledger), outside, at_stake(ledger, outside))] if outside else []


def _plain(claim: Claim) -> dict[str, Any]:
    """A claim as plain data, without empty cells."""
    cells = {key: str(cell) if key == "made_on" else cell for key, cell in vars(claim).items()}
    return {key: cell for key, cell in cells.items() if cell not in ("", None)}
