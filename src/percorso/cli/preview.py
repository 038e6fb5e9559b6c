"""`percorso load --preview`: how a file would be read, as text."""

from collections.abc import Sequence

from percorso.collect.preview import Preview, SeenInteraction

_WIDEST = 28
_HEADS = ("line", "at (UTC)", "touchpoint", "who", "reference", "amount", "more")


def preview_text(preview: Preview) -> str:
    """What was found out, the first interactions as a table, and the first rows refused."""
    lines = [f"  {line}" for line in preview.said]
    lines += ["", *_table([_cells(one) for one in preview.interactions])]
    lines += [f"rejected: {one.place}: {one.reason}" for one in preview.refused]
    lines += ["", "Nothing was loaded. Without --preview the file is."]
    return "\n".join(lines)


def _cells(one: SeenInteraction) -> tuple[str, ...]:
    amount = one.values.get("amount")
    money = "" if amount is None else f"{amount:,.2f} {one.values.get('currency', '')}".strip()
    more = [str(one.values[key]) for key in ("channel", "rating", "text") if key in one.values]
    more += [f"{name}={value}" for name, value in one.properties.items() if name != "lines"]
    if "lines" in one.properties:
        more.insert(0, f"{len(one.properties['lines'])} lines")
    return (
        one.place if one.line is None else f"{one.line}",
        f"{one.occurred_at:%Y-%m-%d %H:%M}",
        one.touchpoint,
        next(iter(one.who.values()), "-"),
        next(iter(one.references.values()), ""),
        money,
        ", ".join(more),
    )


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return ["No row can be read."]
    shown = [_HEADS, *(tuple(_cut(cell) for cell in row) for row in rows)]
    widths = [max(len(row[place]) for row in shown) for place in range(len(_HEADS))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in shown
    ]


def _cut(cell: str) -> str:
    plain = " ".join(cell.split())
    return plain if len(plain) <= _WIDEST else plain[: _WIDEST - 1] + "…"
