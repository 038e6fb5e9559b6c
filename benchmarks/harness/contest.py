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
        against: Whose answer it must give, and what its ratio is to; None: the task's reference.
        most_rows: Larger data are left out; None: there is no limit.
        is_loaded: Whether a workspace is loaded for it once, which takes long: larger data are
            left out unless asked for.
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
    against: str | None = None
    most_rows: int | None = None
    is_loaded: bool = False
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
        ratio: What ratios are to, as the head of their column.
        rounds_factor: Rounds for each one asked for: short runs need more of them.
        least_rows, most_rows: Of made data it runs on; None: no limit.
        note: What the task measures, where its title does not say it.
    """

    key: str
    title: str
    reference: str
    floor: str | None
    contestants: tuple[Contestant, ...]
    ratio: str
    rounds_factor: int = 1
    least_rows: int | None = None
    most_rows: int | None = None
    note: str = ""

    def reference_of(self, contestant: Contestant) -> str:
        """Key of the contestant whose answer another one must give."""
        return contestant.against or self.reference


_MILLION, _TEN_MILLION = 1_000_000, 10_000_000
_OURS = ("percorso", "duckdb", "numpy")

_SORT = Contestant("scan-and-sort", "floor: scan and sort by customer and time", "floor",
                   "duckdb_sql:scan_and_sort", "duckdb", ("duckdb",))  # fmt: skip

JOURNEYS = Task(
    "journeys",
    "Journeys, transitions and variants",
    "map-of",
    "scan-and-sort",
    (
        Contestant("scan", "floor: scan of the three columns", "floor", "duckdb_sql:scan",
                   "duckdb", ("duckdb",)),
        _SORT,
        Contestant("scan-group-sort", "floor: scan, group by customer, sort each", "floor",
                   "duckdb_sql:scan_group_and_sort", "duckdb", ("duckdb",)),
        Contestant("map-of", "**Percorso**: `map_of`, gap rule alone", "percorso",
                   "percorso_map:journeys", packages=_OURS,
                   note="It computes the whole map's other measures, too."),
        Contestant("asked-alone", "**Percorso**: `map_of` up to the counts asked for", "percorso",
                   "percorso_map:asked_alone", packages=_OURS, most_rows=_TEN_MILLION,
                   note="It reads and checks the file as `map_of` does, counts journeys, "
                        "transitions, their times and variants, and makes no map of them."),
        Contestant("map-of-whole", "**Percorso**: `map_of`, purchase, all measures", "percorso",
                   "percorso_map:whole_map", packages=_OURS, most_rows=_TEN_MILLION,
                   note="Goal, chain, intervals, findings: nobody else computes that."),
        Contestant("workspace-cold", "**Percorso**: a workspace's map, counted", "percorso",
                   "percorso_map:workspace_journeys", packages=_OURS, once="load",
                   prepare="forget_counts", most_rows=_TEN_MILLION, is_loaded=True,
                   note="Loaded before; reads the warehouse, not the file."),
        Contestant("workspace-warm", "**Percorso**: a workspace's map, asked again", "percorso",
                   "percorso_map:workspace_journeys", packages=_OURS, once="load",
                   prepare="keep_counts", most_rows=_TEN_MILLION, is_loaded=True,
                   note="Nothing new since: the counts are those that were kept."),
        Contestant("workspace-command", "**Percorso**: the same as `percorso map --json`",
                   "percorso", "percorso_map:workspace_command", packages=_OURS, once="load",
                   prepare="keep_counts", most_rows=_TEN_MILLION, is_loaded=True,
                   note="With the start of Python."),
        Contestant("polars", "polars, lazy, written well", "peer", "polars_lazy:journeys",
                   "polars", ("polars",), most_rows=_TEN_MILLION),
        Contestant("pandas", "pandas, written well", "peer", "pandas_frame:journeys",
                   "pandas", ("pandas", "pyarrow"), most_rows=_TEN_MILLION),
        Contestant("duckdb", "DuckDB, textbook windows", "peer", "duckdb_sql:journeys",
                   "duckdb", ("duckdb",), most_rows=_TEN_MILLION),
        Contestant("spark", "Spark SQL, local, warmed up", "peer", "spark_sql:journeys",
                   "spark", ("pyspark",), prepare="warm_up", most_rows=_MILLION,
                   note="Started and run over the rows once before the clock; with ten million it "
                        "takes minutes, and is left out."),
        Contestant("retentioneering", "retentioneering, transition graph", "peer",
                   "retentioneering_stream:journeys", "retentioneering", ("retentioneering",),
                   most_rows=_TEN_MILLION, median_tolerance_seconds=1.0,
                   note="Times in whole seconds; it lists no variants."),
        Contestant("pm4py", "pm4py, graph, waits, variants", "peer", "pm4py_log:journeys",
                   "pm4py", ("pm4py",), most_rows=_TEN_MILLION,
                   note="Cases are cut with pandas first."),
    ),
    ratio="x Percorso",
)  # fmt: skip

ENGINE = Task(
    "engine",
    "From the order a warehouse has",
    "asked-counts",
    "scan-and-sort",
    (
        _SORT,
        Contestant("path-builder", "**Percorso**: the whole path builder, nothing counted",
                   "percorso", "percorso_engine:path_builder", packages=_OURS, once="lay_out",
                   prepare="read_once", against="all-counts",
                   note="Reads the warehouse and cuts with goals, collapsing and broadcasts, "
                        "share by share."),
        Contestant("all-counts", "**Percorso**: path builder and all counts of a map",
                   "percorso", "percorso_engine:all_counts", packages=_OURS, once="lay_out",
                   prepare="read_once", against="all-counts"),
        Contestant("asked-counts", "**Percorso**: gap rule alone, the counts asked for",
                   "percorso", "percorso_engine:asked_counts", packages=_OURS, once="lay_out",
                   prepare="read_once"),
        Contestant("bare-counts", "**Percorso**: the same on arrays, without the engine layer",
                   "percorso", "percorso_engine:bare_counts", packages=_OURS, once="lay_out",
                   prepare="read_once",
                   note="One query for all rows, then the same functions in one thread."),
    ),
    ratio="x reference",
    least_rows=_MILLION,
    most_rows=_TEN_MILLION,
    note="The made interactions lie in the table `resolved` as a load lays them out. The floor "
         "reads and sorts the same interactions from Parquet.",
)  # fmt: skip

REFRESH = Task(
    "refresh",
    "Counts after one per cent more interactions",
    "recount-few",
    None,
    (
        Contestant("recount-few", "**Percorso**: all counted anew", "percorso",
                   "percorso_refresh:recount_few", packages=_OURS, once="prepare_few",
                   prepare="read_few"),
        Contestant("refresh-few", "**Percorso**: brought up, one per cent of the customers",
                   "percorso", "percorso_refresh:refresh_few", packages=_OURS,
                   once="prepare_few", prepare="read_few"),
        Contestant("recount-spread", "**Percorso**: all counted anew", "percorso",
                   "percorso_refresh:recount_spread", packages=_OURS, once="prepare_spread",
                   prepare="read_spread", against="recount-spread"),
        Contestant("refresh-spread", "**Percorso**: brought up, interactions of anybody",
                   "percorso", "percorso_refresh:refresh_spread", packages=_OURS,
                   once="prepare_spread", prepare="read_spread", against="recount-spread"),
    ),
    ratio="x anew",
    least_rows=_MILLION,
    most_rows=_TEN_MILLION,
    note="A map with a goal and all its measures. A run reads the counts that were kept, brings "
         "them up to the warehouse and keeps the new ones; who counts anew keeps them, too. "
         "Resolving who is who happens at loading, and is not in it.",
)  # fmt: skip

SPARK = Task(
    "spark",
    "Inside Spark, over a lake",
    "spark-native",
    None,
    (
        Contestant("spark-native", "Spark SQL, textbook windows", "peer", "spark_kernel:native",
                   packages=("pyspark",), once="write", prepare="warm_up_native"),
        Contestant("spark-kernel", "**Percorso**: its kernel in Spark's tasks", "percorso",
                   "spark_kernel:kernel", packages=("percorso", "duckdb", "numpy", "pyspark"),
                   once="write", prepare="warm_up_kernel"),
    ),
    ratio="x Spark SQL",
    least_rows=_MILLION,
    most_rows=_MILLION,
    note="Both read the same 64 files, in a session with the same settings on the threads of this "
         "machine, and have run twice over all of it before the clock starts.",
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
    ratio="x Percorso",
    rounds_factor=5,
)  # fmt: skip

SAMPLE_SHOP = Task(
    "sample-shop",
    "The map of the sample shop, loaded",
    "warm-map",
    None,
    (
        Contestant("warm-map", "**Percorso**: `Workspace.map()`, asked again", "percorso",
                   "percorso_shop:warm_map", packages=_OURS, once="found", prepare="warm_map",
                   note="Nothing new since: the counts are those that were kept."),
        Contestant("cold-map", "**Percorso**: `Workspace.map()`, counted", "percorso",
                   "percorso_shop:warm_map", packages=_OURS, once="found",
                   prepare="forget_counts"),
        Contestant("map-command", "**Percorso**: `percorso map --format html`", "percorso",
                   "percorso_shop:command", packages=_OURS, once="found",
                   note="From the start of Python to the page with the drawing."),
    ),
    ratio="x asked again",
    rounds_factor=5,
)  # fmt: skip

TASKS = (SAMPLE_SHOP, ATTRIBUTION, ENGINE, REFRESH, SPARK, JOURNEYS)
