"""Chart of the ground held by day with what was observed of it."""

from __future__ import annotations

from datetime import timedelta

from attrit.analysis.foresight import Foresight
from attrit.experiments.sights import ON_MAP
from attrit.views.answer.days import observed_spec
from attrit.views.charts.look import Spec
from attrit.views.foresight import words
from attrit.views.register import View


def foresight_spec(found: Foresight) -> Spec:
    """Ground held by day in the arm that was observed, with the observations.

    Parameters
    ----------
    found
        () [-] A run with and without observations.
    """
    c = found.conditioned
    seen = {
        (c.scenario.as_of + timedelta(days=one.day)).isoformat(): one.value
        for one in c.sights.seen
        if c.observed[one.series].outcome == ON_MAP[0]
    }
    return observed_spec(found.after, c.arm, found.bands("before"), seen)


VIEWS = (
    View(
        of=Foresight, title="Given what was seen", sentence=words.sentence, lines=words.lines,
        plain=words.plain, spec=foresight_spec,
    ),
)  # fmt: skip
