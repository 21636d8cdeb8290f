"""What people look at: figures, the report, the texts of the command line.

Views do no arithmetic beyond the limits of an axis; every number they show comes from a results dataset or from an
analysis, through the same calls a user can type.
"""
