"""Settings: an option before the environment before the default; a wrong one says where to look."""

from dataclasses import fields
from pathlib import Path

import pytest

from percorso.settings import PREFIX, SettingInvalid, Settings, read_settings


def test_an_option_goes_before_the_environment_and_that_before_the_default():
    environ = {"PERCORSO_LANGUAGE": "en", "PERCORSO_WORKSPACE": "from-environment"}
    found = read_settings(environ, workspace=Path("from-option"), language=None)
    assert found.workspace == Path("from-option")
    assert found.language == "en"
    assert found.currency == Settings().currency


def test_an_empty_variable_is_not_set():
    assert read_settings({"PERCORSO_LANGUAGE": ""}).language == "it"


def test_each_setting_is_read_with_its_own_type():
    environ = {
        "PERCORSO_MEMORY_LIMIT_MB": "300",
        "PERCORSO_LOCK_WAIT_SECONDS": "0.5",
        "PERCORSO_WORKSPACE": "a b/c",
    }
    found = read_settings(environ)
    assert (found.memory_limit_mb, found.lock_wait_seconds) == (300, 0.5)
    assert found.workspace == Path("a b/c")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time_zone", "Roma"),
        ("time_zone", "../etc/passwd"),
        ("currency", "euro"),
        ("currency", "é€x"),
        ("language", "fr"),
        ("memory_limit_mb", "much"),
        ("memory_limit_mb", "0"),
        ("memory_limit_mb", "-5"),
        ("temporary_limit_mb", "1.5"),
        ("temporary_limit_mb", "0"),
        ("lock_wait_seconds", "-1"),
        ("lock_wait_seconds", "nan"),
        ("lock_wait_seconds", "inf"),
        ("lock_wait_seconds", "soon"),
    ],
)
def test_a_wrong_value_says_what_was_wanted_and_where_was_looked(name, value):
    with pytest.raises(SettingInvalid) as told:
        read_settings({PREFIX + name.upper(): value})
    said = str(told.value)
    assert name in said
    assert repr(value) in said or value in said
    assert said.index("option") < said.index(PREFIX + name.upper()) < said.index("default")


def test_every_setting_has_a_line_of_help():
    for setting in fields(Settings):
        assert setting.metadata["help"].endswith(".")
