"""How the sample shop's books become the five export files its systems would write."""

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from percorso.sample_shop.clock import RomeClock
from percorso.sample_shop.rows import FileKey, Row

Cells = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One export file.

    Attributes:
        path: where it was written.
        source: the key of the system it comes from: shop, site, courier, desk or voice.
        columns_option: the text for `--columns` where usual names do not say enough, else None.
    """

    path: Path
    source: str
    columns_option: str | None


@dataclass(frozen=True, slots=True)
class _Form:
    """What one system's export looks like, and how a row of the books becomes its cells."""

    name: str
    header: tuple[str, ...]
    cells: Callable[[Row, RomeClock], Cells]
    delimiter: str = ";"
    encoding: str = "utf-8"
    columns_option: str | None = None


def write_files(folder: Path, rows: Iterable[Row], clock: RomeClock) -> tuple[SampleFile, ...]:
    """Write each system's rows in the order of time; equal times keep the order of the books.

    Args:
        folder: an existing folder; files of the same name are replaced.
        rows: all rows of the shop, in any order.
        clock: the clock local times are written by.

    Returns:
        The five files, in the order a newcomer would load them.
    """
    by_file: dict[FileKey, list[Row]] = {key: [] for key in _FORMS}
    for row in rows:
        by_file[row.file].append(row)
    return tuple(_write(folder, key, by_file[key], clock) for key in _FORMS)


def _write(folder: Path, key: FileKey, rows: list[Row], clock: RomeClock) -> SampleFile:
    form = _FORMS[key]
    path = folder / form.name
    rows.sort(key=lambda row: row.instant)
    with path.open("wb") as binary:
        if path.suffix == ".gz":
            # No name and no time in the head: the same rows give the same bytes.
            with gzip.GzipFile("", "wb", compresslevel=5, fileobj=binary, mtime=0) as packed:
                _write_table(packed, form, rows, clock)
        else:
            _write_table(binary, form, rows, clock)
    return SampleFile(path, key, form.columns_option)


def _write_table(
    binary: IO[bytes] | gzip.GzipFile, form: _Form, rows: list[Row], clock: RomeClock
) -> None:
    text = io.TextIOWrapper(binary, encoding=form.encoding, newline="")
    writer = csv.writer(text, delimiter=form.delimiter, lineterminator="\r\n")
    writer.writerow(form.header)
    writer.writerows(_lines(form, rows, clock))
    text.flush()
    text.detach()


def _lines(form: _Form, rows: list[Row], clock: RomeClock) -> Iterator[Cells]:
    return (form.cells(row, clock) for row in rows)


def _order_cells(row: Row, clock: RomeClock) -> Cells:
    return (
        row.order_id, clock.text(row.instant), row.touchpoint, row.channel, row.user_id,
        row.email, row.phone, row.card, _euros(row.amount_cents),
        "EUR" if row.amount_cents is not None else "",
        row.detail, row.tracking, row.city, row.ces, row.stars,
    )  # fmt: skip


def _site_cells(row: Row, clock: RomeClock) -> Cells:
    return (
        datetime.fromtimestamp(row.instant, UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        row.touchpoint, row.anonymous_id, row.user_id, row.email, row.channel,
        row.page, row.shipping_shown, row.city,
    )  # fmt: skip


def _courier_cells(row: Row, clock: RomeClock) -> Cells:
    return (
        row.tracking, row.order_id, row.touchpoint, clock.text(row.instant), row.city,
        row.stars, row.text,
    )  # fmt: skip


def _desk_cells(row: Row, clock: RomeClock) -> Cells:
    return (
        row.case_id, clock.text(row.instant), row.touchpoint, row.channel, row.email,
        row.phone, row.card, row.anonymous_id, row.order_id, row.tracking,
        row.csat, row.ces, row.text, row.language, row.city,
    )  # fmt: skip


def _voice_cells(row: Row, clock: RomeClock) -> Cells:
    return (
        clock.text(row.instant), row.touchpoint, row.channel, row.email, row.order_id,
        row.stars, row.nps, row.text, row.language,
    )  # fmt: skip


def _euros(cents: int | None) -> str:
    """Euros with a decimal comma: `118,90`."""
    if cents is None:
        return ""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02d}"


_FORMS: dict[FileKey, _Form] = {
    "shop": _Form(
        "ordini.csv",
        (
            "numero ordine", "data ora", "evento", "canale", "codice cliente",
            "email", "telefono", "tessera", "importo", "valuta",
            "consegna", "tracking", "city", "ces", "stelle",
        ),
        _order_cells,
        encoding="utf-8-sig",
    ),
    "site": _Form(
        "eventi_web.csv.gz",
        (
            "timestamp", "event", "anonymous_id", "user_id", "email", "channel",
            "page", "shipping_shown", "city",
        ),
        _site_cells,
        delimiter=",",
    ),
    "courier": _Form(
        "corriere.csv",
        ("tracking", "numero ordine", "stato", "data ora", "city", "stelle", "testo"),
        _courier_cells,
        # A courier knows no other channel than its own and never writes it down.
        columns_option='channel=="delivery"',
    ),
    "desk": _Form(
        "assistenza.csv",
        (
            "ticket", "data ora", "tipo contatto", "canale", "email", "telefono", "tessera",
            "anonymous_id", "numero ordine", "tracking", "csat", "ces", "testo", "lingua", "city",
        ),
        _desk_cells,
    ),
    "voice": _Form(
        "recensioni.csv",
        (
            "data ora", "punto di contatto", "canale", "email", "numero ordine", "stelle", "nps",
            "testo", "lingua",
        ),
        _voice_cells,
    ),
}  # fmt: skip
