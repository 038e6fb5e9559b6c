"""The row of actions: the most urgent of a stage, how far it is, whose, by when."""

import re

from percorso.domain.journey_map import ActionOnMap, JourneyMap
from percorso.drawing import map_page, map_svg
from percorso.drawing.as_text import map_as_text
from percorso.drawing.language import Language
from percorso.drawing.layout import ACTIONS
from percorso.drawing.scene import compose
from tests.drawing import maps


def action(no: int, title: str, **more: object) -> ActionOnMap:
    made = {
        "no": no, "title": title, "touchpoint": "pay", "stage": "purchase", "finding": None,
        "status": "to_do", "owner": "Marta Bianchi", "due_on": "2026-12-04", "is_overdue": False,
    }  # fmt: skip
    return {**made, **more}  # type: ignore[typeddict-item]


def planned(*actions: ActionOnMap) -> JourneyMap:
    return maps.lamp_shop(actions=list(actions))


def said(made: JourneyMap, code: str = "it") -> list[str]:
    row = compose(made, Language(code), 1440).rows[ACTIONS]
    return [text.content for text in row.texts() if text.content != "Nessuna"]


def test_a_cell_says_what_how_far_whose_and_by_when() -> None:
    assert said(planned(action(1, "Costo nel carrello"))) == [
        "Costo nel carrello", "da fare", "MB", "4 dic",
    ]  # fmt: skip
    assert said(planned(action(1, "A", status="done", owner=None, due_on="2025-12-04")))[1:] == [
        "fatta", "4 dic 2025",
    ]  # fmt: skip


def test_what_is_late_says_so_in_words_or_by_a_sign_and_not_by_colour_alone() -> None:
    late = planned(action(1, "A", is_overdue=True, due_on="2026-11-02"))
    assert said(late)[-1] in ("in ritardo 2 nov", "! 2 nov")
    assert "in ritardo: era da fare entro il 2 nov" in map_svg(late)


def test_others_of_the_stage_are_counted() -> None:
    made = planned(action(1, "First"), action(2, "Second", touchpoint=None), action(3, "Third"))
    assert said(made)[:1] + said(made)[-1:] == ["First", "+2 altre"]


def test_there_is_no_row_without_an_action() -> None:
    assert ACTIONS not in compose(maps.lamp_shop(), Language("it"), 1440).rows
    assert ACTIONS not in compose(planned(action(1, "A", touchpoint=None, stage="gone")),
                                  Language("it"), 1440).rows  # fmt: skip


def test_every_form_of_the_map_tells_the_actions() -> None:
    made = planned(action(7, "Costo <nel> carrello", finding=maps.SHOP_FINDINGS[0]["id"]))
    assert "7 Costo <nel> carrello · da fare · Marta Bianchi · entro il 4 dic" in map_as_text(made)
    page = map_page(made, title="Casa Lume")
    assert "Costo &lt;nel&gt; carrello" in page
    # Under its finding in the panel, in the row, on a phone, and in the table.
    assert len(re.findall(r'data-action="7"', page)) >= 3
    assert 'id="table-actions"' in page
    assert 'id="table-actions"' not in map_page(maps.lamp_shop(), title="Casa Lume")


def test_every_text_fits_its_room() -> None:
    title = "Una cosa da fare con un nome che non finisce mai " * 3
    owner = "Massimiliano Wolkenstein"
    long = action(1, title, owner=owner, is_overdue=True, status="in_progress", due_on="2025-12-30")
    for code in ("it", "en"):
        row = compose(planned(long), Language(code), 1440).rows[ACTIONS]
        layout = compose(planned(long), Language(code), 1440).layout
        for text in row.texts():
            at = int((text.left - layout.left(0)) // layout.column_width)
            assert text.right <= layout.left(at + 1), text
