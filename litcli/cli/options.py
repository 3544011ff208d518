"""The options that commands share, each in one place with its help."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from litcli.cli.declared import Argument, Option


def _formats_read() -> Sequence[str]:
    from litcli.read.formats import names

    return names()


def _fields() -> Iterator[str]:
    from litcli.write import FIELDS

    return iter(FIELDS)


def _sorts() -> Iterator[str]:
    from litcli.library.searching import SORTS

    return (sign + name for sign in ("", "-") for name in SORTS)


def topic_names() -> Iterable[str]:
    """Return the names of the topics in the configuration that a command without --config would use; none where it is wrong."""
    from litcli.cli.session import load_config
    from litcli.errors import LitcliError

    try:
        return load_config(os.environ.get("LITCLI_CONFIG", "")).topics
    except LitcliError:
        return ()


def _colours() -> Sequence[str]:
    from litcli.terminal.streams import COLOURS

    return COLOURS


def one_of(formats: Iterable[str], default: str = "", told: str = "") -> Option:
    """Return the option for the format of what a command prints; `told` is its help where that does not name them all."""
    names = tuple(formats)
    return Option(
        "--format", "-f", metavar="FORMAT", help=told or f"{', '.join(names)}.", default=default, offers=lambda: names
    )


Query = Annotated[
    list[str] | None,
    Argument(metavar="[QUERY]...", help="What to look for: words, AND, OR, NOT, title:x, topic:x; joined by a space."),
]
LibraryFile = Annotated[
    str,
    Option(
        "--library", metavar="FILE", variable="LITCLI_LIBRARY", help="The library.", default="the user's data folder"
    ),
]
ConfigFile = Annotated[
    str,
    Option(
        "--config", metavar="FILE", variable="LITCLI_CONFIG", help="The configuration.",
        default="litcli.yaml here, else in the user's config folder",
    ),
]  # fmt: skip
From = Annotated[
    list[str] | None,
    Option(
        "--from",
        metavar="SOURCE...",
        help="Work on these sources alone, with no library; - is standard input. Repeatable.",
    ),
]
Date = Annotated[
    str,
    Option("--date", metavar="DAY", help="A year or a day (2024, 2024-03-14) for sources that do not say theirs."),
]
As = Annotated[
    str,
    Option(
        "--as", metavar="FORMAT", help="The sources' format, where it should not be found out.", offers=_formats_read
    ),
]
Map = Annotated[
    list[str] | None,
    Option(
        "--map", metavar="FIELD=COLUMN,...", help="Which columns of a table are which fields: title=Name. Repeatable."
    ),
]
Fields = Annotated[
    str,
    Option("--fields", metavar="A,B", help="The fields to write, joined by commas.", offers=_fields, joined=True),
]
Sort = Annotated[
    str,
    Option(
        "--sort",
        metavar="A,-B",
        help="added, title, year, venue, seen, score, id; - before one turns it round.",
        default="-added,title",
        offers=_sorts,
        joined=True,
    ),
]
Limit = Annotated[int | None, Option("--limit", "-n", least=0, help="At most so many papers.")]
Nul = Annotated[bool, Option("-0", "--null", help="End each line with NUL, for xargs -0.")]
SafeCsv = Annotated[
    bool, Option("--safe-csv", help="In CSV, put ' before cells that a spreadsheet would take for formulas.")
]
NotIn = Annotated[
    str,
    Option("--not-in", metavar="LIBRARY", help="Leave out the papers that this library has: what is new?"),
]
Color = Annotated[str, Option("--color", metavar="WHEN", help="auto, always or never.", offers=_colours)]
