"""`percorso hypotheses`: import, export, list."""

import json

from tests.flows.door import percorso

DOCUMENT = "touchpoints:\n- {name: Video, stage: service, channel: web}\n"


def test_a_typed_map_is_drawn_from_an_empty_folder_and_exported(tmp_path):
    file, folder = tmp_path / "map.yaml", tmp_path / "w"
    file.write_text(DOCUMENT, encoding="utf-8")
    first = percorso("hypotheses", "import", file, "-w", folder)
    assert first.out == "version 1 holds now; new touchpoints: Video\n"
    again = percorso("hypotheses", "import", file, "-w", folder)
    assert again.out == "version 1: nothing changed\n"
    drawn = percorso("map", "-w", folder, "--json")
    (video,) = json.loads(drawn.out)["touchpoints"]
    assert (video["name"], video["evidence"]) == ("Video", "hypothesis")
    assert "hypothesis: Video" in percorso("map", "-w", folder, "--lang", "en").out
    assert "name: Video" in percorso("hypotheses", "export", "-w", folder).out
    percorso("hypotheses", "export", "-w", folder, "--out", tmp_path / "out.yaml")
    assert "stage: service" in (tmp_path / "out.yaml").read_text(encoding="utf-8")
    listed = json.loads(percorso("hypotheses", "list", "-w", folder, "--json").out)
    assert [one["version"] for one in listed] == [1]


def test_a_wrong_document_ends_with_2_and_a_missing_one_with_3(tmp_path):
    wrong = tmp_path / "map.yaml"
    wrong.write_text("emotions: {awareness: 7}\n", encoding="utf-8")
    answer = percorso("hypotheses", "import", wrong, "-w", tmp_path / "w")
    assert answer.code == 2
    assert "a feeling lies between -1 and 1" in answer.err
    assert percorso("hypotheses", "import", tmp_path / "no", "-w", tmp_path / "w").code == 3
