"""What-if analysis for wars of attrition.

Put the disputed numbers in, with who said them; see what a commitment of troops, shells or ground would change, how
sure that is, and which disputed number decides it.

    import attrit
    kursk = attrit.load("kursk-2024")
    results = attrit.simulate(kursk, draws=10_240, seed=1)
    attrit.report(results, "kursk.html")

Every public name is loaded on first use, so importing the package costs milliseconds and has no side effects.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from attrit.version import __version__ as __version__

if TYPE_CHECKING:
    from attrit import laws as laws
    from attrit.analysis.battle import battle as battle
    from attrit.analysis.carries import carries as carries
    from attrit.analysis.citations import citations as citations
    from attrit.analysis.compare import compare as compare
    from attrit.analysis.compare import compare_arms as compare_arms
    from attrit.analysis.discovery import worlds as worlds
    from attrit.analysis.fit_claims import fit_claims as fit_claims
    from attrit.analysis.fit_laws import fit_laws as fit_laws
    from attrit.analysis.information import worth_knowing as worth_knowing
    from attrit.analysis.law_spread import law_spread as law_spread
    from attrit.analysis.provenance import provenance as provenance
    from attrit.analysis.requirement import contour as contour
    from attrit.analysis.requirement import needed as needed
    from attrit.analysis.sensitivity import drivers as drivers
    from attrit.engine.draws import sample as sample
    from attrit.engine.duels import duels as duels
    from attrit.engine.keep import Keep as Keep
    from attrit.engine.simulate import simulate as simulate
    from attrit.errors import AttritError as AttritError
    from attrit.errors import FitError as FitError
    from attrit.errors import LedgerError as LedgerError
    from attrit.errors import ResultsError as ResultsError
    from attrit.errors import ScenarioError as ScenarioError
    from attrit.errors import StoreError as StoreError
    from attrit.everything import findings as findings
    from attrit.evidence import classical_model as classical_model
    from attrit.evidence import imports as imports
    from attrit.evidence.claims import Claim as Claim
    from attrit.evidence.claims import Ledger as Ledger
    from attrit.evidence.formats import read_any as read_any
    from attrit.evidence.pools import pool as pool
    from attrit.experiments.cases import Cases as Cases
    from attrit.experiments.conditioning import condition as condition
    from attrit.experiments.sights import read_observations as read_observations
    from attrit.scenario.files import load as load
    from attrit.scenario.files import problems as problems
    from attrit.scenario.schema import Scenario as Scenario
    from attrit.views import figures as figures
    from attrit.views.report.page import report as report

# Where each public name lives; the block above says the same to type checkers, and a test holds the two together.
_HOMES = {
    "AttritError": "attrit.errors",
    "Cases": "attrit.experiments.cases",
    "Claim": "attrit.evidence.claims",
    "FitError": "attrit.errors",
    "Keep": "attrit.engine.keep",
    "Ledger": "attrit.evidence.claims",
    "LedgerError": "attrit.errors",
    "ResultsError": "attrit.errors",
    "Scenario": "attrit.scenario.schema",
    "ScenarioError": "attrit.errors",
    "StoreError": "attrit.errors",
    "battle": "attrit.analysis.battle",
    "carries": "attrit.analysis.carries",
    "citations": "attrit.analysis.citations",
    "classical_model": "attrit.evidence.classical_model",
    "compare": "attrit.analysis.compare",
    "compare_arms": "attrit.analysis.compare",
    "condition": "attrit.experiments.conditioning",
    "contour": "attrit.analysis.requirement",
    "worlds": "attrit.analysis.discovery",
    "duels": "attrit.engine.duels",
    "figures": "attrit.views.figures",
    "findings": "attrit.everything",
    "fit_claims": "attrit.analysis.fit_claims",
    "fit_laws": "attrit.analysis.fit_laws",
    "imports": "attrit.evidence.imports",
    "worth_knowing": "attrit.analysis.information",
    "law_spread": "attrit.analysis.law_spread",
    "laws": "attrit.laws",
    "load": "attrit.scenario.files",
    "pool": "attrit.evidence.pools",
    "problems": "attrit.scenario.files",
    "provenance": "attrit.analysis.provenance",
    "read_any": "attrit.evidence.formats",
    "read_observations": "attrit.experiments.sights",
    "report": "attrit.views.report.page",
    "needed": "attrit.analysis.requirement",
    "sample": "attrit.engine.draws",
    "drivers": "attrit.analysis.sensitivity",
    "simulate": "attrit.engine.simulate",
}

_MODULES = ("classical_model", "figures", "imports", "laws")  # of many functions each

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    """Load a public name on first use (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        from attrit.errors import did_you_mean

        near = did_you_mean(name, _HOMES)
        raise AttributeError(f"module 'attrit' has no attribute {name!r}{f'; {near}' if near else ''}")
    module = importlib.import_module(home)
    value: object = module if name in _MODULES else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not, and nothing else but what Python itself reads."""
    return sorted({*_HOMES, *(name for name in globals() if name.startswith("__"))})
