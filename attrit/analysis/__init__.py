"""What results mean: effects, what drives them, and what would be worth knowing.

Results in, a small dataset out. The same draw label in every arm is the same world, so a comparison is a subtraction.
No analysis imports another.
"""
