"""A company to load into."""

from pathlib import Path

import pytest

from tests.workspace.company import Company


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company that has loaded nothing yet."""
    return Company(tmp_path)
