"""The one command: titles, failing lines, and a last line that names what failed."""

import sys

import pytest
from scripts import script

run_checks = script("run_checks")
Outcome, Step = run_checks.Outcome, run_checks.Step


def step(code: str, *, key: str = "lint", is_shown: bool = False):
    return Step(key, f"title of {key}", (sys.executable, "-c", code), is_shown)


def test_a_failing_step_prints_its_title_and_its_lines(capsys):
    outcome = run_checks.run(step("print('line 3 is wrong'); raise SystemExit(1)"))
    said = capsys.readouterr().out
    assert not outcome.is_good
    assert said.index("title of lint") < said.index("line 3 is wrong") < said.index("FAILED in")


def test_a_good_step_keeps_its_output_to_itself(capsys):
    assert run_checks.run(step("print('all 12 files fine')")).is_good
    assert "all 12 files fine" not in capsys.readouterr().out


def test_a_shown_step_prints_its_output_once_even_when_it_fails(capsys):
    run_checks.run(step("print('report'); raise SystemExit(1)", is_shown=True))
    assert capsys.readouterr().out.count("report") == 1


def test_what_a_step_writes_to_standard_error_is_seen_too(capsys):
    run_checks.run(step("import sys; sys.exit('no such layer')"))
    assert "no such layer" in capsys.readouterr().out


def test_the_closing_line_names_every_step_that_failed():
    outcomes = [
        Outcome(step("", key="lint"), is_good=False, closing_line=""),
        Outcome(step("", key="types"), is_good=True, closing_line=""),
        Outcome(step("", key="tests"), is_good=False, closing_line="1 failed in 2.00s"),
    ]
    assert run_checks.verdict(outcomes) == "FAILED: lint, tests. Tests: 1 failed in 2.00s"


def test_the_closing_line_holds_that_of_pytest_when_all_is_well():
    outcomes = [Outcome(step("", key="tests"), is_good=True, closing_line="7 passed in 1.00s")]
    assert run_checks.verdict(outcomes) == "All 1 checks hold. Tests: 7 passed in 1.00s"


def test_the_exit_status_is_1_when_one_step_fails(monkeypatch):
    both = (step("", key="lint"), step("raise SystemExit(3)", key="types"))
    monkeypatch.setattr(run_checks, "steps", lambda workers: both)
    assert run_checks.main([]) == 1
    assert run_checks.main(["lint"]) == 0


def test_a_step_beside_the_others_is_told_last_and_counts(monkeypatch, capsys):
    beside = Step("types", "types", (sys.executable, "-c", "raise SystemExit(3)"), is_beside=True)
    monkeypatch.setattr(run_checks, "steps", lambda workers: (beside, step("print('fine')")))
    assert run_checks.main([]) == 1
    said = capsys.readouterr().out
    assert said.index("title of lint") < said.index("types, run beside") < said.index("FAILED in")


@pytest.mark.parametrize(("said", "is_all"), [((), False), (("--thorough",), True)])
def test_all_of_long_lists_only_where_that_is_asked_for(monkeypatch, said, is_all):
    monkeypatch.delenv("PERCORSO_THOROUGH", raising=False)
    seen = "import os; raise SystemExit('PERCORSO_THOROUGH' not in os.environ)"
    monkeypatch.setattr(run_checks, "steps", lambda workers: (step(seen),))
    monkeypatch.setattr(run_checks.os, "environ", dict(run_checks.os.environ))
    assert run_checks.main([*said]) == (0 if is_all else 1)


def test_a_step_that_does_not_exist_is_refused_with_the_list(capsys):
    with pytest.raises(SystemExit) as stopped:
        run_checks.main(["lint", "spelling"])
    assert stopped.value.code == 2
    assert "no step is called spelling; there are lint," in capsys.readouterr().err


def test_every_check_the_project_promises_is_a_step():
    keys = [step.key for step in run_checks.steps("2")]
    assert keys == ["lint", "format", "types", "imports", "sizes", "licences", "tests"]
