"""The loss-ratio regression in the Ardennes, against the published table."""

from pathlib import Path

import pytest

from attrit.analysis.loss_ratio import loss_ratio
from attrit.evidence.daily_losses import read_daily_losses
from tests.published import table

DAILY = Path(__file__).parents[3] / "shared" / "data" / "daily"
# Men, tanks, armoured carriers and guns are weighed as Bracken did.
STRENGTH = "total_manpower + 20*tanks + 5*apcs + 40*artillery"
LOSSES = "total_casualties + 20*tank_losses + 5*apc_losses + 40*artillery_losses"


def value(quantity: str, first: float, last: float, reformatted: float) -> float:
    file = DAILY / f"ardennes_1944_fricker_{'reformatted' if reformatted else 'original'}.csv"
    if not file.exists():
        pytest.skip("Fricker's tables may not be shipped and are not beside this checkout")
    daily = read_daily_losses(file, strength=STRENGTH, losses=LOSSES, days=(int(first), int(last)))
    assert daily.sides == ("Allied", "German")
    return getattr(loss_ratio(*daily.strength.T, *daily.losses.T), quantity)


@table.each("loss_ratio")
def test_published_value(row: dict[str, str]):
    table.check(row, value)
