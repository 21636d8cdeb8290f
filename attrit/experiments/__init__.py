"""What an analysis asks of a run: measures, targets, cases, designs, runs of variants."""
