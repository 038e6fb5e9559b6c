"""Typed rows, persona and owners edited one at a time: kept, told apart, taken back."""

from pathlib import Path

import pytest

from percorso.domain.errors import ConflictError, InputError, NotFoundError
from percorso.domain.hypotheses import TypedCell
from percorso.workspace import Workspace

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89"
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("typed") / "shop", create=True)


def labels(workspace: Workspace) -> list[str]:
    return [row.label or row.key for row in workspace.typed.now().hypotheses.rows]


def test_a_row_is_added_changed_and_removed_and_each_taken_back(founded: Workspace) -> None:
    desk = founded.typed
    begun = desk.now().version
    key = desk.save_row(
        None, " Chi è  coinvolto ", {"delivery": TypedCell("il vicino", 12, "interviste"),
                                     "service": TypedCell("  ")}, begun, "anna"
    )  # fmt: skip
    assert desk.now().row(key).label == "Chi è coinvolto"
    assert list(desk.now().row(key).cells) == ["delivery"]
    desk.save_row(key, "Chi c’è", {"delivery": TypedCell("la nonna")}, desk.now().version)
    desk.remove_row(key, desk.now().version)
    assert labels(founded) == []
    for expected in (["Chi c’è"], ["Chi è coinvolto"], []):
        desk.undo(desk.standing_edit() or 0, "ugo")
        assert labels(founded) == expected
    edits = desk.edits()
    assert [one.is_undone for one in edits[:3]] == [True, True, True]
    assert edits[2].made_by == "anna"


def test_a_name_everybody_knows_speaks_both_languages(founded: Workspace) -> None:
    desk = founded.typed
    key = desk.save_row(None, "cosa pensa", {}, desk.now().version)
    assert (key, desk.now().row("thinks").label) == ("thinks", "")
    with pytest.raises(InputError, match="there once"):
        desk.save_row(None, "What they think", {}, desk.now().version)


def test_two_who_edit_the_same_row_do_not_overwrite_each_other(founded: Workspace) -> None:
    desk = founded.typed
    key = desk.save_row(None, "Riga", {"service": TypedCell("a")}, desk.now().version)
    seen = desk.now().version
    desk.save_row(key, "Riga", {"service": TypedCell("b")}, seen)
    with pytest.raises(ConflictError, match="Somebody else"):
        desk.save_row(key, "Riga", {"service": TypedCell("c")}, seen)
    # Another part is nobody's conflict.
    desk.save_persona("Giulia", "", seen)
    assert desk.now().row(key).cells["service"].text == "b"


def test_the_owner_of_a_stage_is_the_catalogue_s_and_is_taken_back(founded: Workspace) -> None:
    desk = founded.typed

    def owner() -> str | None:
        return next(one.owner for one in founded.catalogue.stages() if one.key == "delivery")

    desk.save_stage("delivery", "Marta Bianchi", -0.5, desk.now().version)
    desk.save_stage("delivery", "Luca Rossi", None, desk.now().version)
    assert (owner(), desk.now().hypotheses.emotions) == ("Luca Rossi", {})
    desk.undo(desk.standing_edit() or 0)
    assert (owner(), desk.now().hypotheses.emotions) == ("Marta Bianchi", {"delivery": -0.5})
    desk.save_stage("delivery", "", None, desk.now().version)
    assert owner() is None


def test_the_persona_keeps_its_picture_until_it_is_taken_away(founded: Workspace) -> None:
    desk = founded.typed

    def picture() -> str:
        persona = desk.now().hypotheses.persona
        return persona.picture if persona else "nobody"

    desk.save_persona("Giulia, 34", "compra dal telefono", desk.now().version, picture=PNG)
    assert (Path(founded.folder) / "pictures" / picture()).is_file()
    desk.save_persona("Giulia, 35", "", desk.now().version)
    assert picture().endswith(".png")
    desk.save_persona("Giulia", "", desk.now().version, without_picture=True)
    assert picture() == ""
    desk.save_persona("", "", desk.now().version)
    assert picture() == "nobody"


def test_what_cannot_be_shown_is_refused_with_why(founded: Workspace) -> None:
    desk = founded.typed
    seen, before = desk.now().version, desk.now()
    for told, why in (
        (lambda: desk.save_row(None, "  ", {}, seen), "a text"),
        (lambda: desk.save_row(None, "x" * 61, {}, seen), "60 letters"),
        (lambda: desk.save_row(None, "y", {"service": TypedCell("x" * 501)}, seen), "500 letters"),
        (lambda: desk.save_row(None, "y", {"service": TypedCell("x", -1)}, seen), "answers"),
        (lambda: desk.save_stage("service", "", 1.5, seen), "-1 to 1"),
        (lambda: desk.save_persona("a", "", seen, picture=b"<script>"), "neither PNG"),
    ):
        with pytest.raises(InputError, match=why):
            told()
    for missing in (
        lambda: desk.remove_row("nowhere", seen),
        lambda: desk.save_stage("nowhere", "", None, seen),
        lambda: desk.save_row(None, "y", {"nowhere": TypedCell("x")}, seen),
    ):
        with pytest.raises(NotFoundError):
            missing()
    assert desk.now() == before
