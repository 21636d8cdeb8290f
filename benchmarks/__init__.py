"""What attrit's speed and memory are held against, and the measuring itself: python3 dev.py bench."""
