import pytest

from percorso.sample_shop import write_sample_shop
from tests.sample_shop.books import read


@pytest.fixture(scope="session")
def small_shop(tmp_path_factory):
    return write_sample_shop(tmp_path_factory.mktemp("small"), customers=300)


@pytest.fixture(scope="session")
def small(small_shop):
    return read(small_shop)


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    """Half the default size: large enough to meet every planted share within a few points."""
    return write_sample_shop(tmp_path_factory.mktemp("half"), customers=3000)


@pytest.fixture(scope="session")
def books(shop):
    return read(shop)


@pytest.fixture(scope="session")
def planted(shop):
    return {truth.key: truth.quantities for truth in shop.truths}
