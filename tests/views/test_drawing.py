"""Charts drawn beside are the charts drawn at once."""

from __future__ import annotations

from attrit.views.drawing import Beside, at_once

SPEC = {
    "data": {"values": [{"x": 1}, {"x": 3}]},
    "mark": "tick",
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
}


def test_a_second_process_draws_the_same() -> None:
    with Beside() as draw:
        pending = [draw(SPEC), draw(SPEC | {"mark": "point"})]
        assert pending[0].result() == at_once(SPEC).result()
        assert pending[1].result() != pending[0].result()


def test_if_it_is_gone_this_process_draws() -> None:
    beside = Beside()
    beside._process.kill()
    beside._process.wait()
    with beside as draw:
        assert draw(SPEC).result() == at_once(SPEC).result()
