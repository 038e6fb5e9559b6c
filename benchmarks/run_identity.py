"""Measures who is who among people who share kiosks; prints it as JSON."""

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from harness.shared_kiosks import measure


def main() -> None:
    """Measure once, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=250_000, help="Each leaves six records.")
    parser.add_argument("--borrowed", type=int, default=0, help="One in so many, 0 is nobody.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(asked.persons, Path(folder), asked.borrowed)
    print(json.dumps(asdict(found), indent=2))


if __name__ == "__main__":
    main()
