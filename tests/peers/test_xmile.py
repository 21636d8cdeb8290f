"""An exported duel runs in PySD: as its equations say, as the laws say to the order of the step, as the campaign plays."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import attrit
from attrit import laws
from attrit.engine.simulate import simulate
from attrit.exports.duel import Army, Arrival, Duel, duel
from attrit.exports.xmile import xmile
from attrit.scenario.schema import Scenario
from tests.properties import wars
from tests.tolerances import BACKEND, HALVES, SINGLE, printed

# PySD's own: of the package that guesses encodings, and of the one that makes tables.
pytestmark = [
    pytest.mark.filterwarnings("ignore:chardet.universaldetector is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.set_index:DeprecationWarning"),
]
STRENGTHS = ["attacker strength", "holder strength"]
X0, Y0 = 10_000.0, 8_000.0
FIRST = 0.012, 0.009  # shares of either side lost on the first day


class Peer:
    """The exported file, read and run by PySD."""

    def __init__(self, file: Path, exported: Duel) -> None:
        import pysd

        file.write_text(xmile(exported), encoding="utf-8")
        self.model = pysd.read_xmile(str(file))

    def run(self, columns: list[str], step: float = 1.0) -> np.ndarray:
        """(day, column)."""
        return self.model.run(time_step=step, saveper=1, return_columns=columns)[columns].to_numpy(float)


def by_hand(d: Duel, step: float = 1.0) -> np.ndarray:
    """(day, strength of attacker and of holder, their losses and arrivals in a day): Euler's method, plain Python."""
    a, b = d.attacker, d.holder
    first = d.attacker_loss_rate, min(max(0.0005, d.attacker_loss_rate * a.line / (d.exchange_ratio * b.line)), 0.04)
    sides = (a, b)
    now, rows = [a.start, b.start], []
    for k in range(round(d.days / step) + 1):
        t = k * step
        ratio = [strength / side.reference for strength, side in zip(now, sides, strict=True)]
        lost = [
            l0 * s.reference * own**s.own_power * enemy**s.enemy_power if min(now) > 0 else 0.0
            for l0, s, own, enemy in zip(first, sides, ratio, reversed(ratio), strict=True)
        ]
        come = [
            sum(n.strength / (n.last_day - n.first_day) for n in s.arrivals if n.first_day <= t < n.last_day)
            for s in sides
        ]
        if t == int(t):
            rows.append([*now, *lost, *come])
        now = [max(0.0, n + step * (c - out)) for n, c, out in zip(now, come, lost, strict=True)]
    return np.array(rows)


@pytest.mark.parametrize(
    ("name", "arm", "law"),
    [
        ("template", "committed", None),
        ("template", "doubled", "square"),
        ("kursk-2024", "committed", None),
        ("kursk-2024", "absent", "helmbold"),
    ],
)
def test_pysd_does_what_the_equations_say(tmp_path: Path, name: str, arm: str, law: str | None) -> None:
    exported = duel(attrit.load(name), arm, law)
    coming = ["attacker arrivals"] if exported.attacker.arrivals else []
    columns = [*STRENGTHS, "attacker losses", "holder losses", *coming]
    found = Peer(tmp_path / "duel.xmile", exported).run(columns)
    expected = by_hand(exported)
    assert bool(coming) == (arm != "absent") and not exported.holder.arrivals
    assert expected[:, 0].min() > 0
    np.testing.assert_allclose(found, expected[:, : len(columns)], rtol=BACKEND)


def test_a_side_that_has_nothing_left_loses_and_inflicts_nothing(tmp_path: Path) -> None:
    exported = duel(wars.loaded(wars.duel("square", X0, Y0, 0.02, 0.04)))
    found = Peer(tmp_path / "duel.xmile", exported).run([*STRENGTHS, "attacker losses", "holder losses"])
    expected = by_hand(exported)
    np.testing.assert_allclose(found, expected[:, :4], rtol=BACKEND)
    gone = int(np.argmax(expected[:, 1] == 0))
    assert 0 < gone < exported.days
    assert (found[gone:, 0] == found[gone, 0]).all() and found[gone, 0] > 0 and not found[gone:, 1:].any()


POWERS = {  # p and q of the attacker's losses, of the holder's
    "square": ((1, 0), (1, 0)),
    "linear": ((1, 1), (1, 1)),
    "logarithmic": ((0, 1), (0, 1)),
    "mixed": ((0.214, 0.667), (0.214, 0.667)),  # medians of the fits to battles
    "hartley": ((0.40, 0.75), (0.40, 0.75)),
    "helmbold": ((0.5, 0.5), (0.5, 0.5)),  # W at its median
    "deitchman": ((1, 0), (1, 1)),
    "epstein": ((0, 1), (1, 0)),  # a fixed exchange of losses
}


def solved(law: str, days: np.ndarray) -> np.ndarray:
    """(side, day) by SciPy, from the equations dx/dt = -a y**p x**q, dy/dt = -b x**p y**q with powers of each side."""
    (p, q), (r, s) = POWERS[law]

    def slope(_: float, z: np.ndarray) -> list[float]:
        x, y = z[0] / X0, z[1] / Y0
        return [-FIRST[0] * X0 * y**p * x**q, -FIRST[1] * Y0 * x**r * y**s]

    found = solve_ivp(slope, (0, days[-1]), [X0, Y0], "DOP853", days, rtol=1e-12, atol=1e-9)
    assert found.success
    return found.y


@pytest.mark.parametrize("law", POWERS)
def test_it_is_the_law_to_the_order_of_the_step(tmp_path: Path, law: str) -> None:
    days = np.arange(61.0)
    exported = duel(wars.loaded(wars.duel(law, X0, Y0, *FIRST)))
    peer = Peer(tmp_path / "duel.xmile", exported)
    runs = [peer.run(STRENGTHS, step)[:61].T for step in (1, 1 / 2, 1 / 4)]
    exact = solved(law, days)
    errors = [np.abs(run - exact).max() for run in runs]
    assert errors[0] < 0.01 * X0
    for coarse, fine in itertools.pairwise(errors):
        assert HALVES[0] < coarse / fine < HALVES[1], errors


CLOSED: dict[str, Any] = {  # rates of the laws' own functions, from the shares lost on the first day
    "square": (FIRST[0] * X0 / Y0, FIRST[1] * Y0 / X0),
    "linear": (FIRST[0] / Y0, FIRST[1] / X0),
    "logarithmic": FIRST,
    "deitchman": (FIRST[0] * X0 / Y0, FIRST[1] / X0),
}


@pytest.mark.parametrize("law", CLOSED)
def test_what_scipy_solves_is_the_law_in_closed_form(law: str) -> None:
    days = np.arange(61.0)
    exact = getattr(laws, law)(X0, Y0, *CLOSED[law], days)
    np.testing.assert_allclose(solved(law, days), exact, rtol=BACKEND)


def iwo_jima() -> Duel:
    """Engel's constants (Operations Research 2, 1954): the landings, 21,500 on the island, both rates of loss."""
    a, b, landed, there = 0.0544, 0.0106, 54_000.0, 21_500.0
    landings = (
        Arrival("first", "First landing", 54_000, 0, 1),
        Arrival("second", "Second landing", 6_000, 2, 3),
        Arrival("third", "Third landing", 13_000, 5, 6),
    )
    return Duel(
        "iwo-jima", "Iwo Jima, 1945.", 36, a * there / landed, a * there / (b * landed),
        Army("United States", landed, landed, 0.0, 1, 0, landings), Army("Japan", there, there, there, 1, 0),
    )  # fmt: skip


def test_engels_iwo_jima(tmp_path: Path) -> None:
    peer = Peer(tmp_path / "iwo.xmile", iwo_jima())
    landings = [(0.0, 1.0, 54_000.0), (2.0, 3.0, 6_000.0), (5.0, 6.0, 13_000.0)]
    days = np.arange(37.0)
    exact = np.array(laws.engel(0, 21_500, 0.0544, 0.0106, days, m_arrivals=landings)).T
    runs = [peer.run(STRENGTHS, 1 / n) for n in (16, 32, 64)]
    errors = [np.abs(run - exact).max() for run in runs]
    for coarse, fine in itertools.pairwise(errors):
        assert HALVES[0] < coarse / fine < HALVES[1], errors
    extrapolated = 2 * runs[2] - runs[1]
    assert np.abs(extrapolated[28] - (53_042.4, 4_656.4)).max() < 2 * printed(1)
    assert np.abs(extrapolated - exact).max() < printed(1)


def reinforced(law: str, rates: tuple[float, float], arrival_day: int) -> Scenario:
    """A duel of the campaign in which a second group of the attacker arrives, with an arm in which the holder is weaker."""
    war = wars.duel(law, X0, Y0, *rates) | {"horizon": "30 day"}
    late = {"title": "late", "men": "1500 person", "side": "red", "front": "line", "line_share": 1, "second_share": 0}
    days = {"arrives": "on", "arrival_day": f"{arrival_day} day", "arrival_ramp": "10 day"}
    war["groups"]["late"] = {**late, **days, "replaced": "off"}
    war["mechanisms"]["attrition"] = {"enemy_power": 0.3, "own_power": 0.8}  # certain, so that a draw has the medians
    war["arms"]["fewer"] = {"title": "fewer hold", "change": {"groups.y.men": {"times": 0.8}}}
    return wars.loaded(war)


@pytest.mark.parametrize("law", ["mixed", "square", "epstein"])
@pytest.mark.parametrize("holder_rate", [0.009, 0.0002], ids=["plain", "less than the campaign takes for possible"])
def test_it_is_the_campaign_with_everything_else_switched_off(tmp_path: Path, law: str, holder_rate: float) -> None:
    rates = FIRST[0], holder_rate
    results = simulate(reinforced(law, rates, 12), 1, horizon=30, arms=["fight", "fewer"], keep=("present",))
    for arm in results.arms:
        played = [
            sum(results.values("present", arm, group=g, day=30)[0] for g in groups) for groups in (("x", "late"), "y")
        ]
        # Who arrives on a day of the campaign is there in the morning, before its losses: with steps of a day, a day on.
        exported = duel(reinforced(law, rates, 11), arm)
        assert Peer(tmp_path / f"{arm}.xmile", exported).run(STRENGTHS)[30] == pytest.approx(played, rel=SINGLE), arm
