"""Every command, argument and option of the program stands in docs/look-up/commands.md."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from pages import sections, text_of

from percorso.cli.main import app

SECTIONS = {
    title: body
    for title, body in sections(text_of("look-up/commands.md")).items()
    if title.startswith("percorso")
}


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command below one, with its full name; groups too where they take options."""
    is_group = hasattr(command, "list_commands")
    if not is_group or command.params:
        yield name, command
    for word in command.list_commands(None) if is_group else ():
        yield from commands(command.get_command(None, word), f"{name} {word}")


COMMANDS = dict(commands(typer.main.get_command(app), "percorso"))


def names_of(parameter: Any) -> list[str]:
    """All ways to write an option, or the word that stands for an argument."""
    if parameter.param_type_name == "option":
        return [*parameter.opts, *parameter.secondary_opts]
    return [(parameter.metavar or parameter.name.upper()).strip("[].")]


def parameters() -> list[tuple[str, str]]:
    """(command, option name), and (command, ARGUMENT), for each parameter there is."""
    return [
        (name, written)
        for name, command in COMMANDS.items()
        for parameter in command.params
        for written in names_of(parameter)
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_a_section_with_an_example(name):
    assert name in SECTIONS
    assert re.search(rf"^{name}\b", SECTIONS[name], re.MULTILINE) or name == "percorso"


@pytest.mark.parametrize(("name", "written"), parameters())
def test_an_option_or_argument_stands_in_the_table_of_its_command(name, written):
    rows = [row for row in SECTIONS[name].splitlines() if row.startswith("|")]
    pattern = rf"(?<![\w-]){re.escape(written)}(?![\w-])"
    assert any(re.search(pattern, row.split("|")[1]) for row in rows)


def test_no_section_speaks_of_a_command_that_does_not_exist():
    assert set(SECTIONS) - {"percorso"} <= set(COMMANDS)


@pytest.mark.parametrize("name", SECTIONS)
def test_no_table_speaks_of_an_option_that_does_not_exist(name):
    first_column = [row.split("|")[1] for row in SECTIONS[name].splitlines() if row[:1] == "|"]
    spoken_of = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", " ".join(first_column)))
    assert spoken_of <= {option for command, option in parameters() if command == name} | {"--help"}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_a_command_does(name):
    assert COMMANDS[name].help
