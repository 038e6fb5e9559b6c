"""May everything Percorso installs, the core and every extra, be given on freely?"""

import argparse
import sys
import tomllib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from licence_terms import Verdict, judged_expression, judged_text, worst

Finder = Callable[[str], Distribution]


@dataclass(frozen=True, slots=True)
class Review:
    """A licence a person read where the metadata say nothing, and the words that prove it.

    The words are looked for in the installed file at every run: a release that changes its
    licence loses its review.
    """

    licence: str
    file: str
    words: str


# Packages whose metadata are silent. One line each: what was read, and where.
REVIEWED = {
    # A wrapper of our tests; the axe-core inside it is under the MPL-2.0.
    "axe-playwright-python": Review("MIT", "LICENSE", "Permission is hereby granted"),
    "crawler-user-agents": Review("MIT", "LICENSE", "Permission is hereby granted"),
    "pysqlite3": Review("Zlib", "LICENSE", "This software is provided 'as-is'"),
}


@dataclass(frozen=True, slots=True)
class Licence:
    """What one installed package says of its licence, and what that means for us."""

    package: str
    stated: str
    verdict: Verdict


def requirements_of_project(pyproject: Path) -> list[Requirement]:
    """What the core and every extra of a project ask for."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {}).values()
    texts = [*project.get("dependencies", []), *(text for extra in extras for text in extra)]
    return [Requirement(text) for text in texts]


def installed_tree(
    requirements: Iterable[Requirement], find: Finder = distribution
) -> tuple[dict[str, Distribution], list[str]]:
    """Every distribution the requirements pull in on this machine.

    Args:
        requirements: Where the walk begins.
        find: Gives the distribution of a name, or raises PackageNotFoundError.

    Returns:
        Canonical name -> distribution, and the names that are wanted but not installed.
    """
    found: dict[str, Distribution] = {}
    missing: list[str] = []
    seen: set[tuple[str, str]] = set()
    queue = deque((r, extra) for r in requirements if wanted(r, "") for extra in _extras(r))
    while queue:
        requirement, extra = queue.popleft()
        name = canonicalize_name(requirement.name)
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            found[name] = find(requirement.name)
        except PackageNotFoundError:
            missing.append(name)
            continue
        queue.extend(_next_requirements(found[name], extra))
    return found, sorted(set(missing))


def wanted(requirement: Requirement, extra: str) -> bool:
    """Does a requirement apply on this machine, with this extra chosen?"""
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def _extras(requirement: Requirement) -> tuple[str, ...]:
    return ("", *sorted(requirement.extras))


def _next_requirements(package: Distribution, extra: str) -> Iterator[tuple[Requirement, str]]:
    for requirement in map(Requirement, package.requires or []):
        if wanted(requirement, extra):
            yield from ((requirement, further) for further in _extras(requirement))


def licence_of(package: Distribution) -> Licence:
    """The licence a distribution states, judged.

    An SPDX `License-Expression` speaks alone (PEP 639). Older metadata hold a `License` field
    and classifiers: all of them count, and the worst decides. Where neither is understood, the
    reviewed table may answer.
    """
    name = canonicalize_name(package.name)
    expression = _field(package, "License-Expression")
    if expression:
        return Licence(name, expression, judged_expression(expression))
    statements = list(_older_statements(package))
    judged = [verdict for verdict in map(judged_text, statements) if verdict != Verdict.UNKNOWN]
    if judged:
        return Licence(name, "; ".join(statements), worst(judged))
    return _reviewed(name, package) or Licence(
        name, "; ".join(statements) or "nothing", Verdict.UNKNOWN
    )


def _older_statements(package: Distribution) -> Iterator[str]:
    field = " ".join(_field(package, "License").split())[:200]
    if field and field.upper() not in {"UNKNOWN", "NONE"}:
        yield field
    for classifier in package.metadata.get_all("Classifier") or []:
        if classifier.startswith("License ::"):
            yield classifier.rpartition(" :: ")[2]


def _field(package: Distribution, name: str) -> str:
    return next(iter(package.metadata.get_all(name) or []), "")


def _reviewed(name: str, package: Distribution) -> Licence | None:
    review = REVIEWED.get(name)
    if review is None or not any(
        review.words in Path(str(package.locate_file(file))).read_text(encoding="utf-8")
        for file in package.files or []
        if file.name == review.file
    ):
        return None
    return Licence(name, f"{review.licence} (read in {review.file})", Verdict.ALLOWED)


def complaint(licence: Licence) -> str:
    """What is wrong with a licence, and what to do."""
    if licence.verdict == Verdict.REFUSED:
        return f"{licence.package}: {licence.stated} is refused. Choose another package."
    return (
        f"{licence.package}: states {licence.stated}, which is not understood. "
        "Read its licence file and add it to REVIEWED in tools/check_licences.py."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every licence that may not stand; exit status 1 where there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pyproject", type=Path, default=Path("pyproject.toml"))
    parser.add_argument("--list", action="store_true", help="print every package and its licence")
    options = parser.parse_args(arguments)
    found, missing = installed_tree(requirements_of_project(options.pyproject))
    licences = [licence_of(package) for _, package in sorted(found.items())]
    bad = [complaint(licence) for licence in licences if licence.verdict != Verdict.ALLOWED]
    bad += [f"{name}: not installed here. Run ./tools/set-up, then try again." for name in missing]
    if options.list:
        print(*(f"{licence.package}: {licence.stated}" for licence in licences), sep="\n")
    print(*bad, f"{len(licences)} packages read, {len(bad)} may not stand", sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
