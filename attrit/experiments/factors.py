"""What may turn out otherwise in a world, as independent factors: each uncertain input, and the noise of the days.

A designed experiment (Sobol, Morris, a split by source) says for each world a number between 0 and 1 for each factor.
`Factors.worlds` turns them into worlds to play. Inputs that are correlated hang on several factors: of a block, the
first factor is the whole of one input, the second what is left of the next input once the first is known, and so on.
Inputs that rest on claims come first, then fits, literature and judgement, so that what a judgement shares with a claim
counts as the claim's: it would be settled with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import Columns
from attrit.engine.recipes import UNIFORM, Drawn, correlation_blocks, stream_of
from attrit.engine.worlds import Worlds
from attrit.evidence.priors import KINDS

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

Floats = NDArray[np.float64]

NOISE = "noise"
LAW = "hypotheses.law"


def uncertain(scenario: Scenario) -> list[str]:
    """Paths of the inputs that differ from world to world by themselves: no formulas, nothing certain or switched off.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    found = []
    for path, given in scenario.inputs.items():
        prior = given.prior
        if prior is None or prior.shape == "certain" or scenario.off(given.quantity) is not None:
            continue
        if prior.is_so == 0:
            continue
        if prior.shape != "choice" or max(prior.weights) < 1:
            found.append(path)
    return found


def kind_of(scenario: Scenario, path: str) -> str:
    """What an input rests on: ``claim``, ``fit``, ``literature``, ``judgement``; of the law of attrition ``law``.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    path
        () [-] An input that is no formula.
    """
    prior = scenario.inputs[path].prior
    assert prior is not None
    return "law" if path == LAW else prior.provenance.kind


@dataclass(frozen=True)
class Factors:
    """The independent factors of a scenario.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    inputs
        (factor) [-] Path of the input that each factor stands for, blocks of correlated inputs in a row; the noise,
        which is the last factor, is none of them.
    blocks
        (block) [-] Places of the factors of each block of correlated inputs.
    """

    scenario: Scenario
    inputs: tuple[str, ...]
    blocks: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, scenario: Scenario) -> Factors:
        """The factors of a scenario.

        Parameters
        ----------
        scenario
            () [-] The scenario.
        """
        free = uncertain(scenario)
        kinds = {path: kind_of(scenario, path) for path in free}
        rank = {path: KINDS.index(kind) if kind in KINDS else len(KINDS) for path, kind in kinds.items()}
        found: list[str] = []
        blocks = []
        for block in correlation_blocks(scenario.correlations):
            members = sorted((path for path in block if path in kinds), key=rank.__getitem__)
            blocks.append(tuple(range(len(found), len(found) + len(members))))
            found += members
        alone = [path for path in free if path not in found]
        return cls(scenario, (*found, *alone), tuple(block for block in blocks if len(block) > 1))

    @property
    def names(self) -> tuple[str, ...]:
        """Every factor by name: the inputs, then the noise."""
        return (*self.inputs, NOISE)

    def groups(self) -> list[tuple[int, ...]]:
        """Places of factors that cannot be told apart as inputs: blocks, single inputs, the noise; in order."""
        begun = {block[0]: block for block in self.blocks}
        within = {place for block in self.blocks for place in block[1:]}
        return [begun.get(place, (place,)) for place in range(len(self.names)) if place not in within]

    def worlds(self, u: Floats, seed: int) -> Worlds:
        """Worlds of a designed experiment.

        Parameters
        ----------
        u
            (world, factor) [1] Numbers between 0 and 1, in the order of `names`. Worlds with the same number for the
            noise have the same noise.
        seed
            () [-] Seed of the noise.
        """
        from scipy.special import ndtr, ndtri

        # never quite 0 or 1, as where the uniform numbers of a run are made
        u = np.clip(u, 2.0**-54, 1 - 2.0**-53)
        columns = dict(zip(self.inputs, u.T, strict=False))
        for block in correlation_blocks(self.scenario.correlations):
            members = [path for path in self.inputs if path in block]
            # what is settled leaves the others as they are, but not to the noise
            columns |= {path: np.full(len(u), 0.5) for path in block if path not in members}
            if members:
                names, rows = list(block), np.array([block[path] for path in members])
                innovations = ndtri(np.array([columns[path] for path in members]))
                values = np.linalg.cholesky(rows @ rows.T) @ innovations
                # the normal numbers of the engine's streams that give the members these values
                streams = np.linalg.solve(rows[:, [names.index(path) for path in members]], values)
                columns |= {path: ndtr(column) for path, column in zip(members, streams, strict=True)}
        given = {stream_of(self.scenario.inputs[path].stream): column for path, column in columns.items()}
        return Worlds((u[:, -1] * 2.0**52).astype(np.int64), seed, given)

    def settled(self, worlds: Worlds) -> Worlds:
        """The same worlds with their uncertain inputs given, so that other labels change nothing but the noise.

        Parameters
        ----------
        worlds
            (draw) [-] The worlds.
        """
        correlated = (path for block in correlation_blocks(self.scenario.correlations) for path in block)
        paths = dict.fromkeys([*self.inputs, *correlated])
        streams = [stream_of(self.scenario.inputs[path].stream) for path in paths]
        columns = Columns(worlds)
        given = {stream: columns.values(Drawn(UNIFORM, ((stream, 1.0),), 0.0, 0.5, 1.0)) for stream in streams}
        return worlds._replace(given={**worlds.given, **given})
