"""The description of one war: sides, groups, sectors, laws, rules, uncertain inputs and arms.

``schema`` says what a scenario is, frozen and validated; ``files`` turns YAML into it and back, converts every unit
once, and reports all problems of a file at once by line and column.
"""
