"""Segments: each fact, alone and joined, holds of exactly the customers it says."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from percorso.domain.errors import InputError
from percorso.domain.segment import Fact, Segment
from percorso.workspace import ComparedWith, FileOf, ListRequest, Workspace

_CONTACTS = """at;email;touchpoint;channel;amount;order_id;rating;city
2026-03-01 10:00;ada@example.com;Order Completed;web;40,00;1;;Torino
2026-03-02 10:00;ada@example.com;Order Completed;web;40,00;1;;Torino
2026-03-03 10:00;ada@example.com;Order Completed;web;20,50;2;;Torino
2026-03-04 10:00;ada@example.com;Review Submitted;review_site;;;5;Torino
2026-03-05 10:00;ugo@example.com;Order Completed;web;100,00;3;;ROMA
2026-03-06 10:00;ugo@example.com;Call Received;phone;;;;ROMA
2026-03-31 23:30;eva@example.com;Product Viewed;web;;;;torino
2026-04-02 10:00;eva@example.com;Review Submitted;review_site;;;2;torino
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace that is loaded once."""
    folder = tmp_path_factory.mktemp("segments")
    (folder / "contacts.csv").write_text(_CONTACTS, encoding="utf-8")
    workspace = Workspace(folder / "workspace", create=True)
    workspace.load_together({folder / "contacts.csv": FileOf("shop")})
    return workspace.folder


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(made, tmp_path / "workspace"))


def names(workspace: Workspace, key: str) -> str:
    """The first letters of those in a segment."""
    rows = workspace.customers(ListRequest(segment=key)).rows
    return "".join(sorted(one.identifier[0] for one in rows))


@pytest.mark.parametrize(
    ("fact", "who"),
    [
        (Fact("touchpoint", value="call_received"), "u"),
        (Fact("touchpoint", has=False, value="call_received"), "ae"),
        (Fact("channel", value="phone"), "u"),
        (Fact("rating", least=4), "a"),
        (Fact("rating", least=1, most=3), "e"),
        (Fact("orders", least=2), "a"),
        (Fact("orders", least=1, most=1), "u"),
        (Fact("orders", most=0), "e"),
        (Fact("spent", least=60.5, most=60.5), "a"),
        (Fact("spent", has=False, least=60), "e"),
        (Fact("trait", trait="city", value="TORINO"), "ae"),
        (Fact("trait", trait="city", value="Bari"), ""),
        (Fact("first_contact", since=date(2026, 3, 5), last=date(2026, 3, 31)), "eu"),
        (Fact("first_contact", since=date(2026, 4, 1)), ""),
    ],
)
def test_a_fact_holds_of_whom_it_says(workspace: Workspace, fact: Fact, who: str) -> None:
    kept = workspace.segments.save(Segment("Some", (fact,)))
    assert names(workspace, kept.key) == who
    assert workspace.segments.count(kept) == len(who)


def test_facts_are_joined(workspace: Workspace) -> None:
    facts = (Fact("trait", trait="city", value="torino"), Fact("orders", least=1))
    both = workspace.segments.save(Segment("Both", facts))
    either = workspace.segments.save(Segment("Either", facts, "any"))
    assert (names(workspace, both.key), names(workspace, either.key)) == ("a", "aeu")


def test_a_segment_filters_a_map_and_is_held_against_another(workspace: Workspace) -> None:
    buyers = workspace.segments.save(Segment("Buyers", (Fact("orders", least=1),)))
    callers = workspace.segments.save(Segment("Callers", (Fact("channel", value="phone"),)))
    found = workspace.map(segment=buyers.key, compared_with=ComparedWith(segment=callers.key)).data
    assert found["totals"]["customers"] == 2
    assert found["segment"] == 'segment = "Buyers"'
    assert found["comparison"] is not None
    assert found["comparison"]["segment"] == 'segment = "Callers"'
    assert found["comparison"]["totals"]["customers_other"] == 1
    narrowed = workspace.map(segment=buyers.key, where="channel = phone").data
    assert narrowed["totals"]["customers"] == 1


def test_who_refused_profiling_is_in_no_segment(workspace: Workspace) -> None:
    kept = workspace.segments.save(Segment("Buyers", (Fact("orders", least=1),)))
    workspace.consent.record("ada@example.com", "profiling", "objected")
    assert names(workspace, kept.key) == "u"
    assert workspace.segments.count(kept) == 1


def test_a_segment_is_changed_under_its_key_and_removed(workspace: Workspace) -> None:
    first = workspace.segments.save(Segment(" Chi  compra ", (Fact("orders", least=1),)))
    assert (first.name, first.key) == ("Chi compra", "chi_compra")
    again = Segment("Altri", (Fact("orders", least=2),), key=first.key)
    assert [one.name for one in (workspace.segments.save(again), *workspace.segments.all())] == [
        "Altri", "Altri",
    ]  # fmt: skip
    assert workspace.segments.of(first.key) == again
    workspace.segments.remove(first.key)
    assert workspace.segments.all() == []


@pytest.mark.parametrize(
    "fact",
    [Fact("touchpoint"), Fact("trait", value="x"), Fact("orders"),
     Fact("spent", least=float("nan")), Fact("orders", least=3, most=2), Fact("first_contact"),
     Fact("first_contact", since=date(2026, 2, 1), last=date(2026, 1, 1))],
)  # fmt: skip
def test_a_fact_that_says_too_little_is_refused(workspace: Workspace, fact: Fact) -> None:
    with pytest.raises(InputError):
        workspace.segments.save(Segment("Some", (fact,)))
    assert workspace.segments.all() == []


@pytest.mark.parametrize(("name", "count"), [(" ", 1), ("x" * 81, 1), ("none", 0), ("many", 13)])
def test_a_segment_has_a_name_and_facts(workspace: Workspace, name: str, count: int) -> None:
    with pytest.raises(InputError):
        workspace.segments.save(Segment(name, (Fact("orders", least=1),) * count))
