"""How clear identifiers become keyed hashes before anything else sees them."""

from collections.abc import Collection

from percorso.domain.identifiers import BLOCKED
from percorso.store.query import Query

_BLOCK_BYTES = 64
_KEY_HEX = 32
_IDENTIFIERS = 'struct("type" varchar, "key" varchar, clear varchar)[]'

# What two spellings of one identifier have in common; a national phone number is Italian.
_NORMALISED = {
    "user_id": "trim(user_id)",
    "email": "lower(trim(email))",
    "phone": "(case when length(digits) < 6 or regexp_full_match(digits, '0+') then null "
    "when regexp_matches(phone, '^[^0-9]*\\+') then '+' || digits "
    "when digits like '00%' then '+' || digits[3:] "
    # An Italian number has at most eleven digits; a longer one brings its country along.
    "when length(digits) >= 12 and digits like '39%' then '+' || digits "
    "else '+39' || digits end)",
    "loyalty_card": "upper(regexp_replace(loyalty_card, '[\\s\\-]', '', 'g'))",
    "case_id": "(case when $case_is_identifier then $source_key || '/' || trim(case_id) end)",
    "anonymous_id": "trim(anonymous_id)",
}


def keyed_rows(
    relation: str,
    *,
    secret: bytes,
    source_key: str,
    case_is_identifier: bool,
    keep: str = "line",
    kinds: Collection[str] = tuple(_NORMALISED),
) -> Query:
    """Each row's identifiers, strongest first, as {type, key, clear}; blocked values left out.

    Args:
        relation: Has `line` and one text column an identifier role.
        secret: The workspace's secret, 32 bytes.
        source_key: Scopes case ids: they are never compared with another source's.
        case_is_identifier: A log without persons, whose case id says who.
        keep: The columns of the relation to hand on.
        kinds: The kinds of identifier the relation can hold at all; each costs its time.

    Returns:
        The columns kept, and identifiers (list of struct). The key is the first 128 bits, in
        hex, of HMAC-SHA256(secret, type|normalised value) (RFC 2104).
    """
    found = ",\n    ".join(_one_identifier(kind) for kind in _NORMALISED if kind in kinds)
    sql = f"""
with readable as (
  select *, regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g') as digits from {relation})
select {keep}, list_filter([
    {found}]::{_IDENTIFIERS}, lambda one: one is not null) as identifiers
from readable"""
    parameters = pads(secret) | {
        "blocked": BLOCKED,
        "source_key": source_key,
        "case_is_identifier": case_is_identifier,
    }
    asked = {name: value for name, value in parameters.items() if f"${name}" in sql}
    return Query(sql, asked)


def pads(secret: bytes) -> dict[str, object]:
    """What `keyed_hash` binds: the secret, laid over the two pads of HMAC."""
    padded = secret.ljust(_BLOCK_BYTES, b"\0")
    return {
        "inner_pad": bytes(byte ^ 0x36 for byte in padded),
        "outer_pad": bytes(byte ^ 0x5C for byte in padded),
    }


def keyed_hash(text: str) -> str:
    """SQL: the first 128 bits, in hex, of HMAC-SHA256 of a text (RFC 2104); null of null."""
    return (
        "left(sha256($outer_pad::blob || unhex(sha256($inner_pad::blob || "
        f"encode({text})))), {_KEY_HEX})"
    )


def _one_identifier(kind: str) -> str:
    value = _NORMALISED[kind]
    # A placeholder is judged as it was written: signs that are taken out belong to it.
    judged = f"not regexp_full_match(lower(trim({kind})), $blocked)"
    if kind == "case_id":
        # Logs number their cases from 0 or 1: such a number is a case like any other.
        judged = f"(regexp_full_match(trim(case_id), '[0-9]+') or {judged})"
    key = keyed_hash(f"'{kind}|' || {value}")
    return (
        f"case when {value} is not null and {value} <> '' and {judged} "
        f"then {{'type': '{kind}', 'key': {key}, 'clear': {value}}} end"
    )
