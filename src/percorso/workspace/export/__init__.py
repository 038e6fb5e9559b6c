"""What other programs take over: journeys as XES, OCEL or tables, pseudonymised or in clear."""

from collections.abc import Iterator
from typing import Literal

from percorso.workspace.export.interactions import interactions_csv
from percorso.workspace.export.log import open_log
from percorso.workspace.export.ocel import ocel_log
from percorso.workspace.export.xes import xes_log
from percorso.workspace.maps.asking import MapRequest
from percorso.workspace.stores import Stores

LogForm = Literal["xes", "ocel", "csv", "excel"]


def log_pieces(
    stores: Stores, request: MapRequest, form: LogForm, clear: str | None
) -> Iterator[str]:
    """The text of a log, piece by piece.

    Args:
        stores: The workspace; it is held until the last piece.
        request: Which journeys.
        form: `xes`, `ocel`, `csv`, or `excel`: CSV that begins with a byte order mark.
        clear: Why customers are told in clear; None tells pseudonyms.
    """
    with open_log(stores, request, form=form, clear=clear) as log:
        if form == "xes":
            yield from xes_log(log, stores.company().name)
        elif form == "ocel":
            yield from ocel_log(log)
        else:
            yield from interactions_csv(log, excel=form == "excel")
