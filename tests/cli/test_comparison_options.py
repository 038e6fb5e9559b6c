"""`percorso map --compare-...`: from the options to what differs."""

import json

import pytest
from typer.testing import CliRunner

from percorso.cli.main import app
from tests.journeys.world import DAY, HOUR, MONDAY, World


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = World(tmp_path_factory.mktemp("cities"))
    for number in range(40):
        made.walked(f"m{number}", "cart", "order", start=MONDAY, every=HOUR, city="Milano")
        made.walked(f"r{number}", "cart", start=MONDAY + 30 * DAY, city="Roma")
    made.walked("late", "fair", start=MONDAY + 200 * DAY)
    made.load()
    return made.workspace.folder


def said(folder, *options):
    ran = CliRunner().invoke(app, ["map", "-w", str(folder), "--lang", "en", *options])
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran.output


def test_the_text_tells_what_differs(folder):
    text = said(folder, "--where", 'city = "Roma"', "--compare-where", 'city = "Milano"')
    assert 'What differs (compared with city = "Milano")' in text
    assert "All journeys: conversion −100.0 pt, 0.0% against 100.0%" in text


def test_periods_are_given_as_days(folder):
    days = ("--from", "2026-04-01", "--to", "2026-05-01")
    other = ("--compare-from", "2026-03-01", "--compare-to", "2026-04-01")
    comparison = json.loads(said(folder, *days, *other, "--json"))["comparison"]
    assert comparison["period"] == {"from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"}
    assert comparison["totals"]["journeys_other"] == 40


def test_csv_has_a_line_for_each_difference(folder):
    lines = said(folder, "--compare-from", "2026-03-01", "--format", "csv").splitlines()
    assert lines[0] == "subject,key,to,measure,value,low,high,n,other,n_other"
    assert any(line.startswith("touchpoint,cart,,moves_on_share,") for line in lines)
