"""The version of attrit."""

__version__ = "0.1.0"
