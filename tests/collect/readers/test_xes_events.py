"""An XES log: its events, whose they are, in which order, and what is wrong with it."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from percorso.collect.file_errors import (
    BadXml,
    HeaderOnly,
    TooManyColumns,
    UnsupportedFormat,
)
from percorso.collect.readers.row import FileLimits, Place, RejectedRow
from percorso.collect.readers.xes_events import xes_events
from tests.collect.conftest import Loaded

Load = Callable[..., Loaded]
Write = Callable[..., Path]

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="the log itself"/>
"""


def event(name: str, at: str = "2025-03-03T14:05:00.000+01:00", more: str = "") -> str:
    time = f'<date key="time:timestamp" value="{at}"/>' if at else ""
    return f'<event>\n<string key="concept:name" value="{name}"/>\n{time}{more}</event>\n'


def trace(case: str, *events: str, more: str = "") -> str:
    name = f'<string key="concept:name" value="{case}"/>'
    return f"<trace>{name}{more}\n{''.join(events)}</trace>\n"


def log(*traces: str) -> str:
    return HEAD + "".join(traces) + "</log>\n"


def bodies(path: Path) -> list[dict[str, str]]:
    read = xes_events(path, FileLimits(), Place())
    return [json.loads(row[1]) for row in read if isinstance(row, tuple)]


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_each_event_is_an_interaction_of_its_case_at_its_place(name: str, load: Load) -> None:
    text = log(
        trace("case 1", event("Ordine"), event("Reso", "2025-03-03T13:05:00Z")),
        trace("case 2", event("Ordine")),
    )
    loaded = load(text, name=name)
    assert loaded.column("name") == ["Ordine", "Reso", "Ordine"]
    assert loaded.column("case_id") == ["case 1", "case 1", "case 2"]
    assert loaded.column("sequence") == [1, 2, 1]
    assert loaded.column("occurred_at") == [datetime(2025, 3, 3, 13, 5)] * 3
    assert loaded.recognition.mapping.case_is_identifier


def test_other_attributes_are_properties_those_of_the_trace_named_so(load: Load) -> None:
    more = '<string key="lifecycle:transition" value="complete"/><float key="cost" value="1.50"/>'
    text = log(trace("c", event("A", more=more), more='<string key="city" value="Bari"/>'))
    loaded = load(text, name="log.xes")
    assert json.loads(loaded.rows[0]["properties"]) == {
        "case:city": "Bari",
        "lifecycle:transition": "complete",
    }
    assert float(loaded.rows[0]["cost"]) == 1.5


def test_attributes_inside_attributes_are_named_by_both(write: Write) -> None:
    more = (
        '<list key="items"><values><string key="sku" value="a"/><string key="sku" value="b"/>'
        '</values></list><float key="total" value="3"><string key="currency" value="EUR"/></float>'
    )
    [body] = bodies(write(log(trace("c", event("A", more=more))), "log.xes"))
    assert body["items.sku"] == "a"
    assert body["items.sku.2"] == "b"
    assert body["total"] == "3"
    assert body["total.currency"] == "EUR"


def test_what_describes_the_log_is_no_attribute_of_an_event(write: Write) -> None:
    [body] = bodies(write(log(trace("c", event("A"))), "log.xes"))
    assert sorted(body) == ["case:concept:name", "concept:name", "event:position", "time:timestamp"]


def test_a_trace_attribute_behind_the_events_still_belongs_to_them(write: Write) -> None:
    late = f'<trace>{event("A")}<string key="concept:name" value="late"/></trace>'
    assert [body["case:concept:name"] for body in bodies(write(log(late), "log.xes"))] == ["late"]


def test_an_event_outside_every_trace_has_no_case(write: Write) -> None:
    [body] = bodies(write(log(event("A")), "log.xes"))
    assert sorted(body) == ["concept:name", "time:timestamp"]


def test_an_event_without_a_time_is_kept_aside_with_its_line(load: Load) -> None:
    loaded = load(log(trace("c", event("A"), event("B", at=""))), name="log.xes")
    codes = [(row["line"], row["reject_code"]) for row in loaded.rows]
    assert codes == [(8, None), (11, "bad_time")]


def test_events_that_share_a_line_keep_a_line_each(write: Write) -> None:
    text = log(trace("c", event("A"), event("B"), event("C"))).replace("\n", "")
    lines = [row[0] for row in xes_events(write(text, "x.xes"), FileLimits(), Place())
             if isinstance(row, tuple)]  # fmt: skip
    assert lines == [1, 2, 3]


def test_a_value_larger_than_a_cell_costs_its_event_alone(write: Write) -> None:
    path = write(log(trace("c", event("A" * 300), event("B"))), "log.xes")
    big, small = xes_events(path, FileLimits(cell_bytes=200), Place())
    assert isinstance(big, RejectedRow)
    assert (big.code, big.line) == ("cell_too_large", 8)
    assert isinstance(small, tuple)


def test_the_first_events_are_handed_over_long_before_the_file_is_read(write: Write) -> None:
    many = (trace(f"c{n}", *[event("A")] * 4) for n in range(2_000))
    path, place = write(log(*many), "log.xes"), Place()
    next(iter(xes_events(path, FileLimits(), place)))
    assert 0 < place.bytes_done < path.stat().st_size / 2


BOMB = '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><log><trace/>&b;</log>'
OUTSIDE = '<!DOCTYPE log [<!ENTITY f SYSTEM "file:///etc/passwd">]><log>&f;</log>'
NESTED = '<string key="a" value="1">' * 70 + "</string>" * 70


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        (BOMB, BadXml, "line 1.*entities"),
        ("<?xml version='1.0'?>\n" + OUTSIDE, BadXml, "line 2.*entities"),
        (log(trace("c", event("A")))[:-20], BadXml, "line 1[0-9].*(no element|unclosed)"),
        (log(trace("c", event("A & B"))), BadXml, "line 9"),
        (log(trace("c", event("A", more=NESTED))), BadXml, "nested deeper"),
        (log(trace("c", event("A"))).replace("UTF-8", "klingon-1"), BadXml, "encoding"),
        ("<?xml version='1.0'?><orders/>", UnsupportedFormat, "<orders>.*CSV or XES"),
        (log(), HeaderOnly, "no rows"),
    ],
)
def test_a_file_that_is_no_whole_log_is_refused_in_words(
    text: str, error: type[Exception], says: str, load: Load
) -> None:
    with pytest.raises(error, match=says):
        load(text, name="log.xes")


def test_a_tag_that_never_ends_and_too_many_attributes_are_refused(load: Load) -> None:
    endless = HEAD + '<string key="' + "x" * 300_000
    with pytest.raises(BadXml, match="one tag is longer"):
        load(endless, name="log.xes", limits=FileLimits(line_bytes=100_000))
    many = "".join(f'<int key="k{n}" value="1"/>' for n in range(9))
    with pytest.raises(TooManyColumns):
        load(log(trace("c", event("A", more=many))), name="x.xes", limits=FileLimits(columns=8))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_a_log_says_its_encoding_itself(encoding: str, write: Write) -> None:
    text = log(trace("c", event("Città"))).replace("UTF-8", encoding.removesuffix("-sig"))
    path = write(text.encode(encoding), "log.xes")
    assert [body["concept:name"] for body in bodies(path)] == ["Città"]
