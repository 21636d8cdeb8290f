"""Factors of Dupuy's QJM, against what the transcriptions of his book say."""

from attrit.model.laws.dupuy import dupuy_advance, dupuy_factor, dupuy_opposition, dupuy_size
from tests.published import table


def value(quantity: str, **given: float) -> float:
    what, *where = quantity.split(" / ")
    if what == "greatest":
        share = dupuy_factor("base losses", *where, "share a day") * dupuy_factor("effort", "main", *where)
        return 100 * share * float(dupuy_opposition(0.01)) * given["size"]
    looked_up = {"opposition": dupuy_opposition, "size": dupuy_size}
    if what in looked_up:
        return float(looked_up[what](**given))
    return dupuy_advance(given["ratio"], *where) if what == "advance" else dupuy_factor(what, *where)


@table.each("dupuy")
def test_published_value(row: dict[str, str]):
    table.check(row, value)
