"""The commands about laws of attrition: the list, and fits to a table of daily losses or of battles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attrit.cli.console import Bar, json_text, print_json, say_if_compiling
from attrit.cli.options import DATES, DECIMAL, LAWS, app
from attrit.cli.screen import say, show
from attrit.errors import LedgerError, Problem, ScenarioError
from attrit.request import Request, arm_names, law_names
from attrit.writing import writable, write, write_into

if TYPE_CHECKING:
    from attrit.analysis.fit_laws import LawFits
    from attrit.analysis.law_spread import LawSpread
    from attrit.analysis.loss_ratio import LossRatio
    from attrit.evidence.battles import Battles
    from attrit.evidence.daily_losses import DailyLosses
    from attrit.evidence.dialect import Dialect


@app.command(rich_help_panel=LAWS)
def laws(as_json: Annotated[bool, typer.Option("--json", help="Print the laws as JSON.")] = False) -> None:
    """List the laws of attrition and the stand-alone models."""
    from attrit.model.laws.register import LAWS
    from attrit.views.laws import words as law_text

    if as_json:
        print_json([law_text.explained_plain(one) for one in LAWS.values()])
    else:
        show("\n".join(law_text.listed()))


@app.command("fit-laws", rich_help_panel=LAWS)
def fit_laws(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV file: a row for each side and day, or each battle.")],
    strength: Annotated[
        str | None, typer.Option(metavar="COLUMNS", help="Column of strength; or a sum: men+20*tanks.")
    ] = None,
    losses: Annotated[str | None, typer.Option(metavar="COLUMNS", help="Column of losses, or a sum.")] = None,
    day: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Column of the day: whole numbers, or dates.")
    ] = None,
    side: Annotated[str | None, typer.Option(metavar="COLUMN", help="Column of the side.")] = None,
    days: Annotated[str | None, typer.Option(metavar="FIRST-LAST", help="Days to use; by default all.")] = None,
    attacks: Annotated[
        list[str] | None, typer.Option(metavar="SIDE:FIRST-LAST", help="Who attacks when: German:1-5. Repeatable.")
    ] = None,
    block: Annotated[
        int | None, typer.Option(metavar="DAYS", help="Days left out together; by default by number and correlation.")
    ] = None,
    battles: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMNS",
            help="One row for each battle: strength and losses of attackers, then of defenders; comma-separated.",
        ),
    ] = None,
    group: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Battles left out together, such as those of a war.")
    ] = None,
    law: Annotated[
        str | None,
        typer.Option(metavar="NAMES|FILE.py", help="Laws, comma-separated; by default all. FILE.py is run."),
    ] = None,
    decimal: DECIMAL = None,
    dates: DATES = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the weights of the laws to this file, for attrit run --stacking.")
    ] = None,
) -> None:
    """Fit every law of attrition to daily losses or to battles, and say which laws these can tell apart."""
    from attrit.evidence.dialect import Dialect
    from attrit.views.laws import fits as law_fit_text

    columns = {"strength": strength, "losses": losses, "day": day, "side": side}
    of_days = columns | {"days": days, "attacks": attacks, "block": block}
    _refuse(of_days if battles else {"group": group}, "battles" if battles else "days")
    laws, dialect = law_names(law) if law else None, Dialect(decimal or "", dates or "")
    if out is not None:
        writable(out)
    fits, ratio, table = (
        _of_battles(file, battles, group, laws, dialect)
        if battles
        else _of_days(file, columns, days, attacks, laws, block, dialect)
    )
    show("\n".join(law_fit_text.fitted(fits, ratio, table)))
    if out is not None:
        rows = [f"{name},{weight:.6f},{fits.errors[name]:.6f}" for name, weight in fits.weights.items()]
        write(out, "\n".join(["law,weight,error", *rows]) + "\n")
        say(f"weights: {out}")


def _refuse(options: Mapping[str, object], what: str) -> None:
    """Refuse options that say nothing of a table of days or of battles."""
    idle = [name for name, given in options.items() if given is not None]
    if idle:
        accepted = "columns of battles are named by --battles and --group only"
        raise LedgerError(Problem(f"--{name}", "", f"says nothing of a table of {what}", accepted) for name in idle)


def _of_days(
    file: str,
    columns: Mapping[str, str | None],
    days: str | None,
    attacks: list[str] | None,
    laws: list[str] | None,
    block: int | None,
    dialect: Dialect,
) -> tuple[LawFits, LossRatio, DailyLosses]:
    """Laws fitted to a daily table, the regression of its losses, and the table."""
    from attrit.analysis.fit_laws import fit_laws as fitted
    from attrit.analysis.loss_ratio import loss_ratio
    from attrit.evidence.daily_losses import read_daily_losses

    problems: list[Problem] = []
    span = _span(days, "--days", problems) if days else None
    when = {}
    for text in attacks or []:
        who, _, period = text.rpartition(":")
        when[who] = _span(period, "--attacks", problems, "such as German:1-5" if not who else "")
    if problems:
        raise LedgerError(problems)
    named = {name: column for name, column in columns.items() if column is not None}
    table = read_daily_losses(file, **named, days=span, attacks=when, dialect=dialect)
    stance = table.stance if table.stance.any() else None
    fits = fitted(table.strength, table.losses, stance=stance, day=table.day, laws=laws, block=block)
    return fits, loss_ratio(*table.strength.T, *table.losses.T), table


def _of_battles(
    file: str, columns: str, group: str | None, laws: list[str] | None, dialect: Dialect
) -> tuple[LawFits, LossRatio, Battles]:
    """Laws fitted to battles, the regression of their losses, and the table."""
    from attrit.analysis.fit_laws import fit_laws as fitted
    from attrit.analysis.loss_ratio import loss_ratio
    from attrit.evidence.battles import read_battles

    table = read_battles(file, columns, group=group, dialect=dialect)
    fits = fitted(table.strength, table.losses, groups=table.group, laws=laws)
    return fits, loss_ratio(*table.strength.T, *table.losses.T), table


def _span(text: str, option: str, problems: list[Problem], cure: str = "") -> tuple[int, int]:
    first, dash, last = text.strip().rpartition("-")
    try:
        if not dash or cure or int(first) > int(last):
            raise ValueError
        return int(first), int(last)
    except ValueError:
        problems.append(
            Problem(option, "", f"'{text}' is not a span of days", "first and last day, such as 1-10", cure)
        )
        return 0, 0


def run_laws(asked: Request, names: list[str], stacking: Path | None, out: Path | None, as_json: bool) -> None:
    """Play a scenario under several laws and print what the law decides.

    Parameters
    ----------
    asked
        () [-] What is asked.
    names
        (law) [-] The laws.
    stacking
        () [-] A file of weights; those that ship with attrit if None.
    out
        () [-] Folder for laws.json and laws.svg; nothing is written if None.
    as_json
        () [-] Whether to print data and no words.
    """
    weights = None if stacking is None else _read_weights(stacking)
    _, s, notes = asked.read()
    for note in notes:
        say(note)
    arms = [s.base, s.against] if asked.arms is None else arm_names(s, asked.arms)
    if len(arms) != 2:
        raise ScenarioError(
            Problem(
                "--arms",
                "",
                f"{len(arms)} arms with several laws",
                "two arms: the one to analyse, and the one to compare it with",
            )
        )
    say_if_compiling()
    from attrit.analysis.law_spread import law_spread
    from attrit.views.laws import words as law_text

    with Bar("playing") as bar:
        spread = law_spread(
            s, names, arm=arms[0], against=arms[1], draws=asked.draws, seed=asked.seed, horizon=asked.horizon,
            stacking=weights, progress=bar,
        )  # fmt: skip
    plain = law_text.spread_plain(spread)
    if out is not None:
        _write(out, spread, plain)
    if as_json:
        print_json(plain)
        return
    show("\n".join(law_text.spread(spread)))
    if out is not None:
        show(f"\nNumbers and chart: {out / 'laws.json'}, {out / 'laws.svg'}")


def _write(folder: Path, spread: LawSpread, plain: dict[str, Any]) -> None:
    """Numbers and chart into the folder; both are made before either is written."""
    from attrit.views.charts.drawing import Beside
    from attrit.views.laws.charts import laws_spec

    with Beside() as draw:
        picture = draw(laws_spec(spread)).result()
    write_into(folder, {folder / "laws.json": json_text(plain), folder / "laws.svg": picture})


def _read_weights(file: Path) -> dict[str, float]:
    from attrit.evidence.sheet import Sheet
    from attrit.model.laws.register import campaign_laws

    sheet = Sheet(file, ("law", "weight"))
    known = campaign_laws()
    found = {}
    for line, row in sheet.rows:
        sheet.word(line, row, "law", known)
        found[sheet.once(line, row, "law")] = sheet.number(line, row, "weight", 0, 1)
    sheet.check()
    return found
