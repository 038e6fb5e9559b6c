"""Which commands there are; each is imported when it is called, and `--help` imports none."""

import importlib
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group


@dataclass(frozen=True, slots=True)
class Command:
    """A command, or a group of them.

    Attributes:
        module: The module of `percorso.cli` that holds it.
        says: The first sentence of its help.
        function: What it calls; None is a group: the module's `app`.
    """

    module: str
    says: str
    function: str | None = None


COMMANDS = {
    "demo": Command("demo", "Make the sample shop Casa Lume, load it, print and draw its map.",
                    "demo"),
    "load": Command("load", "Load files of one source into a workspace (made when new).", "load"),
    "up": Command("up", "Run the server: show the map and the customers, take messages in, and "
                  "load them.", "up"),
    "map": Command("map_command", "The journey map of a workspace.", "map_"),
    "changed": Command("changed", "What changed since last week, month or quarter, in words with "
                       "numbers.", "changed"),
    "reconciliation": Command("reconciliation", "What is held by source and day, beside what the "
                              "source itself counts."),
    "reviews": Command("reviews", "Reviews by platform: how many, their stars, and whether they "
                       "are answered.", "reviews"),
    "survey": Command("survey", "What customers are asked, and what they answer."),
    "replies": Command("replies", "Replies to reviews: drafted, approved, sent, and their "
                       "templates."),
    "reread": Command("reread", "Read all rows of a source anew, from the archive; rejected ones "
                      "are tried too.", "reread"),
    "doctor": Command("doctor", "Say what is in a workspace, what waits, and whether it is sound; "
                      "change nothing.", "doctor"),
    "rebuild": Command("rebuild", "Make the warehouse anew; nothing that was loaded is needed "
                       "again.", "rebuild"),
    "ledger": Command("ledger", "Say what became of every message and row: received is the sum of "
                      "the others.", "ledger"),
    "catalogue": Command("catalogue", "See and place touchpoints; the history follows an edit at "
                         "once."),
    "consent": Command("consent", "What customers allow: by purpose and channel, with proof."),
    "customer": Command("customer", "One customer: who it is, what they allow, bought and did.",
                        "customer"),
    "happy": Command("happy", "The Happy Index: how well it goes for the customers, who fell, and "
                     "what it rests on.", "happy"),
    "correct": Command("correct", "Put right what a customer is said to be; it wins over what any "
                       "source says.", "correct"),
    "erase": Command("erase", "Forget persons, wherever the workspace holds them; what comes of "
                     "them later is dropped.", "erase"),
    "retention": Command("retention", "How long each class of data is kept, and taking away what "
                         "is older."),
    "scan": Command("scan", "Say where texts stand in the files of a workspace, decoded; ends with "
                    "1 where any does.", "scan"),
    "identity": Command("identity", "Who is who: join, part and split customers by hand, and take "
                        "it back."),
    "export": Command("export", "Hand data on: the map's tables as CSV, its journeys as XES or "
                      "OCEL."),
    "lake": Command("lake", "Write the interactions as Parquet files that any engine reads, and "
                    "look at them."),
    "actions": Command("actions", "The action plan: what is done about the map, by whom, by when."),
    "follow-ups": Command("follow_ups", "Follow-ups: customers to be looked after, by whom, by "
                          "when, and how it went on."),
    "media": Command("media", "Media without a person: TV, radio, posters, fairs."),
    "journeys": Command("journeys", "Kinds of journey: list, show, add, and their gap."),
    "profiles": Command("profiles", "How files of one kind are read: built-in profiles, and the "
                        "one of a source."),
    "hypotheses": Command("hypotheses", "Persona, typed rows, touchpoints and owners: a map before "
                          "there are data."),
    "records": Command("records", "Where the records of a workspace lie."),
    "rejected": Command("rejected", "Look at rows that were set aside, and bring them in."),
    "token": Command("token", "Tokens with which programs ask the API."),
    "source": Command("source", "Sources that send by themselves, and their keys."),
    "voice": Command("voice", "What customers say: language, mood, themes, and "
                     "the words that told it."),
    "users": Command("users", "Who may see the pages, and as what."),
    "audit": Command("audit", "Say who did what on the pages, the newest first, and whether the "
                     "log is whole.", "audit"),
}  # fmt: skip


class OnDemand(TyperGroup):
    """The group of all commands, which imports one when it is asked for."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._imported: dict[str, Any] = {}
        for name, one in COMMANDS.items():
            self.add_command(TyperCommand(name, help=one.says))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name; None where there is none."""
        if cmd_name in COMMANDS and cmd_name not in self._imported:
            self._imported[cmd_name] = _imported(cmd_name, COMMANDS[cmd_name])
        return self._imported.get(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List what stands for them, which needs no import."""
        TyperGroup(commands=dict(self.commands)).format_commands(ctx, formatter)


def _imported(name: str, command: Command) -> Any:
    module = importlib.import_module(f"percorso.cli.{command.module}")
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    if command.function is None:
        alone.add_typer(module.app, name=name)
    else:
        alone.command(name)(getattr(module, command.function))
    # A callback makes a group of it, even where it holds a single command.
    alone.callback()(_alone)
    return get_group(alone).commands[name]


def _alone() -> None:
    """Hold one command."""
