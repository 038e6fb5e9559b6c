"""Retentioneering: an event stream split into sessions, its transition graph, and a funnel."""

import os

# It reports every call to its makers otherwise; read when the package is imported.
os.environ["RETENTIONEERING_NO_TRACK"] = "1"

import pandas as pd
from retentioneering.eventstream.eventstream import Eventstream

from harness.answers import GAP, Journeys, Work

_ENDS = ("path_start", "path_end")


def journeys(work: Work) -> Journeys:
    """The graph twice, by counts and by median time; there is no list of variants."""
    stream = _sessions(work)
    counts = stream.transition_graph_data(edge_weight="count", path_col="session_id")
    waits = stream.transition_graph_data(edge_weight="time_median", path_col="session_id")
    transitions = [
        (source, target, int(times), _seconds(waits.loc[source, target]))
        for (source, target), times in counts.stack().items()
        if times and source not in _ENDS and target not in _ENDS
    ]
    return Journeys(transitions)


def _sessions(work: Work) -> Eventstream:
    frame = pd.read_parquet(work.data)
    schema = {"path_cols": ["customer"], "event_col": "touchpoint", "timestamp_col": "at"}
    return Eventstream(frame, schema=schema).split_sessions(timeout=pd.Timedelta(GAP))


def _seconds(wait: pd.Timedelta) -> float:
    return float(wait.total_seconds())
