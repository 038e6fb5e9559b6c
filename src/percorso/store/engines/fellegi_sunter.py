"""How likely two persons are one: the model of Fellegi and Sunter, by Splink over the engine."""

import contextlib
import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from percorso.domain.errors import InputError
from percorso.domain.likeness import Compared, Likeness
from percorso.store.query import Query, quoted
from percorso.store.warehouse import Warehouse

if TYPE_CHECKING:
    from splink import Linker

_SEED = 7
_PERSON = "unique_id"


class IdentityExtraMissing(InputError):
    """Likely pairs were asked for, and what finds them is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Customers who are likely one person are found by Splink, which is not installed here. "
            'Install it: pip install "percorso[identity]"'
        )


def scored_pairs(
    engine: Warehouse, tables: Sequence[str], likeness: Likeness, least: float
) -> list[tuple[Any, ...]]:
    """Pairs of persons with the probability that they are one, the likeliest first.

    Args:
        engine: One of memory: the model writes tables of its own beside these.
        tables: One table of persons, or two whose pairs are looked for. They have `unique_id` and
            the columns compared, as text; null where nothing is known.
        likeness: The model.
        least: Pairs less likely than this are left out, 0..1.

    Returns:
        (person, person, probability, level of each column compared): 0 is unlike, -1 is unknown,
        and the more the more alike.

    Raises:
        IdentityExtraMissing: Splink is not installed.
    """
    try:
        import splink  # noqa: F401
    except ModuleNotFoundError:
        raise IdentityExtraMissing from None
    with _quiet(), engine.lent_connection() as connection:
        linker = _linker(connection, tables, likeness)
        _train(engine, linker, tables, likeness)
        found = linker.inference.predict(threshold_match_probability=least)
    levels = ", ".join(quoted(f"gamma_{one.column}") for one in likeness.compared)
    return engine.rows(
        Query(
            f"select {_PERSON}_l, {_PERSON}_r, match_probability, {levels} "
            f"from {quoted(found.physical_name)} "
            f"order by match_probability desc, {_PERSON}_l, {_PERSON}_r"
        )
    )


def _linker(connection: Any, tables: Sequence[str], likeness: Likeness) -> "Linker":
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    beside: list[Any] = [
        rule if isinstance(rule, str) else block_on(*rule) for rule in likeness.beside
    ]
    settings = SettingsCreator(
        link_type="dedupe_only" if len(tables) == 1 else "link_only",
        unique_id_column_name=_PERSON,
        comparisons=[_comparison(one) for one in likeness.compared],
        blocking_rules_to_generate_predictions=beside,
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=True,
    )
    api = DuckDBAPI(connection=connection)
    return Linker([api.register(table) for table in tables], settings, log_level=None)


def _comparison(one: Compared) -> Any:
    import splink.comparison_library as library

    if one.kind == "day":
        return library.DateOfBirthComparison(
            one.column, input_is_string=True, datetime_format=one.day_format,
            invalid_dates_as_null=True,
        )  # fmt: skip
    if one.kind == "name":
        known: Any = library.NameComparison(one.column)
    elif one.kind == "code":
        known = library.DamerauLevenshteinAtThresholds(one.column, [1, 2])
    else:
        known = library.ExactMatch(one.column)
    return known.configure(term_frequency_adjustments=True) if one.counts_rarity else known


def _train(engine: Warehouse, linker: "Linker", tables: Sequence[str], likeness: Likeness) -> None:
    """Estimate the chances; where the persons say nothing, those the model begins with stay."""
    from splink import block_on

    surely: list[Any] = [
        block_on(*rule) for rule in likeness.surely if _pairs(engine, tables, rule)
    ]
    if surely:
        linker.training.estimate_probability_two_random_records_match(
            surely, recall=likeness.surely_found
        )
    linker.training.estimate_u_using_random_sampling(max_pairs=likeness.most_sampled, seed=_SEED)
    for rule in likeness.trained_on:
        if _pairs(engine, tables, rule):
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*rule), estimate_without_term_frequencies=True
            )


def _pairs(engine: Warehouse, tables: Sequence[str], rule: Sequence[str]) -> bool:
    """Whether any two persons agree on these columns."""
    columns = ", ".join(quoted(one) for one in rule)
    left, right = tables[0], tables[-1]
    distinct = "and l.unique_id < r.unique_id" if left == right else ""
    found = engine.rows(
        Query(
            f"select 1 from {quoted(left)} as l join {quoted(right)} as r using ({columns}) "
            f"where true {distinct} limit 1"
        )
    )
    return bool(found)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the model says of itself off the terminal."""
    log = logging.getLogger("splink")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)
