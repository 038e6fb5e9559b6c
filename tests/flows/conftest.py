"""Fixtures of the doors."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from percorso.workspace import Workspace
from tests.flows.browser import PERSON, launched
from tests.flows.door import Desk
from tests.flows.shop_world import ShopWorld, make_shop
from tests.flows.small_shop import small_shop


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def lamp_shop(tmp_path_factory: pytest.TempPathFactory) -> ShopWorld:
    """The sample shop, loaded once: those who ask for it are in the group `shop`."""
    return make_shop(tmp_path_factory.mktemp("casa-lume"))


@pytest.fixture(scope="session")
def _small_shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace of three customers, loaded once."""
    return small_shop(tmp_path_factory.mktemp("small")).folder


@pytest.fixture
def own_small_shop(_small_shop_folder: Path, tmp_path: Path) -> Workspace:
    """That workspace, to be changed by one test."""
    return Workspace(shutil.copytree(_small_shop_folder, tmp_path / "workspace"))


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
