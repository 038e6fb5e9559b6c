"""Phone numbers: which spellings are one, and that the short way says what the plan says."""

import random
import re
from pathlib import Path

import numpy as np
import phonenumbers
import pytest

from percorso.identity.phones import in_full, write_phones_in_full
from percorso.identity.phones_sql import PLAIN
from percorso.store.warehouse import open_warehouse

_NATIONAL = ("3", "30", "33", "38", "02", "011", "0549", "080")
_NEIGHBOURS = ("30", "31", "32", "33", "34", "351", "41", "43", "44", "45", "46", "47", "48", "49")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("0044 20 79460000", "+442079460000"),
        ("+49 (0) 30 123456", "+4930123456"),
        ("tel:+39-011-5550123", "+390115550123"),
        ("011 5550123 int. 7", "+390115550123"),
        ("39 333 1234567", "+393331234567"),
        ("+39 (0)11 5550123", "+390115550123"),
        ("1-800-FLOWERS", "1-800-FLOWERS"),
        ("12345678901234567890", "12345678901234567890"),
        ("011 5550 Ada", "011 5550 Ada"),
        ("abc def", "abc def"),
    ],
)
def test_a_number_is_written_as_e_164_or_left(written: str, number: str) -> None:
    assert in_full(written) == number


def _some(draw: random.Random) -> str:
    digits = "".join(draw.choices("0123456789", k=draw.randint(5, 12)))
    if draw.random() < 0.5:
        return draw.choice(("", "+39", "0039")) + draw.choice(_NATIONAL) + digits
    return draw.choice(("+", "00")) + draw.choice(_NEIGHBOURS) + digits


def test_where_the_plan_is_not_asked_it_would_change_no_digit() -> None:
    draw = random.Random(7)
    plain = [one for one in (_some(draw) for _ in range(12_000)) if re.fullmatch(PLAIN, one)]
    assert len(plain) > 3_000
    for written in plain:
        number = phonenumbers.parse(written, "IT")
        bare = re.sub(r"^00", "+", written)
        wanted = bare if bare.startswith("+") else f"+39{bare}"
        told = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        # What cannot be a number keeps its digits: hashing adds the same country to them.
        assert told == wanted or not phonenumbers.is_possible_number(number), written


def test_only_odd_spellings_of_a_table_are_written_anew(tmp_path: Path) -> None:
    written = ["+44 (0)20 7946 0000", "333/123.45.67", None, "", "soon", "+44 (0)20 7946 0000"]
    with open_warehouse(
        Path(":memory:"), read_only=False, memory_limit_mb=200, temporary_limit_mb=100,
        scratch=tmp_path,
    ) as engine:  # fmt: skip
        engine.fill("person", {"phone": np.array(written, dtype=object)})
        write_phones_in_full(engine, "person")
        found = [phone for (phone,) in engine.rows("select phone from person order by rowid")]
    assert found == ["+442079460000", "333/123.45.67", None, "", "soon", "+442079460000"]
