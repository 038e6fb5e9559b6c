"""Fixtures of the doors."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from tests.flows.browser import PERSON, launched
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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser, started once in a module.

    It goes with the module: its driver keeps a loop running, beside which no other loop can run.
    """
    with launched() as browser:
        yield browser


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    """A page of a visitor nobody has seen before, with nothing kept."""
    context = chromium.new_context(user_agent=PERSON, locale="it-IT")
    yield context.new_page()
    context.close()
