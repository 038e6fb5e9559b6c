"""Licences: GPL, AGPL and silence are refused; the rest of free software passes."""

from importlib.metadata import Distribution, PackageNotFoundError

import pytest
from packaging.requirements import Requirement
from scripts import script

check_licences = script("check_licences")
licence_terms = script("licence_terms")
Verdict = licence_terms.Verdict


class Package(Distribution):
    """A distribution that exists only as its metadata and its files."""

    def __init__(self, folder, name, *fields, requires=()):
        self.folder = folder
        lines = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1", *fields]
        self.text = "\n".join([*lines, *(f"Requires-Dist: {r}" for r in requires)]) + "\n\n"

    def read_text(self, filename):
        if filename == "METADATA":
            return self.text
        return "LICENSE,,\n" if filename == "RECORD" else None

    def locate_file(self, path):
        return self.folder / path


@pytest.fixture
def package(tmp_path):
    return lambda *fields, name="lamp", requires=(): Package(
        tmp_path, name, *fields, requires=requires
    )


@pytest.mark.parametrize(
    ("expression", "verdict"),
    [
        ("MIT", Verdict.ALLOWED),
        ("LGPL-3.0-only", Verdict.ALLOWED),
        ("GPL-3.0-or-later", Verdict.REFUSED),
        ("AGPL-3.0-only", Verdict.REFUSED),
        ("MIT OR GPL-2.0-only", Verdict.ALLOWED),
        ("MIT AND GPL-2.0-only", Verdict.REFUSED),
        ("MIT AND (Apache-2.0 OR AGPL-3.0-only)", Verdict.ALLOWED),
        ("(MIT OR Apache-2.0) AND GPL-2.0-only", Verdict.REFUSED),
        ("GPL-2.0-only WITH Classpath-exception-2.0", Verdict.REFUSED),
        ("Apache-2.0 WITH LLVM-exception", Verdict.ALLOWED),
        ("LicenseRef-House", Verdict.UNKNOWN),
        ("MIT OR", Verdict.UNKNOWN),
        ("(MIT", Verdict.UNKNOWN),
        ("MIT GPL-3.0-only", Verdict.UNKNOWN),
    ],
)
def test_an_expression_is_read_as_spdx_means_it(expression, verdict):
    assert licence_terms.judged_expression(expression) == verdict


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("GNU General Public License v3 (GPLv3)", Verdict.REFUSED),
        ("GNU Affero General Public License v3", Verdict.REFUSED),
        ("GPLv2+", Verdict.REFUSED),
        ("GNU Lesser General Public License v3 (LGPLv3)", Verdict.ALLOWED),
        ("GNU Library or Lesser General Public License (LGPL)", Verdict.ALLOWED),
        ("Other/Proprietary License", Verdict.REFUSED),
        ("SIL OFL 1.1", Verdict.ALLOWED),
        ("Apache Software License", Verdict.ALLOWED),
        ("see LICENSE", Verdict.UNKNOWN),
        ("OSI Approved", Verdict.UNKNOWN),
        ("Limited", Verdict.UNKNOWN),
    ],
)
def test_a_licence_in_plain_words_is_recognised(statement, verdict):
    assert licence_terms.judged_text(statement) == verdict


def test_an_expression_speaks_alone(package):
    stated = package("License-Expression: MIT", "Classifier: License :: OSI Approved :: GPL")
    assert check_licences.licence_of(stated).verdict == Verdict.ALLOWED


def test_one_gpl_classifier_beside_a_free_field_refuses(package):
    stated = package(
        "License: MIT",
        "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
    )
    assert check_licences.licence_of(stated).verdict == Verdict.REFUSED


def test_a_classifier_answers_where_the_field_says_nothing_useful(package):
    stated = package("License: UNKNOWN", "Classifier: License :: OSI Approved :: BSD License")
    assert check_licences.licence_of(stated).verdict == Verdict.ALLOWED


def test_silence_is_not_a_licence(package):
    silent = check_licences.licence_of(package("License: UNKNOWN"))
    assert (silent.verdict, silent.stated) == (Verdict.UNKNOWN, "nothing")


@pytest.mark.parametrize(
    ("words_in_the_file", "verdict"),
    [("provided as-is, freely", Verdict.ALLOWED), ("all rights reserved", Verdict.UNKNOWN)],
)
def test_a_review_holds_only_while_the_words_read_are_there(
    package, tmp_path, monkeypatch, words_in_the_file, verdict
):
    monkeypatch.setitem(
        check_licences.REVIEWED, "lamp", check_licences.Review("Zlib", "LICENSE", "as-is")
    )
    (tmp_path / "LICENSE").write_text(words_in_the_file, encoding="utf-8")
    assert check_licences.licence_of(package()).verdict == verdict


def walked(*packages, begin):
    """Names reached, and names missing, from one requirement."""
    shelf = {package.name: package for package in packages}

    def find(name):
        if name not in shelf:
            raise PackageNotFoundError(name)
        return shelf[name]

    found, missing = check_licences.installed_tree([Requirement(begin)], find)
    return sorted(found), missing


def test_the_walk_follows_what_packages_require(package):
    lamp, bulb = package(name="lamp", requires=["bulb"]), package(name="bulb", requires=["lamp"])
    assert walked(lamp, bulb, begin="lamp") == (["bulb", "lamp"], [])


def test_an_extra_is_followed_only_where_it_was_asked_for(package):
    lamp = package(name="lamp", requires=["bulb; extra == 'light'"])
    bulb = package(name="bulb")
    assert walked(lamp, bulb, begin="lamp") == (["lamp"], [])
    assert walked(lamp, bulb, begin="lamp[light]") == (["bulb", "lamp"], [])


def test_a_requirement_of_another_system_is_left_out(package):
    lamp = package(name="lamp", requires=["bulb; sys_platform == 'amiga'"])
    assert walked(lamp, begin="lamp") == (["lamp"], [])


def test_what_is_wanted_and_not_installed_is_reported(package):
    assert walked(package(name="lamp", requires=["bulb"]), begin="lamp") == (["lamp"], ["bulb"])


def test_a_gpl_package_fails_the_check_and_is_named(package, tmp_path, monkeypatch, capsys):
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(
        '[project]\nname = "shop"\n[project.optional-dependencies]\nx = ["lamp"]\n',
        encoding="utf-8",
    )
    lamp = package("License-Expression: GPL-3.0-only")
    monkeypatch.setattr(check_licences, "installed_tree", lambda _: ({"lamp": lamp}, []))
    assert check_licences.main(["--pyproject", str(pyproject)]) == 1
    assert "lamp: GPL-3.0-only is refused" in capsys.readouterr().out


def test_core_and_every_extra_are_where_the_walk_begins(tmp_path):
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(
        '[project]\nname = "shop"\ndependencies = ["a"]\n'
        '[project.optional-dependencies]\nx = ["b"]\ny = ["c>=1"]\n',
        encoding="utf-8",
    )
    wanted = check_licences.requirements_of_project(pyproject)
    assert [requirement.name for requirement in wanted] == ["a", "b", "c"]
