"""How success differs between those who met something and those who did not."""

from percorso.stats.arrays import OutOfRange


def odds_ratio(hits_with: int, trials_with: int, hits_without: int, trials_without: int) -> float:
    """Odds of success with, divided by the odds without, 1 added to each of the four cells.

    The added cases keep the ratio finite where a cell is empty, and near 1 where all are few.

    Args:
        hits_with: Successes of those who met it, a count in 0..trials_with.
        trials_with: Those who met it, a count of 0 or more.
        hits_without: Successes of the others, a count in 0..trials_without.
        trials_without: The others, a count of 0 or more.

    Returns:
        A number above 0; 1 says no difference.

    Raises:
        OutOfRange: a count lies outside its range.

    Source: Haldane (1956), Annals of Human Genetics 20, 309-311, and Anscombe (1956), Biometrika
    43, 461-464, who add one half; here 1, as section 2 of the methods wants it.

    >>> odds_ratio(8, 10, 5, 10)
    3.0
    """
    for hits, trials in ((hits_with, trials_with), (hits_without, trials_without)):
        if not 0 <= hits <= trials:
            raise OutOfRange("hits", f"a count in 0..{trials}", hits)
    with_ = (hits_with + 1) / (trials_with - hits_with + 1)
    without = (hits_without + 1) / (trials_without - hits_without + 1)
    return with_ / without
