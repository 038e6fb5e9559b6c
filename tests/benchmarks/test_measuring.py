"""The benchmarks as a whole on a few thousand rows: children run, answers are compared."""

import argparse
import csv
import fcntl
import json
import shutil
from dataclasses import replace

import duckdb
import pytest

import run
from harness import running
from harness.answers import Figures, write_answer
from harness.contest import JOURNEYS, OWN, Contestant
from harness.data_sets import DataSet, RowsUnreadable, rows_of
from harness.equality import compared
from harness.goals import goal_rows, goals_found, goals_summed, reasons
from harness.made_interactions import write_interactions
from harness.page import performance_page
from harness.results import block_of, with_block
from harness.running import Place, run_task

pytestmark = pytest.mark.xdist_group("benchmarks")

ROWS = 3_000
KEYS = {"scan-and-sort", "map-of", "polars", "duckdb"}


def chosen() -> list[Contestant]:
    return [contestant for contestant in JOURNEYS.contestants if contestant.key in KEYS]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return Place(tmp_path_factory.mktemp("work"), 1, 300.0, 60.0, None)


@pytest.fixture(scope="module")
def data(place):
    file = place.work / "3k.parquet"
    write_interactions(file, ROWS)
    return DataSet("3k", file, ROWS)


@pytest.fixture(scope="module")
def measured(place, data, tmp_path_factory):
    """What became of the contestants, and the answers they left."""
    records = run_task(JOURNEYS, data, chosen(), place)
    left = shutil.copytree(place.work / "answers", tmp_path_factory.mktemp("left") / "answers")
    return {record.contestant.key: record for record in records}, left


@pytest.fixture(scope="module")
def records(measured):
    return measured[0]


@pytest.fixture
def answers(measured, tmp_path):
    """The answers, so that a test may spoil one."""
    return shutil.copytree(measured[1], tmp_path / "answers")


def spoil(file, change):
    """Change the cells of the first row of a CSV file."""
    rows = list(csv.reader(file.open(newline="")))
    rows[0] = change(rows[0])
    with file.open("w", newline="") as written:
        csv.writer(written).writerows(rows)


def test_made_data_have_their_rows_in_no_order_and_are_the_same_again(data, tmp_path):
    write_interactions(tmp_path / "again.parquet", ROWS)
    assert (tmp_path / "again.parquet").read_bytes() == data.file.read_bytes()
    rows = duckdb.sql(f"select customer, \"at\" from '{data.file}'").fetchall()
    assert len(rows) == ROWS
    assert len(set(rows)) == ROWS  # no two instants of a customer are equal
    assert rows != sorted(rows)


def test_tools_are_measured_and_agree(records):
    for key in ("map-of", "polars", "duckdb"):
        (run,) = records[key].runs
        assert all(run[measure] > 0 for measure in run)
        assert [verdict.is_equal for verdict in records[key].verdicts] == [True]
    assert len({records[key].verdicts[0].checksum for key in ("map-of", "polars", "duckdb")}) == 1


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("transitions.csv", lambda row: [*row[:2], str(int(row[2]) + 1), row[3]], "times, not"),
        ("transitions.csv", lambda row: [*row[:3], str(float(row[3]) + 1)], "takes"),
        ("variants.csv", lambda row: [str(int(row[0]) + 1), row[1]], "journeys, not"),
        ("variants.csv", lambda row: [row[0], "Nowhere"], "missing"),
    ],
)
def test_one_wrong_number_makes_an_answer_differ(answers, table, change, said):
    spoil(answers / "polars" / table, change)
    verdict = compared(answers / "polars", answers / "map-of", 1e-5)
    assert verdict.is_equal is False
    assert said in verdict.said


def test_a_contestant_that_fails_is_reported_with_its_last_words(data, place):
    wrong = replace(chosen()[0], key="wrong", function="duckdb_sql:no_such", environment=OWN)
    (record,) = run_task(JOURNEYS, data, [wrong], place)
    assert record.runs == []
    assert "no_such" in record.failure


def test_a_contestant_that_takes_too_long_is_ended(data, place):
    (record,) = run_task(JOURNEYS, data, chosen()[:1], replace(place, timeout_seconds=0.01))
    assert record.failure == "not finished after 0 s"


def test_the_page_states_every_tool_with_its_ratio_and_its_answer(records, data):
    block = block_of(JOURNEYS, data, list(records.values()), load_before=0.5)
    page = performance_page(with_block({}, block))
    (line,) = [line for line in page.splitlines() if line.startswith("| polars")]
    ratio = records["polars"].runs[0]["wall_seconds"] / records["map-of"].runs[0]["wall_seconds"]
    wall = records["polars"].runs[0]["wall_seconds"]
    assert f"| {ratio:.2f} | {wall:.4f} | " in line or f"| {ratio:.2f} | {wall:.3f} | " in line
    assert records["polars"].verdicts[0].checksum in line
    assert "$" not in page


def test_a_new_block_replaces_the_older_one_of_its_task_and_data(records, data):
    block = block_of(JOURNEYS, data, list(records.values()), load_before=0.5)
    other = {**block, "data": "10M"}
    results = with_block(with_block(with_block({}, block), other), {**block, "commit": "new"})
    assert [(kept["data"], kept["commit"] == "new") for kept in results["blocks"]] == [
        ("10M", False),
        ("3k", True),
    ]


def test_rows_are_written_as_people_write_them():
    assert [rows_of(text) for text in ("500", "250k", "10M")] == [500, 250_000, 10_000_000]
    with pytest.raises(RowsUnreadable, match="10G"):
        rows_of("10G")


def blocks(seconds, data="10M", profile=None):
    """One block: `map_of` took so many seconds, and the floor two."""
    rows = [
        {"key": "map-of", "wall_seconds": seconds, "peak_megabytes": None, "profile": profile},
        {"key": "scan-and-sort", "wall_seconds": 2.0, "peak_megabytes": None},
    ]
    return {"task": "journeys", "data": data, "rows": rows_of(data), "contestants": rows}


@pytest.mark.parametrize(("seconds", "verdict"), [(3.0, "reached"), (3.7, "**not reached**")])
def test_a_goal_says_whether_it_was_reached(seconds, verdict):
    line = next(goal_rows(goals_found([blocks(seconds)])))
    assert line.startswith(f"| {verdict} | `map_of`, gap rule alone, against the floor | ")
    assert line.endswith("| ≤ 1.8 x | 10M |")


def test_what_was_measured_with_more_interactions_counts():
    found = goals_found([blocks(3.0, "1M"), blocks(5.0, "10M")])
    assert (found[0].value, found[0].data) == (2.5, "10M")
    assert goals_found([blocks(3.0, "1M")])[0].data == "1M"


def test_goals_that_were_not_measured_are_said_to_be_none():
    found = goals_found([blocks(3.0)])
    assert goals_summed(found).startswith("**1 of 1 goals are reached.** ")
    assert [line[:15] for line in goal_rows(found)].count("| not measured ") == len(found) - 1


def test_a_goal_not_reached_says_where_the_time_goes():
    profile = {"parts": [["SQL `select 1`", 3.0], ["journeys.waits", 1.0]], "operators": []}
    found = [blocks(5.0, "10M"), blocks(3.0, "1M", profile)]
    (line,) = reasons(goals_found(found), found)
    assert line.startswith("- **`map_of`, gap rule alone, against the floor**: ")
    assert "2.5 x, not 1.8 x." in line
    assert "`map-of` goes (1M): SQL `select 1` 75%, `journeys.waits` 25%." in line


@pytest.mark.parametrize(
    ("figure", "is_equal"), [(2, True), (3, False), (2.5 + 1e-12, False), ("two", False)]
)
def test_figures_must_be_the_same(tmp_path, figure, is_equal):
    for name, value in (("right", 2), ("found", figure)):
        (tmp_path / name).mkdir()
        answer = write_answer(Figures({"journeys": value, "sum": 0.1}), tmp_path / name)
        (tmp_path / name / "report.json").write_text(json.dumps({"answer": answer}))
    assert compared(tmp_path / "found", tmp_path / "right", 0).is_equal is is_equal


def test_sums_of_fractions_may_differ_in_the_last_digits(tmp_path):
    for name, value in (("right", 0.3), ("found", 0.1 + 0.2)):
        (tmp_path / name).mkdir()
        answer = write_answer(Figures(lambda value=value: {"sum": value}), tmp_path / name)
        (tmp_path / name / "report.json").write_text(json.dumps({"answer": answer}))
    assert compared(tmp_path / "found", tmp_path / "right", 0).is_equal is True


def test_who_has_fewer_rounds_has_the_last_ones(data, place):
    floor = next(one for one in JOURNEYS.contestants if one.key == "scan-and-sort")
    wrong = replace(floor, key="wrong", function="duckdb_sql:no_such", environment=OWN)
    seen = []
    thrice = replace(place, repeat=3, repeat_of={"wrong": 1})
    run_task(
        JOURNEYS, data, [floor, wrong], thrice,
        lambda records: seen.append((len(records[0].runs), records[1].failure is None)),
    )  # fmt: skip
    assert seen == [(1, True), (2, True), (3, False), (3, False)]


def test_no_run_begins_when_the_time_is_up(data, place):
    (record,) = run_task(JOURNEYS, data, chosen()[:1], replace(place, ends_at=0.0))
    assert (record.runs, record.failure) == ([], "not run: the time was up")


def test_a_run_that_takes_too_much_memory_is_ended(data, place, monkeypatch):
    monkeypatch.setattr(running, "_LOOK_SECONDS", 0.01)
    (record,) = run_task(JOURNEYS, data, chosen()[:1], replace(place, most_megabytes=1.0))
    assert record.failure == "ended: it took more than 1 MB of memory"


def test_rounds_of_single_contestants_are_told_beside_those_of_all():
    assert run._repeats("2,pm4py=1") == (2, {"pm4py": 1})
    assert run._repeats("spark=1") == (3, {"spark": 1})
    with pytest.raises(argparse.ArgumentTypeError, match="pm4pi"):
        run._repeats("pm4pi=1")


def test_two_runs_do_not_share_a_folder(tmp_path, capsys):
    arguments = ["--work", str(tmp_path), "--page", str(tmp_path / "page.md"), "--page-only"]
    with (tmp_path / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert run.main(arguments) == 1
    assert "Another run works in" in capsys.readouterr().out
    assert run.main(arguments) == 0
