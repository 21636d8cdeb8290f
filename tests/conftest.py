"""Settings that hold for every test."""

from hypothesis import settings

# The same examples on every machine and every run: a red test is a change, never luck. Time is no measure on shared
# processors, so there is no deadline.
settings.register_profile("attrit", deadline=None, derandomize=True)
settings.load_profile("attrit")
