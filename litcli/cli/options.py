"""The options that commands share, each in one place with its help."""

from typing import Annotated

from litcli.cli.declared import Argument, Option

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
As = Annotated[str, Option("--as", metavar="FORMAT", help="The sources' format, where it should not be found out.")]
Map = Annotated[
    list[str] | None,
    Option(
        "--map", metavar="FIELD=COLUMN,...", help="Which columns of a table are which fields: title=Name. Repeatable."
    ),
]
Fields = Annotated[str, Option("--fields", metavar="A,B", help="The fields to write, joined by commas.")]
Sort = Annotated[
    str,
    Option(
        "--sort",
        metavar="A,-B",
        help="added, title, year, venue, seen, score, id; - before one turns it round.",
        default="-added,title",
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
Color = Annotated[str, Option("--color", metavar="WHEN", help="auto, always or never.")]
