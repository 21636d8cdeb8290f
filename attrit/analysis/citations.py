"""Who is to be cited for a run: claims with their page, fits with their data, literature, and what is judged."""

from __future__ import annotations

from typing import NamedTuple

from attrit.engine.results import Results
from attrit.evidence.statement import Claim
from attrit.scenario.schema import Scenario
from attrit.shown import brief


class Citation(NamedTuple):
    """One source of a run.

    Parameters
    ----------
    kind
        () [-] ``claim``, ``fit``, ``literature`` or ``judgement``.
    text
        () [-] The source as one would print it.
    link
        () [-] The page; empty if there is none.
    claim
        () [-] id of the claim; empty for what is none.
    inputs
        (input) [-] Paths of the inputs that rest on it.
    """

    kind: str
    text: str
    link: str
    claim: str
    inputs: tuple[str, ...]

    def __repr__(self) -> str:
        return brief(self)


_ORDER = ("claim", "fit", "literature", "judgement")


def _printed(claim: Claim) -> str:
    """A claim as one would print it in a list of sources."""
    unit = claim.unit if claim.unit != "1" else ""
    passed = f", in {claim.publisher}" if claim.publisher else ""
    return f"{claim.claimant}, {claim.made_on}{passed}: {claim.worded(unit) or claim.note} [{claim.id}]"


def citations(results: Results | Scenario) -> list[Citation]:
    """Every source that a run rests on, claims first, each with the inputs that rest on it.

    Parameters
    ----------
    results
        () [-] A run, or a scenario before it is run.
    """
    scenario = results.scenario if isinstance(results, Results) else results
    claims = {claim.id: claim for claim in scenario.ledger or ()}
    found: dict[tuple[str, str, str, str], dict[str, None]] = {}
    for path, given in scenario.inputs.items():
        if given.prior is None or (given.prior.shape == "certain" and given.prior.provenance.kind == "judgement"):
            continue
        said, pool = given.prior.provenance, given.pool
        sources = [("claim", _printed(claims[name]), claims[name].link, name) for name in said.claims if name in claims]
        if pool is None and (said.kind != "claim" or not sources):
            sources.append((said.kind, said.source, "", ""))
        if pool is not None:
            before = pool.before
            if before is not None and pool.method in ("", "bias"):
                sources.append((before.provenance.kind, before.provenance.source, "", ""))
            sources += [(bias.kind, bias.source, "", "") for bias in pool.biases]
        for source in sources:
            found.setdefault(source, {})[path] = None
    rows = [Citation(*source, tuple(paths)) for source, paths in found.items()]
    return sorted(rows, key=lambda row: (_ORDER.index(row.kind), row.text))
