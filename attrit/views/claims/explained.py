"""What a number rests on and what the answer owes to claims, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrit.evidence.claims import Ledger
from attrit.evidence.pools import pool_of
from attrit.statistics.estimates import Estimate
from attrit.statistics.standards import POSSIBLE
from attrit.views.claims.words import ANY, believed, listed, method, numbers, pooled, some
from attrit.views.scenario.cautions import probability_text
from attrit.views.words.cells import titled
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.numbers import chance, level, measured, number, percent, unit_name

if TYPE_CHECKING:
    from attrit.analysis.claim_effects import ClaimEffects, Effect
    from attrit.evidence.pools import Pool
    from attrit.evidence.priors import Prior
    from attrit.scenario.input import Input
    from attrit.scenario.schema import Scenario


def explained(scenario: Scenario, path: str) -> list[str]:
    """One input from its claims to where it enters.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    path
        () [-] Full path of the input.
    """
    given = scenario.inputs[path]
    unit = unit_name(given.quantity.unit)
    lines = [paragraph(f"{path}: {given.meaning}", indent=2), ""]
    times = f", times {number(given.times)}" if given.times != 1 else ""
    if given.prior is None:
        lines.append(f"= {given.formula}{times}, {number(scenario.medians()[path])} {unit} at the medians")
        for name in given.names:
            source = scenario.inputs[name]
            what = believed(source.prior) if source.prior is not None else f"= {source.formula}"
            lines.append(f"  {name}: {what}")
    elif given.prior.shape == "choice":
        shares = zip(given.prior.states, given.prior.weights, strict=True)
        lines.append(", ".join(f"{state} {percent(weight)}" for state, weight in shares))
        lines.append(paragraph(f"class {given.prior.provenance.kind}: {given.prior.provenance.source}", indent=2))
    else:
        lines += _prior_lines(scenario, given, unit, times)
    lines += ["", *_enters(scenario, path)]
    return lines


def _prior_lines(scenario: Scenario, given: Input, unit: str, times: str) -> list[str]:
    assert given.prior is not None
    said_by = given.prior.provenance
    shape = "" if given.prior.shape == "certain" else f", {given.prior.shape}"
    shape = ", pooled" if given.prior.knots else shape
    lines = [paragraph(f"median [nine worlds in ten]: {believed(given.prior, unit)}{times}{shape} ({said_by.kind})", 2)]
    if (pool := given.pool) is not None and scenario.ledger is not None:
        subject = pool.subject or next((claim.subject for claim, _ in pool.left_out), "")
        if subject:
            lines += ["", f"claims about {subject}:", *listed(scenario.ledger.about(subject))]
        return [*lines, "", method(pool), *pooled(pool)]
    lines.append(paragraph(f"source: {said_by.source}", indent=2))
    if said_by.claims and scenario.ledger is not None:
        cited = listed(scenario.ledger.select(said_by.claims))
        lines += ["", "stated by hand with these claims in view:", *cited]
    return lines


def _enters(scenario: Scenario, path: str) -> list[str]:
    """Where an input goes: formulas, the mechanism, arms that change it."""
    lines = []
    users = _users(scenario, path)
    for name in users:
        lines.append(paragraph(f"enters {name} = {scenario.inputs[name].formula}", indent=4))
    mechanisms = {scenario.inputs[name].quantity.mechanism for name in (path, *users)} - {""}
    things = dict.fromkeys(
        ".".join(name.split(".")[:2]) for name in (*users, path) if not name.startswith("quantities.")
    )
    if things:
        lines.append(paragraph(f"belongs to {', '.join(things)}", indent=2))
    if mechanisms:
        lines.append(f"part of the mechanism {', '.join(sorted(mechanisms))}")
    arms = [name for name, arm in scenario.arms.items() if {path, *users} & {*arm.changes}]
    if arms:
        lines.append(paragraph(f"changed in the arms {', '.join(arms)}", indent=2))
    partners = [
        f"{(set(c.inputs) - {path}).pop()} ({c.rho:+g}: {c.reason})" for c in scenario.correlations if path in c.inputs
    ]
    if partners:
        lines.append(paragraph(f"high together with {'; '.join(partners)}", indent=2))
    return lines or ["enters nothing: no formula names it"]


def _users(scenario: Scenario, path: str) -> list[str]:
    """Inputs that are computed from an input, directly or through others."""
    found: dict[str, None] = {}
    waiting = [path]
    while waiting:
        name = waiting.pop(0)
        for other, given in scenario.inputs.items():
            if name in given.names and other not in found:
                found[other] = None
                waiting.append(other)
    return list(found)


def explained_plain(scenario: Scenario, path: str) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    path
        () [-] Full path of the input.
    """
    given = scenario.inputs[path]
    found: dict[str, Any] = {
        "path": path, "meaning": given.quantity.meaning, "unit": given.quantity.unit, "times": given.times,
        "median": scenario.medians()[path], "formula": given.formula, "enters": _users(scenario, path),
    }  # fmt: skip
    if given.prior is not None:
        said = given.prior.provenance
        found["prior"] = {"shape": given.prior.shape, **_quantiles(given.prior)}
        found["weights"] = dict(zip(given.prior.states, given.prior.weights, strict=True))
        found |= {"class": said.kind, "source": said.source, "claims": list(said.claims)}
        if (pool := given.pool) is not None:
            found["pool"] = {
                "method": pool.method,
                "before": _quantiles(pool.before) if pool.before is not None else None,
                "heard": {voice.name: [claim.id for claim in voice.claims] for voice in pool.voices},
                "not_heard": {claim.id: reason for claim, reason in pool.left_out},
                "biases": [bias._asdict() for bias in pool.biases],
                "humps": [hump._asdict() for hump in pool.humps],
                "whether_there_are_any": _existence(pool),
            }
    return {key: value for key, value in found.items() if value not in (None, {}, [], "")}


def _quantiles(prior: Prior) -> dict[str, float]:
    found = {"p05": prior.p05, "p50": prior.p50, "p95": prior.p95}
    return found if prior.is_so == 1 else {**found, "is_so": prior.is_so}


def _existence(pool: Pool) -> dict[str, Any] | None:
    if pool.existence is None:
        return None
    stands = {
        stand.side: {"of": stand.relation, "claims": [claim.id for claim in stand.claims], "factor": stand.factor}
        for stand in pool.existence.stands
    }
    return {"before": pool.existence.before, "now": pool.existence.after, "said": stands}


def stated(ledger: Ledger, name: str) -> list[str]:
    """One claim, and those that pass it on.

    Parameters
    ----------
    ledger
        (claim) [-] The ledger.
    name
        () [-] Its id.
    """
    left = {claim.id for claim in ledger.without_claim(name)}
    of_it = ledger.select({claim.id for claim in ledger} - left)
    claim = next(claim for claim in of_it if claim.id == name)
    lines = [*listed(of_it), ""]
    remarks = [part for part in (claim.note, claim.publisher, claim.link) if part]
    return [*lines, paragraph("; ".join(remarks)), ""] if remarks else lines


def changed(scenario: Scenario, found: ClaimEffects, label: str) -> list[str]:
    """What moves if some claims are not heard: inputs, and the answer.

    Parameters
    ----------
    scenario
        () [-] The scenario with all claims.
    found
        () [-] From `attrit.analysis.claim_effects`.
    label
        () [-] What to call the other version, such as ``without Washington``.
    """
    ids = some([claim.id for claim in found.gone])
    lines = [paragraph(f"{label}: {len(found.gone)} of {len(scenario.ledger or ())} claims are not heard ({ids}).")]
    if found.moved:
        rows: list[tuple[str, ...]] = [("input", "all claims", label, "unit")]
        for one in found.moved:
            unit = unit_name(scenario.inputs[one.path].quantity.unit)
            rows.append((one.path, numbers(one.whole), numbers(one.less), unit))
            if one.whole.is_so < 1 or one.less.is_so < 1:
                rows.append((ANY, probability_text(one.whole.is_so), probability_text(one.less.is_so), ""))
        lines += ["", *columns(rows, right=(1, 2), give=0)]
    else:
        lines += ["", "No input moves, so the answer stays as it is."]
    silent = [one.path for one in found.moved if (pool := pool_of(one.less)) is None or not pool.method]
    if silent:
        text = f"Nobody who is heard gives a number for {', '.join(silent)}: what was believed before holds."
        lines += ["", paragraph(" ".join([text, *_bounds(found)]))]
    if found.kept:
        lines += [
            "",
            paragraph(f"Stated by hand with some of them in view, and left as they are: {', '.join(found.kept)}."),
        ]
    if found.effects:
        lines += ["", *_answer(scenario, found.effects, label)]
    return lines


def _bounds(found: ClaimEffects) -> list[str]:
    """Bounds that are stated where nobody gives a number, and why they are not used."""
    pools = [pool_of(one.less) for one in found.moved]
    left = {claim.id: claim for pool in pools if pool is not None and not pool.method for claim, _ in pool.left_out}
    stated = [claim for claim in left.values() if claim.qualifier in ("at_least", "up_to") and claim.affirms]
    if not stated:
        return []
    said = "; ".join(f"{claim.claimant} says {claim.worded(unit_name(claim.unit))} ({claim.id})" for claim in stated)
    return [f"{said}. A bound by itself gives no number where claimants are taken at their word, and is not used."]


def _answer(scenario: Scenario, effects: Sequence[Effect], label: str) -> list[str]:
    """What changes in the answer beyond chance, and what does not."""
    rows: list[tuple[str, ...]] = [("the answer, on average", "all claims", label, "change", "±")]
    still: dict[str, None] = {}
    moved: set[str] = set()
    shown: set[tuple[str, Estimate]] = set()  # a difference from nothing is no second change
    for effect in _modelled(effects):
        of_arm = effect.of == "arm"
        if abs(effect.change.mean) <= POSSIBLE * effect.change.mean_error:
            still[effect.measure.title] = None
        elif of_arm or (effect.measure.name, effect.change) not in shown:
            shown.add((effect.measure.name, effect.change))
            moved.add(effect.measure.title)
            arm = scenario.base if of_arm else f"{scenario.base} − {scenario.against}"
            rows.append((f"{titled(effect.measure)}, {arm}", *_effect(effect)))
    lines = columns(rows, right=(1, 2, 3, 4), give=0) if len(rows) > 1 else []
    rest = [title for title in still if title not in moved]
    if rest:
        lines.append(paragraph(f"No change that can be told from chance: {'; '.join(rest)}."))
    return lines


def _modelled(effects: Sequence[Effect]) -> list[Effect]:
    """Effects but those on what the war does not model: an optional number that is 0, or the same as one above."""
    by_name: dict[str, list[Effect]] = {}
    for effect in effects:
        by_name.setdefault(effect.measure.name, []).append(effect)
    told: dict[tuple[float, ...], list[Effect]] = {}
    for group in by_name.values():
        means = tuple(x for e in group for one in (e.whole, e.less) for x in (one.mean, one.mean_error))
        if not group[0].measure.optional or (any(means) and means not in told):
            told.setdefault(means, []).extend(group)
    return [effect for group in told.values() for effect in group]


def changed_plain(found: ClaimEffects) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] From `attrit.analysis.claim_effects`.
    """
    return {
        "not_heard": [claim.id for claim in found.gone],
        "moved": {one.path: {"all_claims": _quantiles(one.whole), "now": _quantiles(one.less)} for one in found.moved},
        "left_as_stated": list(found.kept),
        "changes": {
            f"{e.measure.name} {e.of}": {
                "unit": e.measure.unit, "all_claims": e.whole.mean, "now": e.less.mean, "change": e.change.mean,
                "error": e.change.mean_error,
            }
            for e in found.effects
        },
    }  # fmt: skip


def _effect(effect: Effect) -> tuple[str, str, str, str]:
    """All claims, fewer claims, the change and its Monte-Carlo error, as texts rounded to their errors."""
    probability, signed = effect.measure.probability, effect.of == "difference"

    def mean(e: Estimate) -> str:
        factor = 100.0 if probability else 1.0
        if signed:
            return measured(factor * e.mean, factor * e.mean_error, signed=True)[0] + (" pt" if probability else "")
        return chance(e.mean, e.mean_error) if probability else level(e.mean, e.mean_error)

    factor = 100.0 if probability else 1.0
    change, error = measured(factor * effect.change.mean, factor * effect.change.mean_error, signed=True)
    return mean(effect.whole), mean(effect.less), f"{change}{' pt' if probability else ''}", error or "0"
