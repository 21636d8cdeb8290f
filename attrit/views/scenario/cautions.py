"""What a reader must know of the claims before he reads an answer: hindsight, names, contradictions, doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrit.views.words.numbers import capital, number, percent

if TYPE_CHECKING:
    from attrit.evidence.pools import Pool
    from attrit.scenario.schema import Scenario

_CUT = 0.05  # share of worlds from which a cut of losses is told
_NO_DOUBT = 0.99  # a probability from which an answer need not say that it is in doubt


def probability_text(p: float) -> str:
    """A probability that may be next to nothing or to certainty, as text.

    Parameters
    ----------
    p
        () [1] The probability.
    """
    if 0 < p < 0.0005:
        return "under 0.1 %"
    return "over 99.9 %" if 0.9995 <= p < 1 else percent(p)


def divided(pool: Pool) -> str:
    """What it means that claims contradict each other; empty if they do not.

    Parameters
    ----------
    pool
        () [-] The pool.
    """
    if not pool.humps:
        return ""
    first, *others = pool.humps
    rest = " and ".join(f"{percent(hump.share)} about {number(hump.at)}" for hump in others)
    return (
        f"the claims about {pool.subject} contradict each other: {percent(first.share)} of the belief lies about "
        f"{number(first.at)} and {rest}, little between. Each world has a number from one of these places, so that few "
        "worlds are near the median."
    )


def warnings(scenario: Scenario) -> list[str]:
    """What a user must know of the claims before he reads an answer: whom they call otherwise, and contradictions.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    found = [(path, given.pool) for path, given in scenario.inputs.items() if given.pool is not None]
    return unknown_sides(scenario) + [f"Warning: {path}: {divided(pool)}" for path, pool in found if pool.humps]


def unknown_sides(scenario: Scenario) -> list[str]:
    """Sides of the ledger that the scenario does not know, if fewer than two of its own ever speak there.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    from attrit.evidence.sides import likeness, strangers

    called, ledger = {name: name for name in scenario.sides}, scenario.ledger
    if scenario.source is not None:
        called |= scenario.source.sides
        ledger = scenario.source.ledger  # leaving somebody out makes nobody unknown
    names = strangers(ledger, called.values()) if ledger is not None else ()
    if ledger is None or not names:
        return []
    known = ", ".join(name if code == name else f"{name} (code {code})" for name, code in called.items())
    are = "are no sides" if len(names) > 1 else "is no side"
    there = {side for claim in ledger for cell in (claim.side, claim.of) for side in cell.upper().split("/")}
    pairs = {
        (name, code): likeness(ledger, code, (name, scenario.sides[name].title, scenario.sides[name].adjective))
        for name, said in called.items()
        if said.upper() not in there
        for code in names
    }
    name, code = max(pairs, key=lambda pair: pairs[pair], default=("", ""))
    example = f", for example {name}: {{code: {code}, ...}}" if pairs and pairs[name, code] else " by 'code'"
    return [
        f"Warning: the ledger has {', '.join(names)}, which {are} of the scenario ({known}): what they say counts as "
        f"an outsider's. If one of them is a side of the war by another name, say so{example} under 'sides'."
    ]


def losses_cut(scenario: Scenario) -> list[str]:
    """Whose stated losses of the first day are higher than what is played, in sentences.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    from attrit.analysis.loss_cut import cut_losses
    from attrit.model.first_day import HIGHEST_HOLDER_RATE

    found = []
    for cut in cut_losses(scenario):
        where = "" if cut.front == scenario.objective else f" ({scenario.fronts[cut.front].title})"
        if cut.share >= _CUT:
            found.append(
                f"Warning: {scenario.sides[cut.side].adjective} losses on the first day{where} are cut to "
                f"{100 * HIGHEST_HOLDER_RATE:.0f} % of the line in {percent(cut.share)} of worlds, where "
                f"{100 * cut.stated:.1f} % are stated (median)."
            )
    return found


def hindsight(scenario: Scenario) -> list[str]:
    """How many claims are heard that were made after the scenario's day, in a sentence; nothing if none are.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    later = made_later(scenario)
    claims = "1 claim" if later == 1 else f"{later:,} claims"
    return [f"With hindsight: {claims} made after day 0 ({scenario.as_of})."] if later else []


def made_later(scenario: Scenario) -> int:
    """How many claims are heard that were made after the scenario's day.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    return sum(claim.made_on > scenario.as_of for claim in scenario.ledger or ())


def doubts(scenario: Scenario) -> list[str]:
    """Inputs of which it is in doubt whether there is anything at all, in sentences.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    found = []
    for given in scenario.inputs.values():
        if given.prior is not None and given.prior.is_so < _NO_DOUBT:
            some = probability_text(given.prior.is_so) if given.prior.is_so > 0 else "0 %"
            found.append(f"{capital(given.meaning)} are in doubt: there are any in {some} of the worlds.")
    return found
