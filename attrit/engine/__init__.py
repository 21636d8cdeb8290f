"""From a scenario to results: draws of the disputed inputs, the compiled kernel, what a run keeps.

Random numbers are made in two places: in ``draws`` those of the inputs, in ``kernel`` those of the days. Both count and
do not remember, so answers do not depend on the number of workers, on chunks or on what else is played. ``results`` is
the contract that everything above relies on.
"""
