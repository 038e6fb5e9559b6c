"""Sizes: what is too long is named, what is not is left alone."""

from pathlib import Path

import pytest

import check_sizes


def function(lines: int, *, docstring_lines: int = 0) -> str:
    """Source of a function with that many lines, and a docstring on top of them."""
    docstring = ['    """Say', *["    more"] * (docstring_lines - 2), '    """']
    body = ["    x = 1"] * (lines - 1)
    return "\n".join(["def f():", *(docstring if docstring_lines else []), *body]) + "\n"


def module(folder: Path, source: str) -> Path:
    path = folder / "room.py"
    path.write_text(source, encoding="utf-8")
    return path


@pytest.mark.parametrize(("lines", "status"), [(60, 0), (61, 1)])
def test_a_function_may_have_60_lines_and_not_61(tmp_path, lines, status):
    module(tmp_path, function(lines))
    assert check_sizes.main([str(tmp_path)]) == status


def test_a_too_long_function_is_named_with_its_place_and_size(tmp_path, capsys):
    path = module(tmp_path, "\n\n" + function(75))
    check_sizes.main([str(tmp_path)])
    assert f"{path}:3 f: 75 lines, at most 60" in capsys.readouterr().out


def test_a_docstring_costs_nothing(tmp_path):
    path = module(tmp_path, function(12, docstring_lines=40))
    assert [size.lines for size in check_sizes.functions_of(path)] == [12]


def test_blank_lines_and_comments_cost_as_much_as_code(tmp_path):
    path = module(tmp_path, "def f():\n    # why\n\n    return 1\n")
    assert [size.lines for size in check_sizes.functions_of(path)] == [4]


def test_methods_and_nested_functions_are_counted_too(tmp_path):
    source = "class A:\n    async def b(self):\n        def c():\n            return 1\n"
    path = module(tmp_path, source)
    assert {s.where.split()[-1]: s.lines for s in check_sizes.functions_of(path)} == {
        "b": 3,
        "c": 2,
    }


@pytest.mark.parametrize(("lines", "status"), [(500, 0), (501, 1)])
def test_a_module_may_have_500_lines_and_not_501(tmp_path, lines, status):
    module(tmp_path, "x = 1\n" * lines)
    assert check_sizes.main([str(tmp_path)]) == status


def test_the_summary_says_median_and_what_nine_in_ten_stay_within():
    sizes = [check_sizes.Size(f"f{lines}", lines) for lines in range(1, 11)]
    said = check_sizes.summary("functions", sizes)
    assert "10, median 5.5 lines, nine in ten within 9, largest 10 (f10)" in said
