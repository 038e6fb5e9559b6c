"""Hypotheses: typed in a file, kept in versions, and hardened by the first interaction."""

import pytest

from percorso.domain.picture import PictureRefused
from percorso.journeys.hypotheses.document import HypothesesInvalid
from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.maps.hypotheses_desk import HypothesesFileMissing, OwnerOfNothing
from tests.journeys.contract import breaches

DOCUMENT = """\
persona: {name: "Giulia, 34 anni", text: arreda casa, picture: giulia.svg}
owners:
  stages: {Consegna: Luca Rossi}
  touchpoints: {Order Completed: Sara Conti, Video di montaggio: Pia}
rows:
  - key: goal
    cells: {awareness: Idee di luce, purchase: {text: Pagare presto, n: 12, source: interviste}}
  - {label: Chi coinvolge, cells: {delivery: il vicino}}
touchpoints:
  - {name: Order Completed, stage: purchase, channel: web}
  - {name: Video di montaggio, stage: service, channel: web}
emotions: {awareness: "0,4", delivery: -0.5}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'


@pytest.fixture
def typed(tmp_path):
    """A workspace without any data, and the folder of its document."""
    settings = Settings(workspace=tmp_path / "w", time_zone="UTC", language="it")
    made = Workspace(tmp_path / "w", settings, create=True)
    (tmp_path / "giulia.svg").write_text(SVG, encoding="utf-8")
    write(tmp_path, DOCUMENT)
    made.hypotheses.load(tmp_path / "map.yaml")
    return made


def write(folder, text):
    (folder / "map.yaml").write_text(text, encoding="utf-8")
    return folder / "map.yaml"


def touchpoints(workspace):
    return {row["name"]: row for row in workspace.map().data["touchpoints"]}


def test_a_workspace_without_data_has_the_typed_map(typed):
    data = typed.map().data
    assert breaches(data) == []
    assert data["persona"]["name"] == "Giulia, 34 anni"
    assert data["persona"]["picture"].startswith("data:image/svg+xml;base64,")
    video = touchpoints(typed)["Video di montaggio"]
    assert (video["evidence"], video["visits"], video["reach"]) == ("hypothesis", 0, None)
    assert video["owner"] == "Pia"
    stages = {stage["key"]: stage for stage in data["stages"]}
    assert stages["delivery"]["owner"] == "Luca Rossi"
    assert stages["awareness"]["emotion"]["value"] == 0.4
    assert (stages["awareness"]["emotion"]["n"], stages["awareness"]["emotion"]["evidence"]) == (
        0, "hypothesis",
    )  # fmt: skip


def test_a_typed_cell_is_graded_by_the_answers_it_rests_on(typed):
    goal, others = typed.map().data["typed_rows"]
    assert goal["label"] == "Obiettivo del cliente"
    assert [(c["stage"], c["n"], c["evidence"]) for c in goal["cells"]] == [
        ("awareness", 0, "hypothesis"), ("purchase", 12, "weak"),
    ]  # fmt: skip
    assert (others["key"], others["label"]) == ("chi_coinvolge", "Chi coinvolge")


def test_a_typed_touchpoint_becomes_measured_when_its_name_arrives(typed, tmp_path):
    log = tmp_path / "log.csv"
    log.write_text(
        "customer,at,touchpoint,nps\nada,2026-03-01,video di  montaggio,9\n"
        "ada,2026-03-02,Order Completed,2\n",
        encoding="utf-8",
    )
    typed.load(log, source="site")
    met = touchpoints(typed)
    assert (met["Video di montaggio"]["evidence"], met["Video di montaggio"]["visits"]) == (
        "weak", 1,
    )  # fmt: skip
    assert {row["evidence"] for row in met.values()} == {"weak"}
    assert len(met) == 2
    stages = {stage["key"]: stage["emotion"] for stage in typed.map().data["stages"]}
    assert (stages["service"]["n"], stages["delivery"]["n"]) == (1, 0)


def test_names_that_were_loaded_before_are_what_is_typed_after(tmp_path):
    made = Workspace(tmp_path / "w", Settings(workspace=tmp_path / "w"), create=True)
    log = tmp_path / "log.csv"
    log.write_text("customer,at,touchpoint\nada,2026-03-01,Video di montaggio\n", encoding="utf-8")
    made.load(log, source="site")
    report = made.hypotheses.load(
        write(tmp_path, "touchpoints: [{name: video di montaggio, stage: service}]\n")
    )
    assert report.made == ()
    assert [row["evidence"] for row in made.map().data["touchpoints"]] == ["weak"]


def test_every_import_that_changes_something_is_a_version(typed, tmp_path):
    again = typed.hypotheses.load(tmp_path / "map.yaml")
    assert (again.version, again.is_new) == (1, False)
    changed = typed.hypotheses.load(write(tmp_path, DOCUMENT.replace("34", "35")))
    assert (changed.version, changed.made) == (2, ())
    assert [number for number, _ in typed.hypotheses.versions()] == [1, 2]


def test_what_is_exported_can_be_imported_and_changes_nothing(typed, tmp_path):
    out = tmp_path / "elsewhere"
    out.mkdir()
    typed.hypotheses.save(out / "map.yaml")
    assert (out / typed.hypotheses.latest().persona.picture).read_text() == SVG
    assert not typed.hypotheses.load(out / "map.yaml").is_new


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rows: [{label: A, cells: {nowhere: x}}]", "there is no stage 'nowhere'"),
        ("personas: {name: A}", "there is no such part"),
        ("persona: {text: A}", "there must be a text"),
        ("emotions: {awareness: 3}", "between -1 and 1"),
        ("rows: [{key: own, cells: {}}]", "give it a label"),
        ("rows: [{label: A, cells: {awareness: {text: x, n: many}}}]", "got 'many'"),
        ("a: &a [x]\nb: *a", "refers to another place"),
        ("- just\n- a list", "`name: value` pairs"),
        ("rows: {a: b}", "there must be a list"),
        ("persona: [", "it is no YAML"),
        ("rows: [" * 3000, "it is no YAML"),
        ("# " + "x" * 300_000, "more than 200,000 bytes"),
    ],
)
def test_a_document_that_says_what_cannot_be_changes_nothing(tmp_path, text, said):
    made = Workspace(tmp_path / "w", Settings(workspace=tmp_path / "w"), create=True)
    with pytest.raises(HypothesesInvalid, match=said):
        made.hypotheses.load(write(tmp_path, text))
    assert made.hypotheses.versions() == []


def test_pictures_owners_and_files_that_are_not_there_are_said(typed, tmp_path):
    desk = typed.hypotheses
    with pytest.raises(HypothesesFileMissing):
        desk.load(tmp_path / "none.yaml")
    with pytest.raises(HypothesesFileMissing):
        desk.load(write(tmp_path, "persona: {name: A, picture: none.png}"))
    (tmp_path / "bad.svg").write_text("<svg><script/></svg>", encoding="utf-8")
    with pytest.raises(PictureRefused):
        desk.load(write(tmp_path, "persona: {name: A, picture: bad.svg}"))
    with pytest.raises(OwnerOfNothing):
        desk.load(write(tmp_path, "owners: {touchpoints: {Nessuno: A}}"))
    assert [number for number, _ in desk.versions()] == [1]
