"""The topics on a terminal: the tree, the bars, and that every width is kept."""

import io

import pytest
from rich.console import Console

from litcli.terminal.topics import bar, guides, tree

ROWS = [
    (0, "methods", "How it is done"),
    (1, "pruning", "Pruning and sparsity of large networks, dense and convolutional"),
    (2, "lottery", "Lottery tickets"),
    (1, "distillation", ""),
    (0, "theory", "Theory"),
    (1, "[bold]", "[red]\x1b[31m"),
]
COUNTS = {"methods": 400, "pruning": 100, "lottery": 1, "distillation": 0, "theory": 200, "[bold]": 50}


def drawn(width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(tree(ROWS, COUNTS, 1000, width))
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined,no-any-return]


def test_a_tree_is_drawn_with_the_lines_of_a_tree() -> None:
    depths = [0, 1, 2, 2, 1, 2, 0, 1]
    assert guides([(depth, "", "") for depth in depths]) == ["", "├╴", "│ ├╴", "│ └╴", "└╴", "  └╴", "", "└╴"]


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_every_topic_is_one_line_that_fits(width: int) -> None:
    lines = drawn(width)
    assert len(lines) == len(ROWS)
    assert max(map(len, lines)) <= width
    for line, (_, name, _) in zip(lines, ROWS, strict=True):
        assert name in line
        assert f" {COUNTS[name]} " in line


def test_bars_give_way_to_labels_and_labels_to_the_width() -> None:
    assert drawn(80)[0].count("█") == 6
    assert drawn(80)[1].rstrip().endswith("…")
    assert drawn(120)[0].count("█") == 24
    assert drawn(120)[1].rstrip().endswith("convolutional")


def test_bars_are_in_proportion_and_one_paper_is_seen() -> None:
    assert [bar(n, 400, 8) for n in (0, 1, 50, 75, 400)] == ["", "▏", "█", "█▌", "████████"]
    assert bar(0, 0, 8) == ""


def test_names_and_labels_are_text() -> None:
    assert "[bold]" in drawn(120)[5]
    assert "\x1b" not in "".join(drawn(120))
