"""The commands about laws of attrition: the list, and fits to a table of daily losses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attrit.errors import LedgerError, Problem, ScenarioError
from attrit.views.commands import Asked, Bar, app, arm_names, by_comma, json_text, print_json, say, say_if_compiling
from attrit.views.writing import writable, write_into

if TYPE_CHECKING:
    from attrit.analysis.law_spread import LawSpread


@app.command()
def laws(as_json: Annotated[bool, typer.Option("--json", help="Print the laws as JSON.")] = False) -> None:
    """List the laws of attrition and the models that stand beside them."""
    from attrit.model.laws.register import LAWS
    from attrit.views import law_text

    if as_json:
        print_json([law_text.explained_plain(one) for one in LAWS.values()])
    else:
        print("\n".join(law_text.listed()))


@app.command("fit-laws")
def fit_laws(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A CSV file with a row for each side and day."),
    ],
    strength: Annotated[
        str, typer.Option(metavar="COLUMNS", help="Columns of strength, such as men+20*tanks.")
    ] = "strength",
    losses: Annotated[str, typer.Option(metavar="COLUMNS", help="Columns of losses, likewise.")] = "losses",
    day: Annotated[str, typer.Option(metavar="COLUMN", help="Column of the day: whole numbers, or dates.")] = "day",
    side: Annotated[str, typer.Option(metavar="COLUMN", help="Column of the side.")] = "side",
    days: Annotated[str | None, typer.Option(metavar="FIRST-LAST", help="Days to take; all by default.")] = None,
    attacks: Annotated[
        list[str] | None,
        typer.Option(metavar="SIDE:FIRST-LAST", help="Who attacks when, e.g. German:1-5. Repeatable."),
    ] = None,
    law: Annotated[
        str | None,
        typer.Option(metavar="NAMES|FILE.py", help="Laws by comma; all by default. FILE.py is run, and its LAW taken."),
    ] = None,
    block: Annotated[
        int | None,
        typer.Option(metavar="DAYS", help="Days left out together; by their number and correlation if not given."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the weights to this file, for --stacking of attrit run.")
    ] = None,
) -> None:
    """Fit every law of attrition to a daily table, and say which laws its days can tell apart."""
    from attrit.analysis.fit_laws import fit_laws as fitted
    from attrit.analysis.loss_ratio import loss_ratio
    from attrit.evidence.daily_losses import read_daily_losses
    from attrit.views import law_fit_text

    problems: list[Problem] = []
    span = _span(days, "--days", problems) if days else None
    when = {}
    for text in attacks or []:
        who, _, period = text.rpartition(":")
        when[who] = _span(period, "--attacks", problems, "such as German:1-5" if not who else "")
    if problems:
        raise LedgerError(problems)
    names = law_names(law) if law else None
    if out is not None:
        writable(out)
    table = read_daily_losses(file, strength=strength, losses=losses, day=day, side=side, days=span, attacks=when)
    stance = table.stance if table.stance.any() else None
    found = fitted(table.strength, table.losses, stance=stance, day=table.day, laws=names, block=block)
    print("\n".join(law_fit_text.fitted(found, loss_ratio(*table.strength.T, *table.losses.T), table)))
    if out is not None:
        from attrit.views.report import put

        rows = [f"{name},{weight:.6f},{found.errors[name]:.6f}" for name, weight in found.weights.items()]
        put({out: "\n".join(["law,weight,error", *rows]) + "\n"})
        say(f"weights: {out}")


def _span(text: str, option: str, problems: list[Problem], cure: str = "") -> tuple[int, int]:
    first, dash, last = text.strip().rpartition("-")
    try:
        if not dash or cure or int(first) > int(last):
            raise ValueError
        return int(first), int(last)
    except ValueError:
        problems.append(Problem(option, "", f"'{text}' is no span of days", "first and last day, such as 1-10", cure))
        return 0, 0


def run_laws(asked: Asked, names: list[str], stacking: Path | None, out: Path | None) -> None:
    """Play a scenario under several laws and print what the law decides.

    Parameters
    ----------
    asked
        () [-] What the command line asks.
    names
        (law) [-] The laws.
    stacking
        () [-] A file of weights; those that ship with attrit if None.
    out
        () [-] Folder for laws.json and laws.svg; nothing is written if None.
    """
    weights = None if stacking is None else _read_weights(stacking)
    _, s = asked.scenarios()
    arms = [s.base, s.against] if asked.arms is None else arm_names(s, asked.arms)
    if len(arms) != 2:
        raise ScenarioError(
            Problem(
                "--arms",
                "",
                f"{len(arms)} arms with several laws",
                "two: the one in question, and the one it is held against",
            )
        )
    say_if_compiling()
    from attrit.analysis.law_spread import law_spread
    from attrit.views import law_text

    with Bar("playing") as bar:
        spread = law_spread(
            s, names, arm=arms[0], against=arms[1], draws=asked.draws, seed=asked.seed, horizon=asked.horizon,
            stacking=weights, progress=bar,
        )  # fmt: skip
    plain = law_text.spread_plain(spread)
    if out is not None:
        _write(out, spread, plain)
    if asked.as_json:
        print_json(plain)
        return
    print("\n".join(law_text.spread(spread, s)))
    if out is not None:
        print(f"\nNumbers and chart: {out / 'laws.json'}, {out / 'laws.svg'}")


def _write(folder: Path, spread: LawSpread, plain: dict[str, Any]) -> None:
    """Numbers and chart into the folder; both are made before either is written."""
    import io

    from attrit.views.figures import laws as drawn

    picture = io.StringIO()
    drawn(spread).save(picture, format="svg")
    write_into(folder, {folder / "laws.json": json_text(plain), folder / "laws.svg": picture.getvalue()})


def _read_weights(file: Path) -> dict[str, float]:
    from attrit.evidence.sheet import Sheet
    from attrit.model.laws.register import campaign_laws

    sheet = Sheet(file, ("law", "weight"))
    known = campaign_laws()
    found = {}
    for line, row in sheet.rows:
        sheet.word(line, row, "law", known)
        found[sheet.once(line, row, "law")] = sheet.number(line, row, "weight", 0, 1)
    if sheet.problems:
        raise LedgerError(problem for _, problem in sheet.problems)
    return found


def law_names(text: str) -> list[str]:
    """Names of laws by comma; files of the user's own are taken into the register.

    Parameters
    ----------
    text
        () [-] Such as ``square,linear`` or ``./my_law.py``; ``all`` is every law that enters a campaign.

    Raises
    ------
    ScenarioError
        A law does not exist or enters no campaign, or a file holds none.
    """
    from attrit.laws import load
    from attrit.model.laws.register import campaign_laws, check_laws

    words = by_comma(text)
    if not words:
        raise ScenarioError(Problem("--law", "", "no law is named", "a name, several by comma, a file, or all"))
    names = [load(word).name if word.endswith(".py") else word for word in words]
    names = [name for word in names for name in (campaign_laws() if word == "all" else [word])]
    names = list(dict.fromkeys(names))
    check_laws(names)
    return names
