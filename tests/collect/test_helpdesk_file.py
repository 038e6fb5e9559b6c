"""The real help-desk log goes in whole."""

from collections.abc import Callable
from pathlib import Path

from tests.collect.conftest import Loaded


def test_the_helpdesk_log_is_read_row_by_row(
    load: Callable[..., Loaded], real_data: Callable[[str], Path]
) -> None:
    loaded = load(real_data("helpdesk-italy") / "helpdesk.csv.gz", zone="UTC")
    assert loaded.read == len(loaded.rows) == 21_348
    assert loaded.rejected == []
    assert set(loaded.column("reject_code")) == {None}
    assert len(set(loaded.column("case_id"))) == 4_580
    assert len(set(loaded.column("name"))) == 14
    assert loaded.recognition.mapping.case_is_identifier
    assert [notice.code for notice in loaded.file.notices] == ["repeated_header"]
    assert str(loaded.rows[0]["occurred_at"]) == "2012-10-09 14:50:17"
