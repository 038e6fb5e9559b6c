"""Fixtures every test folder shares."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgresql import Cluster, binaries

# A property says what holds, never how long it takes: machines are shared.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """Where a set of real data lies; skips the test when it is absent, but never in CI."""
    root = REPOSITORY / os.environ.get("PERCORSO_TEST_DATA", "../shared/data")

    def folder_of(name: str) -> Path:
        folder = (root / name).resolve()
        if not folder.is_dir():
            reason = f"real data {name!r} not found at {folder}; set PERCORSO_TEST_DATA"
            # A skipped reference number must not look like a reproduced one in CI.
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        return folder

    return folder_of


DATABASES = ("SQLite", "PostgreSQL")


def _programs() -> Path:
    """PostgreSQL's programs; skips the test where there are none, but never in CI."""
    programs = binaries()
    if programs is None:
        reason = "PostgreSQL is not installed; on Debian: apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return programs


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of this test run."""
    cluster = Cluster(_programs())
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def own_postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of the test's own, to be started, stopped and broken."""
    cluster = Cluster(_programs())
    yield cluster
    cluster.remove()


@pytest.fixture(params=DATABASES)
def records_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The setting of that name, in the environment as well: who asks for it runs on both."""
    yield from records_url_in(request.param, request)


@pytest.fixture(scope="module", params=DATABASES)
def records_url_of_module(request: pytest.FixtureRequest) -> Iterator[str]:
    """The same for what the tests of a module share."""
    yield from records_url_in(request.param, request)


def records_url_in(database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The same for one of them, as long as it is needed."""
    with pytest.MonkeyPatch.context() as environment:
        if database == "SQLite":
            environment.delenv("PERCORSO_RECORDS_URL", raising=False)
            yield ""
            return
        cluster: Cluster = request.getfixturevalue("postgresql")
        with cluster.database() as address:
            environment.setenv("PERCORSO_RECORDS_URL", address)
            yield address


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one group run in one worker, so that what they share is made once.

    The workers tell the group behind an @ in the test's name. pytest-xdist 3.8 writes that name to
    where pytest before 9.2 kept it, and nothing reads it there any more.
    """
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        group = _group_of(item)
        if group and not item.nodeid.endswith(f"@{group}"):
            item._id = item.parent.id.child(f"{item.name}@{group}")


def _group_of(item: pytest.Item) -> str:
    """The groups it is marked with; else its module, where that has something to share."""
    marked = {str(mark.args[0]) for mark in item.iter_markers("xdist_group")}
    if marked:
        return "_".join(sorted(marked))
    fixtures = getattr(item, "_fixtureinfo", None)
    shared = fixtures.name2fixturedefs.values() if fixtures else ()
    return item.path.stem if any(found[-1].scope == "module" for found in shared) else ""
