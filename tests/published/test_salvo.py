"""Salvo equations by themselves, against the published equations in exact fractions and integrated another way."""

from attrit.model.laws.salvo import salvo, salvo_stochastic
from tests.published import table


def value(quantity: str, **given: float) -> float:
    if "damage" in given:
        return getattr(salvo_stochastic(**given), quantity)
    after = int(given.pop("after"))
    return getattr(salvo(**given), quantity)[after]


@table.each("salvo")
def test_published_value(row: dict[str, str]):
    table.check(row, value)
