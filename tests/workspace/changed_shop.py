"""A shop of five weeks, of which the last differs from the one before in ways that are known."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from percorso.settings import Settings
from percorso.workspace import FileOf, Workspace

# A Monday; the last week begins four weeks later.
BEGIN = datetime(2026, 2, 2, 9, tzinfo=UTC)
LAST_DAY = date(2026, 3, 8)
_HEADER = ("at", "customer", "touchpoint", "channel", "amount", "order_id", "rating")


def changed_shop(folder: Path) -> Workspace:
    """Twenty new customers a day, half of whom order and rate 5.

    In the last week they are thirty-five, a tenth orders, they rate 1 and call; a name nobody knows
    comes up; and the mail, which told of something each day before, falls silent on its first day.
    """
    rows: list[tuple[object, ...]] = []
    mails: list[tuple[object, ...]] = []
    for day in range(35):
        is_last = day >= 28
        at = BEGIN + timedelta(days=day)
        for number in range(35 if is_last else 20):
            who, when = f"d{day}n{number}", at + timedelta(minutes=number)
            rows.append((when, who, "Product Viewed", "web", "", "", ""))
            if number % 10 < (1 if is_last else 5):
                later = when + timedelta(minutes=30)
                rows.append((later, who, "Order Completed", "web", "40,00", who, ""))
                rated = later + timedelta(hours=1)
                rows.append((rated, who, "Review Submitted", "review_site", "", "",
                             1 if is_last else 5))  # fmt: skip
            if is_last and number % 2:
                rows.append((when + timedelta(hours=2), who, "Call Received", "phone", "", "", ""))
        if not is_last:
            mails += [(at, f"d{day}n{number}", "Newsletter clicked", "email", "", "", "")
                      for number in range(3)]  # fmt: skip
    rows.append((BEGIN + timedelta(days=30), "d30n1", "Zorp", "", "", "", ""))
    home = folder / "workspace"
    settings = Settings(workspace=home, time_zone="Europe/Rome")
    workspace = Workspace(home, settings, create=True)
    files = {_written(folder, "shop", rows): FileOf("shop"),
             _written(folder, "mail", mails): FileOf("mail")}  # fmt: skip
    workspace.load_together(files)
    return workspace


def _written(folder: Path, name: str, rows: list[tuple[object, ...]]) -> Path:
    file = folder / f"{name}.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(_HEADER)
        writer.writerows(rows)
    return file
