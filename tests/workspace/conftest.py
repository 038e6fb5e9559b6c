"""A company to load into."""

from pathlib import Path

import pytest

from tests.workspace.company import Company


@pytest.fixture
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Company:
    """A company that has loaded nothing yet; on either database where a test uses `records_url`."""
    on_both = "records_url" in request.fixturenames
    return Company(tmp_path, request.getfixturevalue("records_url") if on_both else "")
