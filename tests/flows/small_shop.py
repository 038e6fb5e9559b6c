"""A workspace small enough to count on fingers, with something on every page."""

from pathlib import Path

from percorso.settings import Settings
from percorso.workspace import FileOf, Workspace

_CONTACTS = """at;email;touchpoint;channel;amount;rating;text;city
2026-03-02 10:00;ada@example.com;Product Viewed;web;;;;Torino
2026-03-02 10:05;ada@example.com;Order Completed;web;42,50;;;Torino
2026-03-05 09:00;ada@example.com;Home delivery;delivery;;;;Torino
2026-03-09 18:00;ada@example.com;Review Submitted;review_site;;5;Lampada bella;Torino
2026-03-03 11:00;ugo@example.com;Product Viewed;web;;;;Roma
2026-03-03 11:20;ugo@example.com;Order Completed;web;18,00;;;Roma
2026-03-10 12:00;ugo@example.com;Home delivery;delivery;;;;Roma
2026-03-11 08:30;ugo@example.com;Call Received;phone;;;;Roma
2026-03-12 08:30;ugo@example.com;Review Submitted;review_site;;1;Arrivata tardi;Roma
2026-03-04 15:00;eva@example.com;Product Viewed;web;;;;Torino
2026-03-04 15:30;eva@example.com;Zorp;;;;;Torino
2026-03-06 15:30;eva@example.com;Call Received;phone;;;;Torino
soon;eva@example.com;Call Received;phone;;;;Torino
"""


def small_shop(folder: Path) -> Workspace:
    """Three customers, six touchpoints, a name without a place, and a row that is rejected."""
    home = folder / "workspace"
    workspace = Workspace(home, Settings(workspace=home), create=True)
    file = folder / "contacts.csv"
    file.write_text(_CONTACTS, encoding="utf-8")
    workspace.load_together({file: FileOf("shop")})
    return workspace
