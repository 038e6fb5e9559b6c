"""Fixtures of the doors."""

import pytest

from tests.flows.door import Desk


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)
