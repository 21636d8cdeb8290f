"""Ground as a drifting random walk by itself, against closed forms and exact fractions."""

from attrit.model.laws.first_passage import first_passage, first_passage_by, forts
from tests.published import table


def value(quantity: str, **given: float) -> float:
    if quantity in ("probability", "battles"):
        return getattr(forts(**given), quantity)
    return {"talks": first_passage, "by": first_passage_by}[quantity](**given)


@table.each("first_passage")
def test_published_value(row: dict[str, str]):
    table.check(row, value)
