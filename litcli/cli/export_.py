"""`litcli export`: papers into a file for another program."""

import os
import tempfile
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

from litcli.cli import options
from litcli.cli.declared import Option
from litcli.cli.session import Counted, opened
from litcli.errors import UseError
from litcli.terminal.streams import Streams
from litcli.write import FORMATS, check_fields, writer


def command(
    query: options.Query = None,
    form: Annotated[str, options.one_of(FORMATS, default="by FILE's ending")] = "",
    output: Annotated[
        str, Option("--output", "-o", metavar="FILE", help="Where to write.", default="standard output")
    ] = "",
    sources: options.From = None,
    fields: options.Fields = "",
    sort: options.Sort = "",
    limit: options.Limit = None,
    nul: options.Nul = False,
    safe_csv: options.SafeCsv = False,
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    date: options.Date = "",
    source_form: options.As = "",
    columns: options.Map = None,
    not_in: options.NotIn = "",
) -> int:
    """Write the papers that a query finds for another program."""
    streams = Streams()
    chosen = check_fields(fields)
    chosen_writer = writer(form or _by_ending(output), chosen, safe_csv)
    text = " ".join(query or ())
    with opened(streams, library, config, sources, (source_form, date, ",".join(columns or ())), bool(text)) as session:
        found = session.papers(text, sort, limit, not_in)
        first = list(islice(found, 1))
        papers = Counted(chain(first, found))
        chunks = chosen_writer.write(papers, chosen, "\0" if nul else "\n")
        if output and output != "-":
            if not first:
                streams.say(f"nothing found; {output} is not written")
                return session.code(found=False)
            _write_file(Path(output), chunks)
            streams.say(f"{papers.count:,} paper{'s' * (papers.count != 1)} written to {output}")
        else:
            streams.write(chunks)
        return session.code(found=papers.count > 0)


def _by_ending(output: str) -> str:
    """Find the format by the file's ending. Raises UseError where that does not tell."""
    known = ((ending, name) for name, form in FORMATS.items() for ending in form.endings)
    found = [(len(ending), name) for ending, name in known if output.lower().endswith(ending)]
    if found:
        return max(found)[1]
    raise UseError(
        "--format is needed", f"legal: {', '.join(FORMATS)}; or -o FILE with an ending that tells (.bib, .csv, .html)"
    )


def _write_file(path: Path, chunks: Iterable[str]) -> None:
    """Write a file wholly or not at all, where a link leads to if it is one. Raises UseError where it cannot be written."""
    end = path.resolve()
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=end.parent, delete=False) as file:
            try:
                file.writelines(chunks)
                # A temporary file is private; a new file is as readable as the user's umask has it.
                Path(file.name).chmod(end.stat().st_mode if end.exists() else 0o666 & ~_umask())
                file.flush()
                Path(file.name).replace(end)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise UseError(f"{path}: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
