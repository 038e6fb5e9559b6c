"""A whole JSON document: a list, or an object around one, as programs that know no lines write."""

import pytest

from percorso.collect.file_errors import BadJson, JsonWithoutRows, UnsupportedFormat
from percorso.collect.readers.encoding import Encoding
from percorso.collect.readers.json_document import json_document_rows
from percorso.collect.readers.row import FileLimits, Place, RejectedRow
from percorso.collect.source_file import open_source_file

ROWS = '{"at": "2025-03-01", "stars": 5, "who": {"name": "Ada"}},\n {"at": "2025-03-02"}'


def opened(tmp_path, text, limits=None):
    path = tmp_path / "reviews.json"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return open_source_file(path, limits)


@pytest.mark.parametrize(
    "text",
    [
        f"[{ROWS}]",
        f"[\n {ROWS}\n]\n",
        '{\n  "count": 2,\n  "reviews": [\n ' + ROWS + '\n],\n "tags": ["a"]\n}',
        ("\ufeff[" + ROWS + "]").encode("utf-16"),
    ],
)
def test_the_objects_of_the_list_are_the_rows(tmp_path, text):
    file = opened(tmp_path, text)
    assert (file.format, file.said()[0]) == ("json", "reviews.json: JSON, 3 columns")
    assert file.sample == [
        {"at": "2025-03-01", "stars": "5", "who.name": "Ada"}, {"at": "2025-03-02"}
    ]  # fmt: skip


def test_one_object_a_line_stays_what_it_is(tmp_path):
    assert opened(tmp_path, '{"at": "2025-03-01"}\n{"at": "2025-03-02"}\n').format == "jsonl"


def test_what_is_no_object_is_rejected_alone(tmp_path):
    file = opened(tmp_path, '[{"at": "2025-03-01"}, 7, {"at": "2025-03-02"}]')
    rows = list(file.rows(Place()))
    assert [row.code for row in rows if isinstance(row, RejectedRow)] == ["not_an_object"]
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("text", "lists"),
    [('{\n"a": [{"x": 1}], "b": [{"y": 2}]\n}', ("a", "b")), ('{\n"a": ["x"], "b": 2\n}', ())],
)
def test_no_list_or_several_are_said(tmp_path, text, lists):
    with pytest.raises(JsonWithoutRows) as said:
        opened(tmp_path, text)
    assert said.value.lists == lists


def test_half_a_document_is_said(tmp_path):
    with pytest.raises(BadJson, match="no whole JSON"):
        opened(tmp_path, f"[{ROWS}")


def test_a_document_too_large_to_read_at_once_is_said(tmp_path):
    file = opened(tmp_path, f"[{ROWS}]")
    with pytest.raises(UnsupportedFormat, match="one JSON document of more than"):
        list(json_document_rows(file.path, Encoding("utf-8"), FileLimits(line_bytes=20), Place()))
