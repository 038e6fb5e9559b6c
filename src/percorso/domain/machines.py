"""How does a machine behave, that no person does? The rules, with their limits."""

# Why the contacts of an identifier are left out.
TOO_FAST = "too_fast"
ONE_BEAT = "one_beat"

# Too fast: so many different instants a second, in so many seconds in a row, of one identifier with
# the same others beside it. What an import stamps with one time is one instant; whoever shares an
# account has a browser of their own beside it.
INSTANTS_A_SECOND = 100
SECONDS_IN_A_ROW = 5

# At one beat: one event of one identifier that keeps its pace for so many hours of a day. A gap
# keeps it within one in a hundred; short ones, which jitter more, within one in twenty, but never
# more than 50 ms. A player that tells every ten seconds that it plays is with a person for less.
BEAT_HOURS = 6
LEAST_GAPS = 60
SHARE_IN_PACE = 0.95
PACE = 0.01
PACE_OF_SHORT = 0.05
MOST_JITTER_US = 50_000

# A machine begins and ends in the middle of a day, so the days beside go with it.
DAYS_BESIDE = 1


def why(rule: str, beat_seconds: float | None, name: str | None) -> str:
    """What an identifier did, in words.

    Args:
        rule: `TOO_FAST` or `ONE_BEAT`.
        beat_seconds: From one event to the next; None where it is too fast.
        name: The event; None where it is all of them.

    >>> why(TOO_FAST, None, None)
    '100 events a second and more, for 5 seconds and longer'
    >>> why(ONE_BEAT, 1.0, "Ping")
    '"Ping" every 1 s, for 6 hours of a day and longer'
    """
    if rule == TOO_FAST:
        return (
            f"{INSTANTS_A_SECOND} events a second and more, "
            f"for {SECONDS_IN_A_ROW} seconds and longer"
        )
    return f'"{name}" every {beat_seconds:.4g} s, for {BEAT_HOURS} hours of a day and longer'
