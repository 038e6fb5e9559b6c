"""The first rule that hits gives the value, asked of a real engine."""

import duckdb
import pytest

from percorso.collect.rules_sql import value_by_rules
from percorso.domain.mapping import ValueRule

WORDS = ValueRule(
    "touchpoint",
    column="Stato",
    words={
        "consegnata": "delivered", "non consegnata": "failed", "in giacenza": "exception",
        "in giacenza al punto di ritiro": "pickup", "reso": "returned", "È partita": "gone",
        "ritirat*": "picked_up",
    },
)  # fmt: skip


def value(engine: duckdb.DuckDBPyConnection, cell: str | None, *rules: ValueRule) -> str | None:
    """What a cell becomes under rules; the role's own cell is `own`."""
    sql = value_by_rules(rules, "'own'", lambda column: "cell")
    found = engine.execute(f"select {sql} from (select $cell::varchar as cell)", {"cell": cell})
    return found.fetchall()[0][0]


@pytest.mark.parametrize(
    ("cell", "becomes"),
    [
        ("consegnata", "delivered"), ("CONSEGNATA a Milano", "delivered"),
        ("Non  consegnata: destinatario assente", "failed"),
        ("In giacenza", "exception"), ("IN_GIACENZA al punto di ritiro", "pickup"),
        ("preso in carico", "preso in carico"), ("e' reso.", "returned"),
        ("e partita", "gone"), ("Ritirato ieri", "picked_up"), ("", ""),
    ],
)  # fmt: skip
def test_the_longest_word_contained_gives_the_value(
    cell: str, becomes: str, engine: duckdb.DuckDBPyConnection
) -> None:
    assert value(engine, cell, WORDS) == becomes


def test_a_text_no_word_knows_is_what_the_profile_says(engine) -> None:
    known = ValueRule("touchpoint", column="Stato", words={"a": "b"}, otherwise="unknown")
    assert value(engine, "sulla luna", known) == "unknown"
    assert value(engine, None, known) == "own"


@pytest.mark.parametrize(
    ("cell", "becomes"), [("C536379", "cancelled"), ("c536379", "own"), ("536379", "own")]
)
def test_a_prefix_is_looked_for_as_it_is_written(cell: str, becomes: str, engine) -> None:
    rule = ValueRule("touchpoint", value="cancelled", column="Invoice", prefix="C")
    assert value(engine, cell, rule) == becomes


def test_the_first_rule_that_hits_counts_and_one_without_test_is_the_default(engine) -> None:
    rules = [
        ValueRule("touchpoint", value="it's", column="x", equals=("a", "b")),
        ValueRule("touchpoint", value="digits", column="x", pattern="^[0-9]+$"),
        ValueRule("touchpoint", value="all", column="x", prefix=""),
        ValueRule("touchpoint", value="rest"),
        ValueRule("touchpoint", value="never", column="x", equals=("z",)),
    ]
    found = [value(engine, cell, *rules) for cell in ("b", "42", "z", None)]
    assert found == ["it's", "digits", "all", "rest"]
