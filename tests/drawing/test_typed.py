"""What people typed on the drawing: dashed and tagged until data support it."""

import re

from percorso.drawing import map_page, map_svg
from percorso.drawing.as_text import map_as_text
from percorso.drawing.language import Language
from percorso.drawing.scene import compose
from percorso.drawing.typed import initials
from tests.drawing import maps
from tests.drawing.compared import compared
from tests.drawing.typed import PICTURE, nothing_but_typed, typed


def scene():
    return compose(typed(maps.lamp_shop()), Language("it"), 1440)


def test_typed_rows_stand_first_in_the_order_of_the_file():
    assert [row.key for row in scene().layout.rows][:3] == [
        "typed_goal", "typed_worries", "emotion",
    ]  # fmt: skip


def test_only_what_no_data_support_carries_the_tag():
    texts = [text.content for text in scene().rows["typed_goal"].texts()]
    assert texts.count("ipotesi") == 1
    assert texts[0] == "ipotesi"
    assert "Pagare in pochi minuti," in " ".join(texts)


def test_a_cell_that_rests_on_answers_says_how_many_and_whether_they_are_few():
    made = typed(maps.lamp_shop())
    made["typed_rows"][0]["cells"][0].update(n=12, evidence="weak")
    drawn = compose(made, Language("it"), 1440).rows["typed_goal"]
    tags = [text.content for text in drawn.texts() if text.style == "tag"]
    assert tags == ["n 12 · debole", "n 64"]
    assert drawn.svg().count('class="tagbox known"') == 2
    assert '<i class="tag known">n 12 · debole</i>' in map_page(made, title="Casa Lume")


def test_a_finding_of_little_evidence_says_so_on_the_drawing():
    made = maps.lamp_shop()
    assert "debole" not in map_svg(made)
    for finding in made["findings"]:
        finding["evidence"] = "weak"
    assert re.search(r">n 412 · (evidenza )?debole<", map_svg(made))
    assert "n 412 · evidenza debole" in map_page(made, title="Casa Lume")


def test_a_touchpoint_nobody_met_is_dashed_and_has_no_number():
    drawn = compose(typed(maps.any_size(6)), Language("it"), 1440)
    (card,) = [group for _, group in drawn.cards if "Video di montaggio" in group.opening]
    assert 'class="card typed"' in card.opening
    assert [text.content for text in card.texts()] == [
        "Video di montaggio", "ipotesi", "nessun dato",
    ]  # fmt: skip


def test_a_map_without_any_data_is_drawn_from_what_was_typed():
    said = map_svg(nothing_but_typed())
    assert "Video di montaggio" in said
    assert "mappa di ipotesi" in said
    assert "Ancora nessun dato" not in said
    assert 'class="typedcurve"' in said
    assert ">0<" not in said
    assert "nessuna fonte collegata" in said


def test_the_persona_and_its_picture_stand_on_page_and_drawing():
    for write in (map_svg, lambda made: map_page(made, title="Casa Lume")):
        said = write(typed(maps.lamp_shop()))
        assert PICTURE in said
        assert "Giulia, 34 anni" in said
    assert "img-src data:" in map_page(typed(maps.lamp_shop()), title="Casa Lume")


def test_an_owner_is_shown_by_initials_and_named_on_hovering():
    said = map_svg(typed(maps.lamp_shop()))
    assert ">MB<" in said
    assert "responsabile: Marta Bianchi" in said
    assert [initials(name) for name in ("Cher", "anna maria de rossi", "(x)")] == ["C", "AR", ""]


def test_before_the_first_data_nothing_is_said_of_goals_and_periods():
    for made in (nothing_but_typed(), maps.empty_map()):
        assert map_as_text(made).startswith("lifecycle: nessuna fonte collegata\n")
        assert not re.search("obiettivo:|--success|0 percorsi|periodo", map_as_text(made))
    assert "Nessun touchpoint di successo" not in map_svg(nothing_but_typed())
    assert "La mappa si disegna da sola" in map_as_text(maps.empty_map())


def test_the_table_view_has_what_was_typed_and_what_it_rests_on():
    page = map_page(nothing_but_typed(), title="Casa Lume")
    [table] = re.findall(r'<table id="table-typed">.*?</table>', page, re.S)
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall("<tr>.*?</tr>", table)]
    assert [
        "Obiettivo del cliente",
        "Scoperta",
        "Idee di luce per la casa",
        "–",
        "",
        "ipotesi",
    ] in rows
    assert [row[3:] for row in rows if "senza sorprese" in "".join(row)] == [
        ["64", "", "evidenza solida"]
    ]
    assert ["Emozione", "Scoperta", "+0,40", "–", "", "ipotesi"] in rows
    [met] = re.findall(r'<table id="table-touchpoints">.*?</table>', page, re.S)
    assert "<td>ipotesi</td></tr>" in met
    assert "table-typed" not in map_page(maps.lamp_shop(), title="Casa Lume")


def test_a_phone_shows_typed_levels_and_the_curve_of_the_comparison_too():
    curve = phone_curve(nothing_but_typed())
    assert curve.count('class="face') == 2
    assert ">3,8<" in curve
    assert "othercurve" not in curve
    assert 'class="othercurve"' in phone_curve(compared(maps.lamp_shop()))
    assert phone_curve(maps.without_goal(maps.any_size(3))).count("typedlevel") == 0


def phone_curve(made):
    found = re.search(r'<svg class="map-svg feel".*?</svg>', map_page(made, title="Casa Lume"))
    return found[0] if found else ""


def test_a_typed_level_is_read_across_the_line_of_zero():
    svg = map_svg(nothing_but_typed())
    assert 'class="typedlevel"' in svg
    assert re.search(r"\.typedlevel \{ stroke: #\w+; stroke-width: 4px; paint-order: stroke", svg)


def test_the_text_says_what_is_a_hypothesis():
    said = map_as_text(nothing_but_typed())
    assert "Obiettivo del cliente, Scoperta: Idee di luce per la casa · ipotesi" in said
    assert "n 64 · evidenza solida" in said


def test_a_typed_feeling_stands_in_the_text_until_somebody_speaks():
    made = nothing_but_typed()
    assert "Emozione, Scoperta: +0,40 (3,8 ★) · ipotesi" in map_as_text(made)
    made["stages"][0]["emotion"]["n"] = 1
    assert "Emozione, Scoperta" not in map_as_text(made)


def test_the_legend_speaks_of_hypotheses_only_where_there_are_some():
    assert "nessun dato la conferma" in map_svg(nothing_but_typed())
    assert "nessun dato la conferma" in map_page(nothing_but_typed(), title="Casa Lume")
    assert "nessun dato la conferma" not in map_svg(maps.lamp_shop())
