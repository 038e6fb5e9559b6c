"""Percorso's kept counts brought up to one per cent more interactions, and counted anew."""

from dataclasses import dataclass
from pathlib import Path

from contestants.percorso_engine import lay_out, warehouse_of
from contestants.percorso_sums import figures_of
from harness.answers import GAP, Figures, Work
from harness.kept import of_this_layout
from harness.made_warehouse import asked_of, in_order, make_changed, opened, place_names
from harness.page_cache import read_whole
from percorso.identity.changes_sql import swap_in_next
from percorso.journeys.counted import Counted
from percorso.journeys.counted_files import WHOLE, keep_counted, kept_counted
from percorso.journeys.refreshing import up_to_now

_KEPT = f"map{WHOLE}"
_DAY_US = 86_400 * 1_000_000


class CountsMissing(FileNotFoundError):
    """The counts of the earlier state were not prepared."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} is missing. Prepare the data set first (--once).")


@dataclass(frozen=True, slots=True)
class Change:
    """Two states of a warehouse.

    Attributes:
        key: What the change is called.
        before, after: SQL that gives the rows of each, of `made.resolved`.
    """

    key: str
    before: str
    after: str


# One per cent of the customers do again what they did, from a day after their last interaction
# on; who would do so after the last instant of the data is passed over.
_AGAIN = f"""
with person as (
  select customer_no, max(occurred_us) - min(occurred_us) + {_DAY_US} as later_us,
    max(occurred_us) + later_us as until_us
  from made.resolved group by customer_no),
chosen as (
  select customer_no, later_us from person
  where until_us <= (select max(occurred_us) from made.resolved)
  order by hash(customer_no) limit (select count(*) // 100 from person))
select r.* replace (
  r.occurred_us + chosen.later_us as occurred_us,
  r.interaction_no + (select max(interaction_no) from made.resolved) as interaction_no)
from made.resolved as r join chosen using (customer_no)"""
_FEW = Change(
    "few",
    "from made.resolved",
    f"from made.resolved union all by name ({_AGAIN})",
)
_SPREAD = Change(
    "spread",
    "from made.resolved where hash(interaction_no) % 100 > 0",
    "from made.resolved",
)


def prepare_few(work: Work) -> None:
    """Both states, one per cent of the customers apart, and the counts of the earlier one."""
    _prepare(work, _FEW)


def prepare_spread(work: Work) -> None:
    """Both states, one per cent of the interactions apart, and the counts of the earlier one."""
    _prepare(work, _SPREAD)


def read_few(work: Work) -> None:
    """All that is read is in the page cache before the clock starts, and names are placed."""
    _read(work, _FEW)


def read_spread(work: Work) -> None:
    """All that is read is in the page cache before the clock starts, and names are placed."""
    _read(work, _SPREAD)


def refresh_few(work: Work) -> Figures:
    """Counts brought up where one per cent of the customers did something."""
    return _brought_up(work, _FEW)


def refresh_spread(work: Work) -> Figures:
    """Counts brought up where the new interactions are of anybody."""
    return _brought_up(work, _SPREAD)


def recount_few(work: Work) -> Figures:
    """The same state counted anew."""
    return _now(work, _FEW, None)


def recount_spread(work: Work) -> Figures:
    """The same state counted anew."""
    return _now(work, _SPREAD, None)


def _folder(work: Work, change: Change) -> Path:
    return of_this_layout(work.kept) / f"refresh-{change.key}-{work.data.stem}"


def _prepare(work: Work, change: Change) -> None:
    lay_out(work)
    folder, made = _folder(work, change), warehouse_of(work)
    make_changed(made, change.before, folder / "before.duckdb", work.scratch)
    if not (folder / "after.duckdb").exists():
        # What an identity log says of the change is written by what writes it in a workspace.
        draft = folder / "after.next"
        draft.unlink(missing_ok=True)
        make_changed(made, change.before, draft, work.scratch)
        with opened(draft, work.scratch, to_write=True) as warehouse:
            warehouse.do(f"attach '{made}' as made (read_only)")
            warehouse.do("create table resolved_next as from resolved limit 0")
            warehouse.do(f"insert into resolved_next by name {in_order(change.after)}")
            for statement in swap_in_next():
                warehouse.do(statement)
        draft.rename(folder / "after.duckdb")
    with opened(folder / "before.duckdb", work.scratch) as warehouse:
        counted = up_to_now(warehouse, asked_of(warehouse, "purchase", GAP).scope, None)
    keep_counted(folder / _KEPT, counted)


def _read(work: Work, change: Change) -> None:
    folder = _folder(work, change)
    read_whole(folder)
    place_names(folder / "after.duckdb", work.scratch)


def _brought_up(work: Work, change: Change) -> Figures:
    path = _folder(work, change) / _KEPT
    kept = kept_counted(path)
    if kept is None:
        raise CountsMissing(path)
    return _now(work, change, kept)


def _now(work: Work, change: Change, earlier: Counted | None) -> Figures:
    """The counts of the later state, and what a workspace does with them: they are kept."""
    with opened(_folder(work, change) / "after.duckdb", work.scratch) as warehouse:
        counted = up_to_now(warehouse, asked_of(warehouse, "purchase", GAP).scope, earlier)
    for name in counted.sums.tables:
        counted.sums.columns(name)  # tables that changed are added up when they are asked for
    (work.scratch / "counts").mkdir(exist_ok=True)
    keep_counted(work.scratch / "counts" / _KEPT, counted)
    return Figures(lambda: figures_of(counted.sums))
