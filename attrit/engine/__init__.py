"""From a scenario to results: draws of the disputed inputs, the compiled kernel, the run store.

A block of 1,024 draws is the unit of randomness, of parallel work, of storage and of resuming, so answers do not
depend on the number of workers, on chunking or on interruptions. ``draws`` is the only place where random numbers are
made; ``results`` is the contract that everything above relies on.
"""
