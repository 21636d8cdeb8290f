"""The only place in which a tolerance is written."""

from __future__ import annotations

EXACT = 0.0
ROUNDING = 1e-12  # relative: algebra rearranged in float64
BACKEND = 1e-9  # relative: two engines in float64 on the same inputs
SINGLE = 2e-3  # relative to the scale of the quantity: the float32 kernel against float64 over a campaign
SINGLE_STEP = 1e-5  # relative: one evaluation in float32 against float64
CONSERVATION = 2e-5  # relative: people counted in float32 over a campaign

LATTICE = 2e-3  # on a probability: what a lattice of 3 or 4 points to the sd of a narrow bias can miss
NEXT_TO_NOTHING = 2e-3  # on ln: the step of the lattice where a range spans seven decades
IN_A_VALLEY = 1e-7  # relative: rounding, where a median lies between two humps far apart
MIXED = 1.01  # R-hat above which chains have not met
FLAWS = 4.0  # Monte-Carlo standard errors, over some 100 comparisons
CERTAIN = 1e-3  # share of false alarms of each test of uniformity
AT_ITS_WORD = 1e-2  # relative: the number said against the median of what its wording leaves open
HALVED = 0.03  # relative: a pool under a bias of 2 that is itself a little uncertain, against half
UNITS = 0.02  # relative: by which Poisson noise keeps a doubled ledger from being the same one in other units
LEVEL = 0.1  # on ln: the level of a source on a series of a small simulated ledger
MIXED_SOON = 1.02  # R-hat of a short fit
DRAWS_ENOUGH = 400  # least effective draws of a reported quantity
DIVERGED = 1 / 30  # greatest share of divergent draws
REPRODUCED = 0.05  # relative: a published posterior mean, both from Markov chains
REPRODUCED_END = 0.10  # relative: an end of its interval
CAUGHT = 1e-4  # p at which a planted fault counts as caught

NEAR_THE_END = 1e-7  # relative: strengths of a loser of whom a millionth is left
FIRST_ORDER = 1e-5  # relative: the first term of a series over a very short time
NEXT_TO = 1e-8  # relative: ten steps of 1e-9 between two cases side by side
NO_DRIFT = 3e-3  # on a probability: a walk without drift, stopped after a thousand million days
ENGEL = 0.01  # of the men landed and of the garrison: daily steps against Engel's equations
ROUGHLY = 0.03  # relative: a spread said with one digit, and a power law that holds in the limit
FALLS = 0.1  # relative: the ratio of two greatest errors of an approximation
# by which the normal approximation of the stochastic law may miss a probability, by units of x and b / a
NORMAL_ERROR = {(10, 1): 0.010, (10, 0.5): 0.020, (10, 2): 0.020, (100, 1): 0.001, (100, 0.5): 0.005, (100, 2): 0.005}
HALVES = (1.9, 2.1)  # ratio of errors: half the step leaves half the error
PLANTED = 0.05  # relative: a rate that is estimated from 400 days with a tenth of noise
ALMOST_NONE = 1e-6  # on a weight: an iteration that has come to rest

THREE_ERRORS = 3.0  # Monte-Carlo standard errors
AMONG_HUNDREDS = 4.5  # the same, the greatest of some 300 comparisons: a false alarm in 500 tests
MEAN_ERRORS = 4.0  # standard errors of a mean over repetitions of a small experiment
WITHIN_TWO = (0.87, 1.0)  # share of repetitions within two errors of the truth; more where nearly nothing is explained
WITHIN_TWO_OFTEN = 0.9  # the same, at least
CENTRED = 0.4  # mean over repetitions of (estimate - truth) / error
BESIDE = 0.15  # relative: a printed error against the spread over seeds of the number beside it
WHOLE_DAYS = (
    0.30  # the same of a median of whole days, which is one day or the next: no estimate of sqrt(p q) does better
)
IN_WHOLE_DAYS = (0.7, 1.7)  # stated error over spread of quantiles of whole days in a campaign; larger does less harm
STATED_ERRORS = (0.8, 1.6)  # stated errors over the spread of the estimates in repetitions
HONEST = (0.7, 1.4)  # the same over 50 designed experiments, whose scatter is itself known to a tenth
RANKS = 5e-4  # on a share: what a linear outcome of a normal input loses because ranks are fitted, at 10,240 draws
MISSED = 2e-3  # on a share: what splines miss of a smooth function
STRATIFIED = 1e-4  # relative: a mean over 100,000 strata
ONE_PER_CENT = 0.01  # relative
HALF_PER_CENT = 0.005  # relative: pooled quantiles against quadrature of the same likelihood
BLURRED = 0.03  # on a probability: an edge that a claimant sees to 5 %
NOT_MOVED = 0.02  # relative: a quantile by a claim that says nothing
QUANTILE = 0.02  # relative: a 95 % quantile of 20,000 replicates
JACKKNIFE = 0.1  # relative: a standard error from 512 batches
NINE_IN_TEN = 0.05  # on a share of .9 in 400 repetitions: over three standard errors
BETWEEN_POINTS = 5e-3  # relative: a straight line for a logistic curve over steps of h = .2, h^2 / 8
RESAMPLED = 0.1  # relative: a standard error by 1,000 resamples against its closed form
AT_THE_MEDIAN = 0.01  # on a probability: a lever at its median against one that is as uncertain as believed
PLANTED_LIMIT = 0.03  # of the range of an input: a planted limit, found with slices of a twentieth
PLANTED_AMONG_MANY = 0.04  # the same, where single worlds are blurred
MOSTLY = 0.95  # coverage and density of a planted box, at least
FALSE_BOXES = 0.15  # share of 8 or 20 samples of pure chance in which a box is found, at most; 5 of 200 were measured
LEANT = 0.1  # in errors: a prior learnt from 4,000 estimates against the true one
TOGETHER = 0.1  # relative: errors of two numbers beside two that are nothing, which tell little of a prior
WITHIN_FIFTEEN = 0.15  # relative: a printed error against the spread that it speaks of
SKEWED = 0.35  # relative: the error of a crossing against the width of its 90 % interval
HALF_SETTLED = 1e-6  # relative: coefficients from sizes of errors that stand still to 1e-9
WITHIN_A_FIFTH = (0.8, 1.25)  # stated errors over the spread in 200 repetitions, which is known to a twentieth
HONEST_WEIGHTS = (
    0.8,
    1.35,
)  # the same of weights between 0 and 1 in 100 repetitions; a law that always wins has no spread
MANY_DAYS = 1e-3  # relative: the ends of a series of 4,000 days
FRONT_COVERAGE = 0.12  # on a share of some 40 forecasts of six fronts, which overlap; .11 was measured
NORMAL_SUM = 0.015  # on a weight: the sum over 100 blocks for a normal number, and 4,000 samples

CALIBRATION_ALARM = 1e-3  # p of ranks that should be uniform, below which a sampler is wrong; seeds are fixed
PUBLISHED_GAMMA = 0.02  # on a posterior mean of the Ardennes: two samplers of others differ by .007
PUBLISHED_PHI = 0.05  # the same of exponents whose posterior sd is .48
LEFT_OUT_ONCE = 0.02  # on a mean score of 466 battles: what 400 draws of a posterior leave, and two decimals in print


def printed(digits: int) -> float:
    """Half a unit of the last of `digits` printed decimals."""
    return 0.5 * 10.0**-digits


def sampled(standard_error: float, k: float = 5.0) -> float:
    """Width of k Monte-Carlo standard errors; k = 5 gives false alarms about once in two million tests."""
    return k * standard_error


FLIPPED = 0.01  # share of worlds in which rounding may flip a coin that lands on its edge
