"""The command that scores forecasts of the past: fronts from their area series."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attrit.cli.console import json_text
from attrit.cli.options import HERE, SEED, app
from attrit.cli.screen import say, show
from attrit.errors import FitError, ScenarioError
from attrit.writing import writable, write

if TYPE_CHECKING:
    from attrit.statistics.score_rows import ScoreRow

_TOLD = ("crps_ratio", "coverage_50", "coverage_80", "coverage_90", "energy_ratio")


@app.command(rich_help_panel=HERE)
def hindcast(
    folder: Annotated[Path, typer.Argument(metavar="DATA_DIR", help="Folder with fronts/, kursk/ and so on.")],
    out: Annotated[Path | None, typer.Option(help="Write all scores to this file, as JSON.")] = None,
    draws: Annotated[int, typer.Option(min=100, max=100_000, help="Paths of each forecast.")] = 1000,
    seed: SEED = 1,
) -> None:
    """Forecast the past from what came before it, and score every model."""
    from attrit.analysis.hindcast import hindcast as of
    from attrit.analysis.hindcast import plain

    if out is not None:
        writable(out)
    notes: list[str] = []
    try:
        rows = of(folder, samples=draws, seed=seed, notes=notes)
    except FitError as error:  # a package is missing, which is for the caller to put right
        raise ScenarioError(error.problems) from error
    show("\n".join(_table(rows)))
    for note in notes:
        say(note)
    if out is not None:
        write(out, json_text(plain(rows)))
        say(f"scores: {out}")


def _table(rows: Sequence[ScoreRow]) -> list[str]:
    """The main scores over all series of a set, by horizon and model."""
    found = {(row.set, row.horizon, row.model, row.score): row for row in rows if row.series == "all"}
    lines = [f"{'set':8}{'days':>5}  {'model':20}" + "".join(f"{name:>20}" for name in _TOLD)]
    for part, days, model in dict.fromkeys(key[:3] for key in sorted(found, key=lambda key: key[:2])):
        cells = [found.get((part, days, model, name)) for name in _TOLD]
        if any(cells):
            told = [_cell(one) for one in cells]
            lines.append(f"{part:8}{days:5}  {model:20}" + "".join(f"{cell:>20}" for cell in told))
    return [*lines, "Ratios are to the random walk with half drift, and below 1 better. Errors are by series."]


def _cell(row: ScoreRow | None) -> str:
    """A score with its standard error, where it has one."""
    if row is None:
        return "-"
    return f"{row.value:.2f}" if row.error != row.error else f"{row.value:.2f} (se {row.error:.2f})"
