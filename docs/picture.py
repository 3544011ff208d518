"""Make docs/terminal.svg: run the real program on a pseudo-terminal and draw what it printed.

    python docs/picture.py

It needs litcli installed, reads the sample pages and leaves nothing behind but the picture.
"""

import os
import pty
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

DOCS = Path(__file__).resolve().parent
WIDTH, HEIGHT = 104, 60
SESSION = (
    "litcli add docs/samples/monday.txt docs/samples/tuesday.txt",
    "litcli list 'continual OR prun* OR tide*'",
    "litcli topics",
    "litcli list --format jsonl topic:pruning | jq -r '[.id, .title] | @tsv'",
)


def on_terminal(command: str, environment: dict[str, str]) -> str:
    """Run a shell command on a pseudo-terminal and return what it printed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, shell=True, cwd=DOCS.parent, env=environment, stdout=theirs, stderr=theirs)  # noqa: S602 - our own commands
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    process.wait()
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


def main() -> None:
    """Run the session and save it."""
    console = Console(record=True, width=WIDTH, file=open(os.devnull, "w"), force_terminal=True)  # noqa: SIM115, PTH123 - thrown away
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "LITCLI_LIBRARY": f"{folder}/demo.db",
            "LITCLI_CONFIG": "config.example.yaml",
            "TERM": "xterm-256color",
            "COLUMNS": str(WIDTH),
            "LINES": str(HEIGHT),
            "PAGER": "",
        }
        for command in SESSION:
            console.print(Text.assemble(("$ ", "green"), (command, "bold")))
            console.print(Text.from_ansi(on_terminal(command, environment)))
    svg = console.export_svg(title="litcli", theme=MONOKAI)
    # The picture asks nobody for a font: a web font would be fetched from elsewhere when it is shown.
    lines = svg.split("\n")
    start = next(i for i, line in enumerate(lines) if "@font-face" in line)
    end = max(i for i, line in enumerate(lines) if "font-weight: 700;" in line or "src:" in line) + 1
    del lines[start : end + 1]
    text = "\n".join(line.rstrip() for line in lines)
    (DOCS / "terminal.svg").write_text(text.replace("Fira Code", "ui-monospace, Menlo, Consolas"), encoding="utf-8")


if __name__ == "__main__":
    main()
