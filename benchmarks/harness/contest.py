"""Who is measured at what: the tasks, their contestants, and whose answer is the right one.

A new contestant is a function in `contestants/` that takes a `Work` and gives back an answer, and
one entry here.
"""

from dataclasses import dataclass
from typing import Literal

Role = Literal["floor", "percorso", "peer"]

# Environments by name, with what is installed in each; `own` is the interpreter of the command.
OWN = "own"
ENVIRONMENTS: dict[str, tuple[str, ...]] = {
    "data": ("numpy==2.4.6", "pyarrow==26.0.1"),
    "duckdb": ("duckdb==2.0.0",),
    "polars": ("polars==2.1.0",),
    "pandas": ("pandas==3.1.1", "pyarrow==26.0.1"),
    "pm4py": ("pm4py==2.7.23.11", "pyarrow==26.0.1"),
    "retentioneering": ("retentioneering==5.2.4",),
    "spark": ("pyspark==4.3.0",),
    "attribution": ("channelattribution==2.2.5", "matplotlib"),
}


@dataclass(frozen=True, slots=True)
class Contestant:
    """A tool with the function that does a task.

    Attributes:
        key: Its name on the command line.
        title: Its name on the page.
        role: `floor` does less than the task, `percorso` is ours, `peer` is another tool.
        function: `module:function` in `contestants`.
        environment: Key of `ENVIRONMENTS`.
        packages: Distributions whose versions are shown.
        once: Function that prepares a data set once, in a process of its own.
        prepare: Function that runs before the clock starts, in the measured process.
        most_rows: Larger data are left out; None: there is no limit.
        median_tolerance_seconds: How exactly the tool states times.
        note: What must be known to read its numbers.
    """

    key: str
    title: str
    role: Role
    function: str
    environment: str = OWN
    packages: tuple[str, ...] = ()
    once: str | None = None
    prepare: str | None = None
    most_rows: int | None = None
    median_tolerance_seconds: float = 1e-5
    note: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One question to several contestants, who run side by side.

    Attributes:
        key: Its name on the command line.
        title: Its heading on the page.
        reference: The contestant whose answer the others must give, and ratios are against.
        floor: The contestant that does the least there is to do; None where there is none.
        contestants: All of them, in the order of the page.
        rounds_factor: Rounds for each one asked for: short runs need more of them.
    """

    key: str
    title: str
    reference: str
    floor: str | None
    contestants: tuple[Contestant, ...]
    rounds_factor: int = 1


_TEN_MILLION = 10_000_000
_OURS = ("percorso", "duckdb", "numpy")

JOURNEYS = Task(
    "journeys",
    "Journeys, transitions and variants",
    "map-of",
    "scan-and-sort",
    (
        Contestant("scan", "floor: scan of the three columns", "floor", "duckdb_sql:scan",
                   "duckdb", ("duckdb",)),
        Contestant("scan-and-sort", "floor: scan and sort by customer and time", "floor",
                   "duckdb_sql:scan_and_sort", "duckdb", ("duckdb",)),
        Contestant("scan-group-sort", "floor: scan, group by customer, sort each", "floor",
                   "duckdb_sql:scan_group_and_sort", "duckdb", ("duckdb",)),
        Contestant("map-of", "**Percorso**: `map_of`, gap rule alone", "percorso",
                   "percorso_map:journeys", packages=_OURS,
                   note="It computes the whole map's other measures, too."),
        Contestant("map-of-whole", "**Percorso**: `map_of`, purchase, all measures", "percorso",
                   "percorso_map:whole_map", packages=_OURS,
                   note="Goal, chain, intervals, findings: nobody else computes that."),
        Contestant("warehouse", "**Percorso**: a workspace's map, gap rule alone", "percorso",
                   "percorso_map:warehouse_journeys", packages=_OURS, once="load",
                   prepare="read_once", most_rows=_TEN_MILLION,
                   note="Loaded before; reads the warehouse, not the file."),
        Contestant("warehouse-command", "**Percorso**: the same as `percorso map --json`",
                   "percorso", "percorso_map:warehouse_command", packages=_OURS, once="load",
                   prepare="read_once", most_rows=_TEN_MILLION, note="With the start of Python."),
        Contestant("polars", "polars, lazy, written well", "peer", "polars_lazy:journeys",
                   "polars", ("polars",)),
        Contestant("pandas", "pandas, written well", "peer", "pandas_frame:journeys",
                   "pandas", ("pandas", "pyarrow"), most_rows=_TEN_MILLION),
        Contestant("duckdb", "DuckDB, textbook windows", "peer", "duckdb_sql:journeys",
                   "duckdb", ("duckdb",)),
        Contestant("spark", "Spark SQL, local, warmed up", "peer", "spark_sql:journeys",
                   "spark", ("pyspark",), prepare="warm_up", most_rows=_TEN_MILLION,
                   note="Started and run over a part of the rows before the clock."),
        Contestant("retentioneering", "retentioneering, transition graph", "peer",
                   "retentioneering_stream:journeys", "retentioneering", ("retentioneering",),
                   most_rows=_TEN_MILLION, median_tolerance_seconds=1.0,
                   note="Times in whole seconds; it lists no variants."),
        Contestant("pm4py", "pm4py, graph, waits, variants", "peer", "pm4py_log:journeys",
                   "pm4py", ("pm4py",), most_rows=_TEN_MILLION,
                   note="Cases are cut with pandas first."),
    ),
)  # fmt: skip

ATTRIBUTION = Task(
    "attribution",
    "Removal effects of order 1",
    "chain",
    None,
    (
        Contestant("chain", "**Percorso**: `stats.chain`, from paths", "percorso",
                   "percorso_chain:effects", packages=("percorso", "numpy", "pyarrow"),
                   prepare="warm_up"),
        Contestant("chain-of-steps", "**Percorso**: `stats.chain`, from counted steps", "percorso",
                   "percorso_chain:effects_of_steps", packages=("percorso", "numpy", "pyarrow"),
                   prepare="count_steps", note="A map has counted its steps before it solves."),
        Contestant("channel-attribution", "ChannelAttribution, simulated", "peer",
                   "channel_attribution:effects", "attribution", ("ChannelAttribution",),
                   prepare="warm_up"),
    ),
    rounds_factor=5,
)  # fmt: skip

SAMPLE_SHOP = Task(
    "sample-shop",
    "The map of the sample shop, loaded",
    "warm-map",
    None,
    (
        Contestant("warm-map", "**Percorso**: `Workspace.map()`", "percorso",
                   "percorso_shop:warm_map", packages=_OURS, once="found", prepare="warm_map"),
        Contestant("map-command", "**Percorso**: `percorso map --format html`", "percorso",
                   "percorso_shop:command", packages=_OURS, once="found",
                   note="From the start of Python to the page with the drawing."),
    ),
    rounds_factor=5,
)  # fmt: skip

TASKS = (JOURNEYS, ATTRIBUTION, SAMPLE_SHOP)
