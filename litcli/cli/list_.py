"""`litcli list`: papers by a query, as a table or as data."""

from collections.abc import Sequence
from typing import Annotated

from litcli.cli import options
from litcli.cli.session import Counted, Session, opened
from litcli.errors import ExitCode
from litcli.library import searching
from litcli.terminal.streams import Streams
from litcli.write import FORMATS, Writer, check_fields, writer
from litcli.write.values import cell


def command(
    query: options.Query = None,
    sources: options.From = None,
    form: Annotated[str, options.one_of(("table", *FORMATS))] = "",
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
    color: options.Color = "auto",
    not_in: options.NotIn = "",
) -> int:
    """List the papers that a query finds."""
    streams = Streams(color)
    form = form or ("table" if streams.out_is_terminal and not nul else "tsv")
    chosen = check_fields(fields)
    text = " ".join(query or ())
    chosen_writer = writer(form, chosen, safe_csv, "table") if form != "table" or safe_csv else None
    with opened(streams, library, config, sources, (source_form, date, ",".join(columns or ())), bool(text)) as session:
        return listed(session, text, chosen_writer, chosen, sort, limit, "\0" if nul else "\n", not_in)


def listed(
    session: Session,
    text: str,
    form: Writer | None,
    fields: Sequence[str],
    sort: str,
    limit: int | None,
    end: str,
    not_in: str = "",
) -> ExitCode:
    """Print what a query finds in a format or as a table."""
    if form and form.name == "ids" and not not_in:
        session.warn(text)
        ids = searching.ids(session.library, text, sort, limit)
        session.streams.write([end.join([*ids, ""])])
        return session.code(found=bool(ids))
    papers = Counted(session.papers(text, sort, limit, not_in))
    if form:
        session.streams.write(form.write(papers, fields, end))
    else:
        _table(session, papers, fields, text)
    return session.code(found=papers.count > 0)


def _table(session: Session, papers: Counted, fields: Sequence[str], text: str) -> None:
    from litcli.library import decisions
    from litcli.query.spans import spans
    from litcli.query.tree import wanted
    from litcli.terminal import table

    streams = session.streams
    node = searching.read_query(text, session.library.queries)
    phrases = list(wanted(node)) if node else []
    length = searching.id_length(session.library)
    fields = fields or table.fields(streams.width, decided=decisions.are_there(session.library))
    pieces = table.rows(papers, fields, streams.width, length, cell, lambda t, scope: spans(t, phrases, scope))
    streams.show(pieces)
    if streams.err_is_terminal and streams.out_is_terminal:
        streams.say(f"{papers.count:,} paper{'s' * (papers.count != 1)}")
