"""Fixtures of the doors."""

from datetime import timedelta

import pytest

from tests.flows.door import Desk
from tests.flows.shop_world import ShopWorld, make_shop


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def lamp_shop(tmp_path_factory: pytest.TempPathFactory) -> ShopWorld:
    """The sample shop, loaded once: those who ask for it are in the group `shop`."""
    return make_shop(tmp_path_factory.mktemp("casa-lume"))


@pytest.fixture(scope="session")
def lamp_shop_with_lake(lamp_shop: ShopWorld) -> ShopWorld:
    """The same with a lake of several buckets."""
    lamp_shop.workspace.lake.export(buckets=6, keep=timedelta())
    return lamp_shop
