"""Running procedures as their operator sees them: where each stands, what it waits for, and corrections by hand.

An operator has no right to content: nothing here reads variables, answers or the data of the log.
"""
