"""Claims: who said what, what it became, and what anything with a name is."""
