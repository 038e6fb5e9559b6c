"""The commands: each explains itself, and each kind of error has its exit code."""

import pytest
import typer

from percorso import __version__
from percorso.cli.main import EXIT_CODES, app, exit_code
from percorso.domain import errors
from tests.flows.door import percorso


def commands(group: typer.main.TyperGroup, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        is_group = isinstance(command, typer.core.TyperGroup)
        found += commands(command, (*before, name)) if is_group else [(*before, name)]
    return found


COMMANDS = commands(typer.main.get_command(app))


def test_the_commands_are_those_of_the_issue():
    assert {" ".join(command) for command in COMMANDS} == {
        "customer", "happy", "correct", "erase", "scan", "changed",
        "reconciliation show", "reconciliation totals", "reconciliation withdraw", "reviews",
        "replies list", "replies show", "replies draft", "replies approve", "replies sent",
        "replies withdraw", "replies templates",
        "retention list", "retention set", "retention report", "retention apply", "retention log",
        "consent show", "consent may", "consent record", "consent request",
        "consent confirm", "consent basis", "consent restrict", "consent load",
        "identity join", "identity part", "identity split", "identity undo", "identity rulings",
        "identity block", "identity unblock", "identity blocked",
        "identity machines", "identity person",
        "identity why", "identity try",
        "identity candidates", "identity accept", "identity reject",
        "demo", "load", "map", "catalogue list", "catalogue place", "catalogue export",
        "catalogue changes", "catalogue undo",
        "catalogue import", "profiles list", "profiles show", "media load", "media list",
        "media remove", "hypotheses import", "hypotheses export", "hypotheses list",
        "actions list", "actions show", "actions add", "actions set", "actions remove",
        "follow-ups list", "follow-ups set", "follow-ups recovery", "follow-ups opening",
        "follow-ups tell",
        "token add", "token list", "token revoke",
        "export tables", "export log", "journeys list", "journeys show", "journeys add",
        "journeys propose",
        "rejected list", "rejected show", "rejected replay", "rejected drop",
        "reread", "rebuild", "doctor", "lake export", "lake show",
        "up", "ledger", "records copy",
        "source add", "source list", "source rotate", "source disable",
        "source enable", "source read",
        "voice phrases", "voice listening", "voice learn",
        "users invite", "users list", "users role", "users disable", "users enable", "users reset",
        "users second-factor",
        "survey new", "survey add", "survey change", "survey list", "survey show",
        "survey close", "survey open", "survey link", "survey results",
        "survey mail", "survey send", "survey embed",
        "survey again",
        "audit", "voice read", "voice seeds", "voice themes", "voice texts",
    }  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_shows_an_example_that_begins_with_the_command(command):
    answer = percorso(*command, "--help")
    assert answer.code == 0
    assert "Example: percorso " + " ".join(command) in " ".join(answer.out.split())


def test_the_version_is_said():
    assert percorso("--version").out == f"percorso {__version__}\n"


@pytest.mark.parametrize(
    ("branch", "code"),
    [(errors.InputError, 2), (errors.NotFoundError, 3), (errors.ConflictError, 4),
     (errors.EngineError, 5)],
)  # fmt: skip
def test_each_branch_of_errors_has_its_exit_code(branch, code):
    class Leaf(branch):
        """A situation nobody has met yet."""

    assert exit_code(Leaf("it happened")) == code


def leaves(kind: type) -> list[type]:
    return [kind, *(leaf for one in kind.__subclasses__() for leaf in leaves(one))]


def test_every_error_of_ours_has_an_exit_code():
    for leaf in leaves(errors.PercorsoError)[1:]:
        assert issubclass(leaf, tuple(EXIT_CODES)), leaf


@pytest.mark.parametrize("wrong", [["laod"], ["load"], ["map", "--colour", "red"]])
def test_a_mistyped_command_or_option_is_input(wrong):
    answer = percorso(*wrong)
    assert answer.code == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err
