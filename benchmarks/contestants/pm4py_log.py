"""pm4py as its manual shows it: a formatted log, its graph, its waits and its variants."""

import pandas as pd
import pm4py

from harness.answers import ARROW, GAP, Journeys, Work


def journeys(work: Work) -> Journeys:
    """Cases are cut with pandas, because pm4py knows no gap; the rest is pm4py's."""
    log = pm4py.format_dataframe(
        _cases(work), case_id="case", activity_key="touchpoint", timestamp_key="at"
    )
    counts, _, _ = pm4py.discover_dfg(log)
    waits, _, _ = pm4py.discover_performance_dfg(log, perf_aggregation_key="median")
    variants = pm4py.get_variants(log)
    transitions = [
        (source, target, times, waits[source, target]) for (source, target), times in counts.items()
    ]
    paths = ((ARROW.join(path), _number(cases)) for path, cases in variants.items())
    return Journeys(transitions, paths)


def _cases(work: Work) -> pd.DataFrame:
    frame = pd.read_parquet(work.data).sort_values(["customer", "at"], ignore_index=True)
    is_other = frame["customer"] != frame["customer"].shift()
    opens = is_other | (frame["at"].diff() > GAP)
    frame["case"] = opens.cumsum().astype(str)
    return frame


def _number(cases: object) -> int:
    return cases if isinstance(cases, int) else len(cases)  # type: ignore[arg-type]
