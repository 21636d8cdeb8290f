"""Pure maths: one file per law of attrition and per mechanism of a campaign.

Plain numbers in, plain numbers out: no files, no clock, no random numbers, no labels. Each law and mechanism is a
scalar function that reads like its paper, in person, day, km, km2 and round; ``campaign`` composes them into one day.
"""
