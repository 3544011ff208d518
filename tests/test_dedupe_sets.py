"""The labelled sets that systematic reviewers measure de-duplication by: no false merge, and few repeats left.

A repeat counts as in the literature (removal): fp is a record taken away that repeats nothing, fn a repeat that stays. What is
left, and why it has to be, is told beside each number.
"""

import csv
import json
import random
import string
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

LEFT = {
    # A thesis and its summary a year later, with nothing else said; one text printed in two journals.
    "stroke": 2,
    # An editorial and a guest editorial with other titles, pages and DOIs.
    "digital_work": 1,
    "special_cases": 0,
    "diabetes": 0,
}


def score(shared: Path, folder: Path, run: Run, records: Path) -> dict[str, Any]:
    listed = run("list", "--from", records, "--format", "jsonl")
    tool = [sys.executable, str(shared / "tools" / "score_dedup.py"), str(folder)]
    done = subprocess.run(tool, input=listed.out, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize("name", LEFT)
def test_no_false_merge_and_few_repeats_left(shared: Path, run: Run, name: str) -> None:
    folder = shared / "data" / "dedup" / name
    result = score(shared, folder, run, folder / "records.csv")
    assert (result["lost"], result["extra"]) == (0, 0)
    assert result["pairs"]["fp"] == 0
    assert result["removal"]["fp"] == 0
    assert result["removal"]["fn"] <= LEFT[name]


def bare(row: dict[str, str], _: random.Random) -> None:
    row["abstract"] = row["author"] = ""


def disturbed(row: dict[str, str], chance: random.Random) -> None:
    """Drop, replace or double one letter in twenty of the title."""
    letters = []
    for letter in row["title"]:
        harm = chance.random() * 60
        letters.append("" if harm < 1 else chance.choice(string.ascii_lowercase) if harm < 2 else letter)
        letters.append(letter if 2 <= harm < 3 else "")
    row["title"] = "".join(letters)


@pytest.mark.parametrize(
    ("harm", "left"), [(bare, {"stroke": 3, "diabetes": 9}), (disturbed, {"stroke": 30, "diabetes": 40})]
)
@pytest.mark.parametrize("name", ["stroke", "diabetes"])
def test_no_false_merge_where_less_is_said(
    shared: Path,
    run: Run,
    tmp_path: Path,
    name: str,
    harm: Callable[[dict[str, str], random.Random], None],
    left: dict[str, int],
) -> None:
    folder, chance = shared / "data" / "dedup" / name, random.Random(1)
    with (folder / "records.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        harm(row, chance)
    records = tmp_path / "records.csv"
    with records.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    result = score(shared, folder, run, records)
    assert (result["lost"], result["extra"], result["removal"]["fp"]) == (0, 0, 0)
    assert result["removal"]["fn"] <= left[name]
