"""The page: complete, safe against what people write, equal to its map."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from percorso.drawing import map_page
from percorso.drawing.ink import page_file
from percorso.drawing.page.document import script_json
from tests.drawing import maps

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'\u2028--><!--"


class Reader(HTMLParser):
    """Tags, attributes and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self.texts.append(data)

    def having(self, **wanted: str) -> list[dict[str, str]]:
        names = {name.rstrip("_"): value for name, value in wanted.items()}
        return [a for _, a in self.tags if all(a.get(k) == v for k, v in names.items())]


def hostile_map():
    made = maps.lamp_shop(segment=HOSTILE)
    for part in (*made["touchpoints"], *made["stages"], *made["sources"]):
        part["name"] = HOSTILE
    made["touchpoints"][9]["key"] = HOSTILE
    for finding in made["findings"]:
        finding["title"] = HOSTILE
    for touchpoint in made["touchpoints"]:
        for quote in touchpoint["quotes"]:
            quote |= {"text": HOSTILE, "source": HOSTILE, "rating": HOSTILE}
    made["transitions"] = [
        t for t in made["transitions"] if "pay" not in (t["from"], t["to"])
    ]  # fmt: skip
    made["findings"] = [f for f in made["findings"] if f["touchpoint"] != "pay"]
    return made


def test_hostile_texts_make_no_tag_and_no_attribute():
    calm, hostile = (Reader(map_page(m, title=HOSTILE)) for m in (maps.lamp_shop(), hostile_map()))
    assert {tag for tag, _ in hostile.tags} <= {tag for tag, _ in calm.tags}
    assert not [name for _, a in hostile.tags for name in a if name.startswith("on")]
    assert [tag for tag, _ in hostile.tags].count("script") == 2


def test_data_cannot_end_its_script_block():
    text = script_json({"name": HOSTILE, "half": "\ud800"})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["name"] == HOSTILE


def test_the_page_allows_no_request_and_no_script_but_its_own():
    page = map_page(maps.lamp_shop(), title="Casa Lume")
    policy = re.search(r'Policy" content="([^"]+)"', page)
    digest = base64.b64encode(hashlib.sha256(page_file("page.js").encode()).digest()).decode()
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert f"'sha256-{digest}'" in policy[1]


def test_the_page_names_no_address_but_its_own_parts():
    page = map_page(maps.lamp_shop(), title="Casa Lume")
    assert "http://" not in page
    assert "https://" not in page
    for _, attributes in Reader(page).tags:
        for name in ("src", "href"):
            assert attributes.get(name, "#").startswith("#")


def rows_of(page: str, name: str) -> list[str]:
    table = page[page.index(f'id="table-{name}"') :]
    return re.findall(r"<tr>(.*?)</tr>", table[: table.index("</table>")])[1:]


def test_the_table_holds_all_that_the_map_holds():
    made = maps.lamp_shop()
    page = map_page(made, title="x")
    for name in ("touchpoints", "transitions", "stages", "findings"):
        assert len(rows_of(page, name)) == len(made[name])
    assert 'data-v="22400">22.400<' in rows_of(page, "touchpoints")[0]
    assert 'data-v="41380">41.380<' in rows_of(page, "stages")[0]
    assert "Prezzo finale poco chiaro" in rows_of(page, "findings")[0]


def test_folded_touchpoints_stand_in_the_table_too():
    assert len(rows_of(map_page(maps.any_size(200), title="x"), "touchpoints")) == 200


def test_every_touchpoint_has_a_panel_with_its_numbers():
    page = map_page(maps.lamp_shop(), title="x")
    panels = page[page.index('<template id="panels">') : page.index("</template>")]
    assert panels.count("<article") == 24
    courier = next(p for p in panels.split("<article") if ">Consegna a domicilio</h2>" in p)
    text = re.sub(r"<[^>]+>", " ", courier).replace("\u00a0", " ")
    for said in ("5.870", "43 %", "47 %", "−0,44", "18,0–22,0 %", "evidenza solida · associazione",
                 "Molti voti bassi", "Sondaggio NPS",
                 "SMS di tracciamento", "Nessuno mi ha avvisata."):  # fmt: skip
        assert said in text


def test_next_steps_are_shares_of_the_visits():
    made = maps.empty_map(
        touchpoints=[maps.touchpoint("a", "A", "awareness", "web", 100, visits=200),
                     maps.touchpoint("b", "B", "awareness", "web", 50)],
        transitions=[{**maps.transition("a", "b", 40), "count": 50}],
    )  # fmt: skip
    page = map_page(made, title="x", language="en")
    panel = next(p for p in page.split("<article") if ">A</h2>" in p)
    assert '<span>B</span><span class="num">25%</span>' in panel


def test_few_voices_are_said_with_their_number():
    made = maps.any_size(3)
    made["touchpoints"][0]["emotion"] = maps.emotion(-0.4, 5)
    page = map_page(made, title="x")
    assert "emozione negativa, poche voci (5)" in page
    assert 'class="face neg few"' in page


def test_a_level_without_a_voice_is_not_shown_as_measured():
    made = maps.any_size(3)
    made["touchpoints"][0]["emotion"] = {**maps.emotion(-0.4, 5), "n": 0}
    assert "Touchpoint numero 0, Scoperta." in map_page(made, title="x")
    assert "emozione non misurata" in map_page(made, title="x")


def test_folded_touchpoints_unfold_in_a_second_drawing_of_the_page():
    reader = Reader(map_page(maps.any_size(60), title="x"))
    assert [a["data-drawing"] for a in reader.having(class_="map")] == ["0", "1"]
    assert len(Reader(map_page(maps.any_size(10), title="x")).having(class_="map")) == 1


def test_beyond_what_can_be_unfolded_a_fold_lists_its_touchpoints_in_the_panel():
    page = map_page(maps.any_size(200), title="x")
    folds = re.findall(r'<article data-i="(\+[^"]+)"', page)
    assert len(Reader(page).having(class_="map")) == 1
    assert folds
    assert "<button data-i=" in page[page.index(f'data-i="{folds[0]}"') :]


def test_the_data_block_knows_every_card_row_and_ribbon():
    page = map_page(maps.any_size(60), title="x")
    block = re.search(r'id="data">(.*?)</script>', page)
    assert block is not None
    data = json.loads(block[1])
    assert len(data["keys"]) == 60
    folded, unfolded = data["drawings"]
    assert len([k for k in folded["boxes"] if not k.startswith("+")]) == 24
    assert len(unfolded["boxes"]) == 60
    assert all("@" in r[2] and "#" in r[2] for r in folded["ribbons"])


def test_a_page_of_thirty_touchpoints_stays_small():
    assert len(map_page(maps.any_size(30), title="x").encode()) < 600_000
    assert len(page_file("page.js").encode()) <= 12_288


def test_cards_are_buttons_with_a_full_name():
    reader = Reader(map_page(maps.lamp_shop(), title="x"))
    cards = [a for a in reader.having(role="button") if a.get("class", "").startswith("card")]
    assert len(cards) == 24
    faq = next(a["aria-label"] for a in cards if a["aria-label"].startswith("FAQ"))
    assert faq.replace("\u00a0", " ") == (
        "FAQ, Assistenza e post-vendita. 640 clienti, prosegue 22 %, perso 43 %, concluso 26 %, "
        "ancora aperto 9 %, emozione negativa, strada senza uscita"
    )
    assert all(a["tabindex"] == "0" for a in cards)


def test_the_phone_shows_twelve_cards_and_keeps_the_rest_behind_other():
    page = map_page(maps.lamp_shop(), title="x")
    phone = page[page.index('<div class="phone">') : page.index('id="tables"')]
    folded = "".join(re.findall(r"<details.*?</details>", phone))
    assert phone.count('<button class="tp') == 24
    assert folded.count('<button class="tp') == 12


@pytest.mark.parametrize("made", [
    maps.empty_map(), maps.any_size(3, 4_000_000), maps.help_desk(),
    maps.help_desk(goal=False), maps.without_goal(maps.lamp_shop()), maps.any_size(2_000),
])  # fmt: skip
def test_every_kind_of_map_makes_a_page(made):
    page = map_page(made, title="x", language="it")
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>\n")
    assert "None" not in re.sub(r"<(style|script).*?</\1>", "", page, flags=re.S)


def test_without_data_the_page_says_what_to_do():
    page = map_page(maps.empty_map(), title="x", language="en")
    assert "No data yet" in page
    assert "percorso load FILE" in page
    assert "kpis" not in page[page.index("<body>") :].split("<script>")[0]
