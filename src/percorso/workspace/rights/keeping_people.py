"""Of people nothing was heard of for long: whose yes still holds, so that they are kept?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from percorso.domain.consent.choices import Spoken
from percorso.domain.consent.permission import RESTRICTION, Said
from percorso.store.records.consents import choices_of_keys
from percorso.store.records.customers import in_parts
from percorso.store.records.database import RecordsConnection
from percorso.store.records.retention import Silent


def those_to_keep(connection: RecordsConnection, silent: Sequence[Silent]) -> set[int]:
    """The customers who said yes to something, and never took it back."""
    owner = {key: one.customer_no for one in silent for key in one.keys}
    spoken: defaultdict[int, list[Spoken]] = defaultdict(list)
    for part in in_parts(owner):
        for one in choices_of_keys(connection, part):
            spoken[owner[one.key]].append(one)
    now = datetime.now(UTC)
    return {no for no, words in spoken.items() if _says_yes(words, now)}


def _says_yes(words: Sequence[Spoken], now: datetime) -> bool:
    said = Said(words)
    scopes = {one.choice.scope for one in words} - {RESTRICTION}
    found = (said.word_on(scope, now) for scope in scopes)
    return any(
        word is not None and word.state == "given" and not word.is_expired(now) for word in found
    )
