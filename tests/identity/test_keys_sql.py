"""Keys of identifiers: what two spellings share, what stands for nobody, which hash it is."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.domain.identifiers import is_blocked
from percorso.identity.keys_sql import keyed_rows

SECRET = bytes(range(32))
ROLES = ("user_id", "email", "phone", "loyalty_card", "case_id", "anonymous_id")

LETTERS = st.text(alphabet="abzABZ019 @.-_/'\"|+àèìòùÈ😀$", min_size=0, max_size=14)
CARDS = st.text(alphabet="abAB 019-", max_size=12)
PHONES = st.text(alphabet="+0139 ()-./", max_size=16)
WHO = st.fixed_dictionaries(
    {"user_id": LETTERS, "email": LETTERS, "phone": PHONES, "loyalty_card": CARDS,
     "case_id": LETTERS, "anonymous_id": LETTERS}
)  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(config={"threads": 1})
    yield connection
    connection.close()


def identifiers_of(
    engine: duckdb.DuckDBPyConnection, rows: list[dict[str, str]], *, cases: bool = False
) -> list[list[dict[str, str]]]:
    """Each row's identifiers as the engine makes them."""
    engine.execute(
        "create or replace table row_at_hand (line integer, "
        + ", ".join(f"{role} varchar" for role in ROLES)
        + ")"
    )
    for line, row in enumerate(rows):
        values = [line, *(row.get(role) for role in ROLES)]
        engine.execute("insert into row_at_hand values (?, ?, ?, ?, ?, ?, ?)", values)
    query = keyed_rows("row_at_hand", secret=SECRET, source_key="desk", case_is_identifier=cases)
    answer = engine.execute(f"select * from ({query.sql}) order by line", query.parameters)
    return [found for _, found in answer.fetchall()]


def only(engine: duckdb.DuckDBPyConnection, role: str, value: str, **how: Any) -> str | None:
    """The one key a value has, or None."""
    found = identifiers_of(engine, [{role: value}], **how)[0]
    return found[0]["key"] if found else None


def normalised(role: str, value: str) -> str | None:
    """What the documentation says two spellings have in common, told a second time."""
    if role == "phone":
        digits = re.sub(r"[^0-9]", "", value)
        if len(digits) < 6 or not digits.strip("0"):
            return None
        if re.match(r"[^0-9]*\+", value):
            return "+" + digits
        if digits.startswith("00"):
            return "+" + digits[2:]
        has_country = len(digits) >= 12 and digits.startswith("39")
        return ("+" if has_country else "+39") + digits
    if role == "email":
        return value.strip(" ").lower()
    if role == "loyalty_card":
        return re.sub(r"[\s\-]", "", value).upper()
    return value.strip(" ")


@settings(max_examples=60, deadline=None)
@given(st.lists(WHO, min_size=1, max_size=6))
def test_a_key_is_the_hmac_of_type_and_normalised_value(engine, rows):
    made = identifiers_of(engine, rows)
    for row, found in zip(rows, made, strict=True):
        wanted = []
        for role in ("user_id", "email", "phone", "loyalty_card", "anonymous_id"):
            value = normalised(role, row[role])
            if value and not is_blocked(row[role]):
                message = f"{role}|{value}".encode()
                digest = hmac.new(SECRET, message, hashlib.sha256).hexdigest()[:32]
                wanted.append({"type": role, "key": digest, "clear": value})
        assert found == wanted


@pytest.mark.parametrize(
    "spelling",
    ["300 500 0123", "+393005000123", "00393005000123", "+39 300-500.0123", "(+39) 300 5000123",
     "393005000123", "300/5000123"],
)  # fmt: skip
def test_every_spelling_of_a_phone_number_is_one_key(engine, spelling):
    assert only(engine, "phone", spelling) == only(engine, "phone", "3005000123")


@pytest.mark.parametrize("other", ["+443005000123", "3005000124", "0041 300 5000123"])
def test_another_number_or_country_is_another_phone(engine, other):
    assert only(engine, "phone", other) != only(engine, "phone", "3005000123")


@pytest.mark.parametrize("value", ["+", "000 000 0000", "+39", "12345", "non disponibile", "0"])
def test_a_phone_that_is_no_number_links_nobody(engine, value):
    assert only(engine, "phone", value) is None


@pytest.mark.parametrize(
    "value",
    ["0", "-1", "null", "NULL", "undefined", "NaN", "[object Object]", "anonymous", "0000", "--",
     " none ", "guest", "Ospite"],
)  # fmt: skip
@pytest.mark.parametrize("role", ["user_id", "email", "loyalty_card", "anonymous_id"])
def test_a_placeholder_links_nobody(engine, role, value):
    assert only(engine, role, value) is None


@pytest.mark.parametrize("value", ["test@shop.it", "noreply@casalume.it", "prova@x.it"])
def test_an_address_of_nobody_links_nobody(engine, value):
    assert only(engine, "email", value) is None


def test_an_email_is_one_in_any_case(engine):
    assert only(engine, "email", " Ada@Shop.IT") == only(engine, "email", "ada@shop.it")


def test_a_card_is_one_with_or_without_blanks_and_dashes(engine):
    assert only(engine, "loyalty_card", "ab 12-34") == only(engine, "loyalty_card", "AB1234")


def test_equal_texts_of_two_types_are_two_keys(engine):
    assert only(engine, "user_id", "ada@shop.it") != only(engine, "email", "ada@shop.it")


def test_a_case_id_is_an_identifier_only_of_a_log_without_persons(engine):
    assert only(engine, "case_id", "C-17") is None
    assert only(engine, "case_id", "C-17", cases=True) is not None


def test_a_case_id_is_never_compared_with_another_source(engine):
    engine.execute("create or replace table one as select 1 as line, 'C-17' as case_id, "
                   "null::varchar as user_id, null::varchar as email, null::varchar as phone, "
                   "null::varchar as loyalty_card, null::varchar as anonymous_id")  # fmt: skip
    keys = set()
    for source in ("desk", "helpline"):
        query = keyed_rows("one", secret=SECRET, source_key=source, case_is_identifier=True)
        keys.add(engine.execute(query.sql, query.parameters).fetchall()[0][1][0]["key"])
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("case", "is_somebody"), [("0", True), ("1", True), ("null", False), ("-", False)]
)
def test_a_case_may_be_number_zero_but_not_a_placeholder(engine, case, is_somebody):
    assert (only(engine, "case_id", case, cases=True) is not None) is is_somebody


def test_another_secret_makes_another_key(engine):
    engine.execute("create or replace table one as select 1 as line, 'ada' as user_id, "
                   "null::varchar as case_id, null::varchar as email, null::varchar as phone, "
                   "null::varchar as loyalty_card, null::varchar as anonymous_id")  # fmt: skip
    keys = set()
    for secret in (SECRET, bytes(32)):
        query = keyed_rows("one", secret=secret, source_key="s", case_is_identifier=False)
        keys.add(engine.execute(query.sql, query.parameters).fetchall()[0][1][0]["key"])
    assert len(keys) == 2
