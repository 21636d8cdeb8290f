"""The scenarios that ship with attrit, each with the ledger of claims it rests on. Data only."""
