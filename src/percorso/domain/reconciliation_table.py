"""Both sides of sources as a CSV: one line a source, day and measure."""

import csv
from io import StringIO

from percorso.domain.money import decimals_of
from percorso.domain.reconciliation import Measure, Reconciliation

COLUMNS = ("source", "day", "measure", "told", "held", "difference", "causes")


def reconciliation_csv(found: Reconciliation) -> str:
    """The table: money in major units, causes by their keys, `!` where one explains all."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for source in found.sources:
        for one in source.days:
            values = [plain_value(value, one.measure, found.currency)
                      for value in (one.told, one.held, one.difference)]  # fmt: skip
            causes = " ".join(cause.key + "!" * cause.explains for cause in one.causes)
            writer.writerow([source.name, one.day, one.measure, *values, causes])
    return out.getvalue()


def plain_value(value: int | None, measure: Measure, currency: str) -> str:
    """A number as programs read it: counts as they are, money in major units."""
    if value is None:
        return ""
    if measure != "revenue":
        return str(value)
    decimals = decimals_of(currency)
    return f"{value / 10**decimals:.{decimals}f}"
