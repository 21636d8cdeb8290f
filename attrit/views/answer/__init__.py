"""The answer of a run: sentences, the table, charts by day and by arm."""
