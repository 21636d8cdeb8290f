"""What a front is expected to do."""
