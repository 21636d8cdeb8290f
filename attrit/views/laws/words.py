"""Laws of attrition on a terminal: the list, one in full, and a scenario under many of them."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from attrit.model.laws.protocol import Campaign, Law, Losses, Powers
from attrit.model.laws.register import LAWS, campaign_laws
from attrit.views.words.columns import BREAK, columns, paragraph
from attrit.views.words.numbers import exact, finite, measured, percent, with_error

if TYPE_CHECKING:
    from attrit.analysis.law_spread import LawSpread, Number

WEIGHTINGS = {"scenario": "as the scenario believes", "stacking": "by forecasts", "equal": "equally"}


def listed() -> list[str]:
    """All laws, those that a campaign can be fought by first."""
    fighting = campaign_laws()
    alone = {name: one for name, one in LAWS.items() if name not in fighting}
    lines = ["For a campaign (in a scenario hypotheses: law; or attrit run SCENARIO --law NAME):", ""]
    lines += columns([(name, one.title, one.equation) for name, one in fighting.items()], indent=2)
    lines += ["", "Stand-alone models (in Python attrit.laws.NAME):", ""]
    lines += columns([(name, one.title, one.equation) for name, one in alone.items()], indent=2)
    return [*lines, "", "attrit explain law.NAME describes one in full."]


def explained(one: Law) -> list[str]:
    """One law: equation, parameters with units, how it enters a campaign, reference, what it was checked against.

    Parameters
    ----------
    one
        () [-] The law.
    """
    lines = [f"{one.name}: {one.title}", "", f"  {one.equation}", "", paragraph(one.summary), ""]
    lines.append(_call(one))
    rows = []
    for name, meaning in one.parameters.items():
        accepted = one.ranges.get(name)
        rows.append((name, _plain(meaning), accepted.meaning if accepted else ""))
    lines += columns(rows, give=1, indent=2)
    beside = [function.__name__ for function in one.functions[1:]]
    if beside:
        lines.append(paragraph(f"beside it: {', '.join(f'attrit.laws.{name}' for name in beside)}", indent=2))
    lines += ["", *_campaign(one), ""]
    lines.append(paragraph(f"reference: {one.reference}", indent=2))
    lines.append(paragraph(f"checked against: {one.checked_against.replace('`', '')}", indent=2))
    return lines


def explained_plain(one: Law) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    one
        () [-] The law.
    """
    return {
        "name": one.name, "title": one.title, "equation": one.equation, "summary": one.summary,
        "parameters": one.parameters,
        "ranges": {name: accepted.meaning for name, accepted in one.ranges.items()},
        "functions": [function.__name__ for function in one.functions],
        "campaign": _forms(one.campaign) if one.campaign else None, "alone": one.alone,
        "reference": one.reference, "checked_against": one.checked_against,
    }  # fmt: skip


def _call(one: Law) -> str:
    named = inspect.signature(one.functions[0]).parameters.values()
    shown = [p.name if p.default is inspect.Parameter.empty else f"{p.name}={_default(p.default)}" for p in named]
    return paragraph(f"attrit.laws.{one.name}({', '.join(shown)})", indent=4)


def _default(value: Any) -> str:
    return repr(value) if isinstance(value, (int, float, str, bool, type(None), tuple)) else "…"


def _plain(meaning: str) -> str:
    """A parameter's meaning with its unit behind, without the dims."""
    unit, text = unit_and_text(meaning)
    return f"{text} [{unit}]" if unit not in ("-", "1") else text


def unit_and_text(meaning: str) -> tuple[str, str]:
    """Unit of a parameter and what it is, from its line ``(dims) [unit] text``.

    Parameters
    ----------
    meaning
        () [-] As in `Law.parameters`.
    """
    unit, _, text = meaning.partition("[")[2].partition("]")
    return unit, text.strip().removesuffix(".")


def _forms(campaign: Campaign) -> dict[str, str]:
    return {"attacker": _form(campaign.attacker), "holder": _form(campaign.holder)}


def _form(side: Powers | Losses) -> str:
    if not isinstance(side, Powers):
        return "a function of own and enemy strength"
    return " × ".join(_power(*term) for term in (("enemy", side.p), ("own", side.q)) if term[1] != 0) or "1"


def _power(what: str, exponent: float | str) -> str:
    if exponent == 1:
        return what
    shown = exponent.replace("mechanisms.", "") if isinstance(exponent, str) else f"{exponent:g}"
    return f"{what}^({shown})" if " " in shown else f"{what}^{shown}"


def _campaign(one: Law) -> list[str]:
    if one.campaign is None:
        return [paragraph(f"in a campaign: not at all; {one.alone}", indent=2)]
    forms = _forms(one.campaign)
    head = "in a campaign, relative to the first day, losses go as"
    if forms["attacker"] == forms["holder"]:
        return [f"{head} {forms['attacker']}"]
    return [f"{head}", *columns([(side, form) for side, form in forms.items()], indent=2)]


def spread(found: LawSpread) -> list[str]:
    """A scenario under several laws, in under a screen.

    Parameters
    ----------
    found
        () [-] The numbers.
    """
    scenario = found.scenario
    front = scenario.fronts[scenario.objective]
    losses = f"{scenario.sides[front.attacker].adjective} losses"
    taken = found["recovered", "difference"].measure.title
    shown = {
        "area held, km²": found["area_held", "arm"],
        "difference": found["area_held", "difference"],
        taken.replace(" of ", f"{BREAK}of "): found["recovered", "difference"],
        losses: found[f"losses_{front.attacker}", "difference"],
    }
    lines = [scenario.question, ""]
    arms = " against ".join(f"“{scenario.arms[name].title}” ({name})" for name in (found.arm, found.against))
    lines += [paragraph(f"{arms} under each law of attrition, in the same {found.draws:,} worlds.")]
    lines += [
        paragraph(f"The area held is that of {found.arm}; all other columns are differences between the two."),
        "",
    ]
    rows = [["law", "believed", f"by{BREAK}forecasts", *(cell for head in shown for cell in (head, "±"))]]
    for law in found.laws:
        weights = [_weight(found, kind, law) for kind in ("scenario", "stacking")]
        rows.append([law, *weights, *(cell for number in shown.values() for cell in _mean(number, law))])
    lines += columns(rows, right=range(1, len(rows[0])), give=3)
    unknown = any(not found.weights.get("scenario", {}).get(law) for law in found.laws)
    parts = [
        ["", "weights of laws", "mean", "±", f"sd{BREAK}between laws", f"sd{BREAK}within a law", "law's share", "±"]
    ]
    whole = f"area held by {scenario.sides[front.holder].title}, km²"
    titles = (whole, "its difference", f"difference in {taken}", f"difference in {losses}")
    for title, number in zip(titles, shown.values(), strict=True):
        parts += [[title if i == 0 else "", *row] for i, row in enumerate(_shares(number, equal=unknown))]
    lines += ["", *columns(parts, right=range(2, 8), give=0), ""]
    lines.append(
        paragraph(
            "The numbers are means over worlds; ± is the Monte-Carlo error. sd between laws: standard deviation of the "
            "laws' means. sd within a law: standard deviation of worlds under one law. Weights are shares among the "
            "laws listed; a law with – has none. by forecasts: by how well each law forecast losses, those of other "
            "battles (stacking weights) or, with --stacking FILE, those of your own table (pseudo-BMA+ weights of "
            "attrit fit-laws)."
        )
    )
    return lines


def spread_sentence(found: LawSpread) -> str:
    """What the law decides, in a sentence.

    Parameters
    ----------
    found
        () [-] The numbers.
    """
    number = found["area_held", "difference"]
    means = sorted((e.mean, e.mean_error, law) for law, e in number.by_law.items())
    (*low, first), (*high, last) = means[0], means[-1]
    kind = next(iter(number.spread))
    share, certain = number.spread[kind], [law for law, w in found.weights[kind].items() if w == 1]
    runs = (
        f"The difference in {number.measure.title} runs from {with_error(*low, signed=True)} km² under the {first} "
        f"law to {with_error(*high, signed=True)} under the {last} law"
    )
    if certain:
        return f"{runs}. The scenario takes the {certain[0]} law as certain."
    part = with_error(100 * share.share, 100 * share.share_error)
    return f"{runs}. With laws weighed {WEIGHTINGS[kind]}, the choice of law makes {part} % of its variance."


def _weight(found: LawSpread, kind: str, law: str) -> str:
    share = found.weights.get(kind, {}).get(law, 0.0)
    return percent(share) if share else "–"


def _mean(number: Number, law: str) -> tuple[str, str]:
    e = number.by_law[law]
    return _said(number, e.mean, e.mean_error)


def _said(number: Number, mean: float, error: float) -> tuple[str, str]:
    """A mean and its error as people read them, rounded to the error."""
    signed, probability = number.of == "difference", number.measure.probability
    factor = 100.0 if probability else 1.0
    text, reach = measured(factor * mean, factor * error, signed=signed)
    unit = (" pt" if signed else " %") if probability and text != "–" else ""
    return f"{text}{unit}", reach or "0"


def _shares(number: Number, equal: bool) -> list[list[str]]:
    rows = []
    for kind, spread in number.spread.items():
        if kind == "equal" and len(number.spread) > 1 and not equal:
            continue
        factor = 100.0 if number.measure.probability else 1.0
        between, within = (_two_digits(factor * x) for x in (spread.between, spread.within))
        share, error = measured(100 * spread.share, 100 * spread.share_error)
        part = (f"{share} %" if share != "–" else share), error or "0"
        name = "as believed" if kind == "scenario" else WEIGHTINGS[kind]
        rows.append([name, *_said(number, *number.mixed[kind]), between, within, *part])
    return rows


def _two_digits(x: float) -> str:
    """A standard deviation, to two digits."""
    return measured(0.0, x)[1] if x > 0 else exact(x)


def spread_plain(found: LawSpread) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] The numbers.
    """
    return {
        "laws": list(found.laws), "arm": found.arm, "against": found.against, "draws": found.draws,
        "weights": found.weights,
        "numbers": [
            {
                "measure": number.measure.name, "of": number.of, "unit": number.measure.unit,
                "by_law": {
                    law: _numbers(mean=e.mean, error=e.mean_error, p05=e.low, p95=e.high)
                    for law, e in number.by_law.items()
                },
                "mixed": {kind: _numbers(mean=mean, error=error) for kind, (mean, error) in number.mixed.items()},
                "spread": {
                    kind: _numbers(**vars(s)) for kind, s in number.spread.items()
                },
            }
            for number in found.numbers
        ],
    }  # fmt: skip


def _numbers(**values: float) -> dict[str, float | None]:
    return {name: finite(value) for name, value in values.items()}
