"""The journeys as an XES log (IEEE 1849): one trace a journey, one event an interaction."""

import re
from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import quoteattr

from percorso.workspace.export.log import LogEvent, OpenLog

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Identity" prefix="identity" uri="http://www.xes-standard.org/identity.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Touchpoint" keys="concept:name"/>
"""

# What XML 1.0 can hold in no form at all.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xes_log(log: OpenLog, title: str) -> Iterator[str]:
    """The log as pieces of text, a trace a piece."""
    yield _HEAD + _attribute("string", "concept:name", title, 1)
    for case, events in groupby(log.events(), key=lambda event: event.case):
        yield _trace(case, list(events))
    yield "</log>\n"


def _trace(case: str, events: list[LogEvent]) -> str:
    first = events[0]
    told = (
        _attribute("string", "concept:name", case, 2),
        _attribute("string", "customer", first.customer, 2),
        _attribute("string", "status", first.status, 2),
        *(_event(event) for event in events),
    )
    return f"  <trace>\n{''.join(told)}  </trace>\n"


def _event(event: LogEvent) -> str:
    told = (
        _attribute("string", "concept:name", event.touchpoint.key, 3),
        _attribute("date", "time:timestamp", event.occurred_at.isoformat(), 3),
        _attribute("string", "lifecycle:transition", "complete", 3),
        _attribute("string", "org:resource", event.actor, 3),
        _attribute("id", "identity:id", event.id, 3),
        _attribute("string", "name", event.name, 3),
        _attribute("string", "stage", event.touchpoint.stage, 3),
        _attribute("string", "channel", event.channel, 3),
        _attribute("string", "source", event.source, 3),
        _attribute("float", "amount", event.amount, 3),
        _attribute("string", "currency", event.currency, 3),
        _attribute("float", "rating_value", event.rating_value, 3),
        _attribute("float", "rating_max", event.rating_max, 3),
        _attribute("string", "rating_kind", event.rating_kind, 3),
        _attribute("string", "text", event.text, 3),
        *(_attribute("string", f"{kind}_ref", name, 3) for kind, name in event.references.items()),
    )
    return f"    <event>\n{''.join(told)}    </event>\n"


def _attribute(kind: str, key: str, value: object, depth: int) -> str:
    """One attribute; nothing where there is no value."""
    if value is None:
        return ""
    plain = _NOT_XML.sub("", str(value))
    return f'{"  " * depth}<{kind} key="{key}" value={quoteattr(plain)}/>\n'
