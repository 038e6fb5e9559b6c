"""The look-up pages are complete: settings, roles, errors, keys of the map."""

import re
from dataclasses import fields

import pytest
from pages import DOCS, all_pages, first_cells, text_of, writer

from percorso.collect.profiles import built_in_profiles, profile_named
from percorso.domain.catalogue.table import COLUMNS
from percorso.domain.condition import FIELDS, parse_condition
from percorso.domain.lake import LakeFile, LakeManifest
from percorso.domain.mapping import IDENTIFIER_ROLES, REFERENCE_ROLES, ROLES
from percorso.settings import PREFIX, Settings

write_error_reference = writer("write_error_reference")
write_map_reference = writer("write_map_reference")
SETTINGS = {setting.name: setting for setting in fields(Settings)}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_stands_with_its_variable_default_and_help(name):
    setting = SETTINGS[name]
    row = (
        f"| `{name}` | `{PREFIX}{name.upper()}` | `{setting.default}` | "
        f"{setting.metadata['help']} |"
    )
    assert row in text_of("look-up/settings.md").splitlines()


def test_the_profiles_of_data_sets_can_be_read_and_are_listed():
    page = text_of("look-up/data-sets.md")
    files = sorted((DOCS / "look-up" / "data-sets").iterdir())
    assert [path.stem for path in files] == [profile_named(str(path)).key for path in files]
    assert sorted(re.findall(r"\(data-sets/(.+?)\)", page)) == [path.name for path in files]
    assert not {path.stem for path in files} & built_in_profiles().keys()


def test_no_setting_is_described_that_does_not_exist():
    assert set(first_cells(text_of("look-up/settings.md"))) == set(SETTINGS)


def test_every_role_of_a_column_is_described_once_and_no_other():
    assert first_cells(text_of("look-up/columns.md")) == list(ROLES)


@pytest.mark.parametrize("role", [*IDENTIFIER_ROLES, *REFERENCE_ROLES])
def test_the_page_says_which_roles_are_identifiers_and_which_references(role):
    told = text_of("look-up/columns.md").partition("## Who somebody is")[2]
    assert f"`{role}`" in told


def test_every_column_of_the_catalogue_file_is_described_and_no_other():
    assert first_cells(text_of("look-up/catalogue-file.md")) == list(COLUMNS)


@pytest.mark.parametrize(("of", "place"), [(LakeManifest, 0), (LakeFile, 1)])
def test_every_field_of_a_lakes_manifest_is_described_and_no_other(of, place):
    told = text_of("look-up/lake.md").partition("## Manifest")[2].split("A file of `files`")[place]
    assert first_cells(told) == [field.name for field in fields(of)]


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_conditions_is_described(field):
    assert field in first_cells(text_of("look-up/conditions.md"))


def conditions_shown() -> list[str]:
    """Conditions in commands and in code blocks of their own, on all pages."""
    shown = re.findall(
        r"--where '([^']+)'", "".join(path.read_text("utf-8") for path in all_pages())
    )
    own = re.findall(r"^```condition\n(.*?)^```", text_of("look-up/conditions.md"), re.M | re.S)
    return [*shown, *(line for block in own for line in block.splitlines())]


@pytest.mark.parametrize("condition", conditions_shown())
def test_a_condition_shown_on_a_page_can_be_read(condition):
    assert parse_condition(condition)


def test_the_page_of_the_map_is_the_one_the_schema_writes():
    assert write_map_reference.main(["--check"]) == 0, "python tools/write_map_reference.py"


def test_the_page_of_errors_is_the_one_the_classes_write():
    assert write_error_reference.main(["--check"]) == 0, "python tools/write_error_reference.py"


def test_every_error_says_in_one_sentence_when_it_comes():
    write_error_reference.load_every_module()
    silent = [
        error.__name__
        for branch, _, _ in write_error_reference.BRANCHES
        for error in write_error_reference.errors_below(branch)
        if not write_error_reference.first_sentence(error).endswith(".")
    ]
    assert silent == []


def test_every_exit_code_is_explained():
    codes = first_cells(text_of("look-up/errors.md").partition("\n## ")[0])
    assert codes == ["0", "2", "3", "4", "5", "130"]
