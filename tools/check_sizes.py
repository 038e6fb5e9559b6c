"""Are functions and modules small enough to be read in one go?"""

import argparse
import ast
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FUNCTION_CEILING = 60
MODULE_CEILING = 500
DEFAULT_FOLDERS = (Path("src"), Path("tools"), Path("benchmarks"))

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Size:
    """How many lines one function or module has, and where it stands."""

    where: str
    lines: int


def lines_of_function(node: FunctionNode) -> int:
    """Lines from `def` to the last line, the docstring left out.

    Blank lines and comments count, so a function cannot be made small by hiding code behind
    them; a docstring does not, so nobody saves words to stay under the ceiling.
    """
    last_line = node.end_lineno or node.lineno
    return last_line - node.lineno + 1 - _docstring_lines(node)


def _docstring_lines(node: FunctionNode) -> int:
    if ast.get_docstring(node, clean=False) is None:
        return 0
    docstring = node.body[0]
    return (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1


def functions_of(path: Path) -> Iterator[Size]:
    """Every function of a module, nested ones and methods too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, FunctionNode):
            yield Size(f"{path}:{node.lineno} {node.name}", lines_of_function(node))


def size_of_module(path: Path) -> Size:
    """A module and the lines of its file."""
    return Size(str(path), len(path.read_text(encoding="utf-8").splitlines()))


def modules_under(folders: Sequence[Path]) -> list[Path]:
    """The Python files below the folders, in a fixed order."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def above(sizes: Sequence[Size], ceiling: int) -> list[Size]:
    """The sizes over a ceiling, largest first."""
    return sorted((s for s in sizes if s.lines > ceiling), key=lambda s: -s.lines)


def summary(kind: str, sizes: Sequence[Size]) -> str:
    """One line on a kind: count, median, the size nine in ten stay within, the largest."""
    if not sizes:
        return f"{kind}: none"
    ordered = sorted(sizes, key=lambda s: s.lines)
    nine_in_ten = ordered[-(-9 * len(ordered) // 10) - 1].lines
    median = statistics.median(s.lines for s in ordered)
    largest = ordered[-1]
    return (
        f"{kind}: {len(ordered)}, median {median:g} lines, nine in ten within {nine_in_ten}, "
        f"largest {largest.lines} ({largest.where})"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the summary and every size over its ceiling; exit status 1 where there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=list(DEFAULT_FOLDERS))
    paths = modules_under(parser.parse_args(arguments).folders)
    functions = [size for path in paths for size in functions_of(path)]
    modules = [size_of_module(path) for path in paths]
    print(summary("functions", functions))
    print(summary("modules", modules))
    too_long = [
        *(f"{s.where}: {s.lines} lines, at most {FUNCTION_CEILING}. Split it by what it does."
          for s in above(functions, FUNCTION_CEILING)),
        *(f"{s.where}: {s.lines} lines, at most {MODULE_CEILING}. Give a part its own module."
          for s in above(modules, MODULE_CEILING)),
    ]  # fmt: skip
    print(*too_long, sep="\n", end="\n" if too_long else "")
    return 1 if too_long else 0


if __name__ == "__main__":
    sys.exit(main())
