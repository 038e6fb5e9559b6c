"""Why conversion differs: more journeys from good beginnings, or better ones from the same."""

from collections.abc import Mapping

from percorso.domain.map_comparison import ConversionPart

Beginnings = Mapping[int, tuple[int, int]]  # code -> decided journeys, successes among them


def conversion_parts(
    this: Beginnings, other: Beginnings, keys: Mapping[int, str]
) -> list[ConversionPart]:
    """The difference of conversion, split exactly by the touchpoint journeys begin at.

    For a beginning with shares w1, w0 of the decided journeys and conversions r1, r0:
    mix = (w1 - w0)(r0 + r1)/2 and rate = (r1 - r0)(w0 + w1)/2. Their sum over all beginnings is
    the difference of conversion. A beginning that one sample lacks takes the other's conversion,
    so that all of it is mix.

    Args:
        this: Decided journeys and successes by code.
        other: The same of the other sample.
        keys: The touchpoint's key by code.

    Returns:
        One part a beginning, the largest first; none where one sample decided nothing.

    Source: section 10 of the methods; Kitagawa (1955), JASA 50, 1168-1194.

    >>> made = conversion_parts({1: (50, 25), 2: (50, 0)}, {1: (100, 50)}, {1: "ads", 2: "fair"})
    >>> [(part["touchpoint"], part["mix"], part["rate"]) for part in made]
    [('ads', -0.25, 0.0), ('fair', 0.0, 0.0)]
    """
    whole, whole_other = (sum(decided for decided, _ in side.values()) for side in (this, other))
    if not whole or not whole_other:
        return []
    made: list[ConversionPart] = []
    for code in sorted({*this, *other}):
        (n, success), (n_other, success_other) = this.get(code, (0, 0)), other.get(code, (0, 0))
        share, share_other = n / whole, n_other / whole_other
        rate = success / n if n else None
        rate_other = success_other / n_other if n_other else None
        now = rate if rate is not None else rate_other or 0.0
        before = rate_other if rate_other is not None else now
        made.append({
            "touchpoint": keys[code],
            "share": share,
            "share_other": share_other,
            "conversion": rate,
            "conversion_other": rate_other,
            "mix": (share - share_other) * (now + before) / 2,
            "rate": (now - before) * (share + share_other) / 2,
            "n": n,
            "n_other": n_other,
        })  # fmt: skip
    return sorted(made, key=lambda part: (-abs(part["mix"] + part["rate"]), part["touchpoint"]))
