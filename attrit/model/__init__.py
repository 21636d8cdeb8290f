"""Pure maths: one file per law of attrition and per mechanism of a campaign.

Plain numbers in, plain numbers out: no files, no clock, no random numbers, no labels. The file of a mechanism has the
name of its page in the documentation. It holds the formula, a scalar function that reads like its paper in person, day,
km, km2 and round, and below it the loop that applies the formula to the records of a day. ``campaign`` is the table of
contents of the day; ``placing`` puts strengths into sectors, ``opening`` and ``first_day`` set what stands before it.
"""
