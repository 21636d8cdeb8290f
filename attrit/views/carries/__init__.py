"""What carries an effect."""
