"""The commands that ask what decides an answer, what it would take, and in which worlds."""

from __future__ import annotations

from typing import Annotated

import typer

from attrit.views.asking import Question, Told, asks

PAIRS = Annotated[int | None, typer.Option(help="Pairs of worlds to mix; an eighth of the draws by default.")]


@asks("provenance", leave_out=["of"])
def provenance(asked: Question, *, pairs: PAIRS = None) -> Told:
    """What the spread rests on: claims, fits, literature, judgement, the law, chance."""
    from attrit.analysis import provenance as of
    from attrit.views import provenance_text as text
    from attrit.views.provenance_charts import provenance_spec

    found = of.provenance(
        asked.results, asked.outcome, arm=asked.arm, against=asked.against, pairs=pairs, precision=asked.error,
        progress=asked.bar,
    )  # fmt: skip
    return Told(text.sentence(found), text.detailed(found), text.plain(found), {"": provenance_spec(found)})
