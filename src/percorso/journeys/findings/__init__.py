"""What deserves attention on a map, each with its measure, evidence and reason (METHODS 6)."""

import hashlib

from percorso.domain.journey_map import Finding
from percorso.journeys.findings.dead_ends import dead_ends
from percorso.journeys.findings.moments import moments_of_truth
from percorso.journeys.findings.pains import pain_points
from percorso.journeys.findings.watched import Case, Watched
from percorso.journeys.findings.words import finding_title
from percorso.journeys.measures import Measures
from percorso.journeys.scope import Code, Scope

_ORDER = {"moment_of_truth": 0, "pain_point": 1, "dead_end": 2}


def find(scope: Scope, measures: Measures, language: str) -> list[Finding]:
    """All findings of a map, the weightiest first inside each kind.

    What is felt comes from ratings, and from texts where there are none.
    """
    watched = Watched(scope, measures)
    cases = [*moments_of_truth(watched), *pain_points(watched), *dead_ends(watched)]
    cases.sort(key=lambda case: (_ORDER[case.kind], -case.weight, case.code))
    return [_finding(case, scope, watched.touchpoint[case.code], language) for case in cases]


def _finding(case: Case, scope: Scope, code: Code, language: str) -> Finding:
    touchpoint = code.touchpoint
    name = touchpoint.name_it if language == "it" else touchpoint.name_en
    fingerprint = scope.definition.fingerprint
    kind = case.kind if case.kind != "pain_point" else f"{case.kind}:{case.test}"
    text = "|".join((kind, touchpoint.key, fingerprint))
    return {
        "id": "f_" + hashlib.sha256(text.encode()).hexdigest()[:16],
        "kind": case.kind,
        "touchpoint": touchpoint.key,
        "title": finding_title(case.kind, _said(case), name, case.measure, language),
        "measure": case.measure,
        "evidence": case.evidence,
        "causal_badge": "association",
        "detail": {"test": case.test, **case.detail},
    }


def _said(case: Case) -> str:
    """What the title speaks of: the test, and where it has one, the outcome."""
    return f"{case.test}_{case.detail['outcome']}" if case.test == "important" else case.test
