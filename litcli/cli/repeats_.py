"""`litcli repeats`: what was merged and why, what came close, and the user's last word on both."""

from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, Any

from litcli.cli import ids, options, rows
from litcli.cli.declared import Argument, Group
from litcli.cli.session import Session, opened
from litcli.errors import ExitCode, UseError
from litcli.library import evidence, facts, repeats, searching, tagging
from litcli.library.lexicon import vocabulary
from litcli.query import Word
from litcli.records import Match, NearMiss, Paper, Record, Repeat, Told
from litcli.terminal.streams import Streams
from litcli.write.values import tabbed

command = Group(
    {
        "list": "repeats_.listed",
        "show": "repeats_.show",
        "near": "repeats_.near",
        "join": "repeats_.join",
        "split": "repeats_.split",
    }
)


def listed(
    query: options.Query = None,
    sources: options.From = None,
    form: rows.Form = "",
    limit: options.Limit = None,
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """List papers with more than one record, the least certain first; of one ID, show the records side by side."""
    streams = Streams(color)
    form = rows.chosen(streams, form)
    text = " ".join(query or ())
    with opened(streams, library, config, sources) as session:
        if one := _as_id(session, text):
            return _show(session, [one], form)
        _check_name(session, query or ())
        found = repeats.repeats(session.library, _ids(session, text))[:limit]
        _print(session, form, found, _repeat_row, _repeat_object)
        if form == "table" and streams.err_is_terminal:
            streams.say(f"{_papers(len(found))} with more than one record")
        return session.code(found=bool(found))


def show(
    papers: Annotated[list[str], Argument(metavar="ID...", help="Ids; - is standard input.")],
    sources: options.From = None,
    form: rows.Form = "",
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """Show the records of papers side by side: the words that differ, the rules, the scores, the weakest link."""
    streams = Streams(color)
    form = rows.chosen(streams, form)
    starts = ids.given(papers, "litcli repeats lists some")
    with opened(streams, library, config, sources) as session:
        return _show(session, [searching.paper(session.library, start) for start in starts], form)


def near(
    query: options.Query = None,
    sources: options.From = None,
    form: rows.Form = "",
    limit: options.Limit = None,
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """List the near misses: pairs of papers that came close, the closest first, with what held them apart."""
    streams = Streams(color)
    form = rows.chosen(streams, form)
    text = " ".join(query or ())
    with opened(streams, library, config, sources) as session:
        one = _as_id(session, text)
        found = repeats.near(session.library, {one.id} if one else _ids(session, text))[:limit]
        _print(session, form, found, _near_row, _near_object)
        return session.code(found=bool(found))


def join(
    papers: Annotated[
        list[str],
        Argument(metavar="ID ID...", help="Papers that are one; - reads pairs, the first two columns of each line."),
    ],
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
) -> int:
    """Make papers one, whatever holds them apart. It is remembered, and litcli undo takes it back."""
    streams = Streams()
    groups = [_pair(*line) for line in ids.lines()] if papers == ["-"] else [papers]
    if not groups:
        raise ids.NoIds("no pair was given", "litcli repeats near lists pairs")
    with opened(streams, library, config) as session:
        read = [[searching.paper(session.library, start) for start in group] for group in groups]
        wanted = [[paper.id for paper in group] for group in read if len({paper.id for paper in group}) > 1]
        if not wanted:
            raise UseError("join needs two papers or more that are not one yet", "litcli repeats near lists pairs")
        names = {name for group in wanted for one in group for name in facts.names_of(session.library.db, one)}
        facts.join(session.library, wanted)
        _finish(session, names, "joined")
        for group in read:
            _tell_decisions(session, group)
    return ExitCode.DONE


def split(
    words: Annotated[
        list[str],
        Argument(
            metavar="ID RECORD...",
            help="A paper and records to take out of it: source:line, a name or a key; - reads them, a pair a line.",
        ),
    ],
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
) -> int:
    """Take records out of a paper. It is remembered, and litcli undo takes it back."""
    streams = Streams()
    lines = [_pair(*line) for line in ids.lines()] if words == ["-"] else [words]
    if not lines:
        raise ids.NoIds("no paper with a record was given", "litcli repeats show ID --format tsv lists them")
    if not all(len(line) > 1 for line in lines):
        raise UseError("split needs a paper and its records", "litcli repeats show ID --format tsv lists them")
    with opened(streams, library, config) as session:
        taken: dict[str, set[int]] = {}
        for start, *records in lines:
            paper = searching.paper(session.library, start).id
            taken.setdefault(paper, set()).update(facts.find(session.library, paper, one) for one in records)
        names = {name for paper in taken for name in facts.names_of(session.library.db, paper)}
        facts.split(session.library, list(taken.items()))
        _finish(session, names, "split")
    return ExitCode.DONE


def _pair(number: int, columns: Sequence[str]) -> Sequence[str]:
    """Take the first two columns of a line. Raises UseError where it has one."""
    if len(columns) < 2:
        raise UseError(f"line {number} of standard input has one column: {columns[0]}", "two are needed, the ids first")
    return columns[:2]


def _finish(session: Session, names: Collection[int], done: str) -> None:
    tagging.retag(session.library, session.config)
    now = facts.papers_of(session.library, names)
    shown = ", ".join(f"{one} (seen {seen})" for one, seen in now[:5]) + ", ..." * (len(now) > 5)
    session.streams.say(f"{done}: {_papers(len(now))} now, {shown}; litcli undo takes it back")


def _tell_decisions(session: Session, joined: Sequence[Paper]) -> None:
    """Say which decision holds where papers had different ones."""
    had = sorted({paper.status for paper in joined if paper.status})
    if len(had) > 1:
        now = searching.paper(session.library, joined[0].id)
        session.streams.say(f"{now.id}: {' and '.join(had)} had been decided; {now.status} holds (litcli mark)")


def _ids(session: Session, text: str) -> set[str] | None:
    """Return the ids of the papers that a query finds, or None for all."""
    if not text:
        return None
    session.warn(text)
    return {paper.id for paper in searching.papers(session.library, text)}


def _as_id(session: Session, text: str) -> Paper | None:
    """Take one word for the start of an id, where a paper has one and no text has the word."""
    if not text.isalnum() or vocabulary(session.library)(Word(text.lower())):
        return None
    try:
        return searching.paper(session.library, text)
    except UseError:
        return None


def _check_name(session: Session, query: Sequence[str]) -> None:
    """Say what is meant where a query begins as a command of this group is called. Raises UseError for a slip in its name."""
    first = query[0] if query else ""
    if first in command.commands:
        session.streams.say(
            f'"{first}" is looked for; the command of that name comes first: litcli repeats {first} ...'
        )
    elif first.isalpha() and not vocabulary(session.library)(Word(first.lower())):
        from difflib import get_close_matches

        if near := get_close_matches(first, command.commands, n=1, cutoff=0.7):
            raise UseError(f'no paper has the word "{first}"; did you mean litcli repeats {near[0]}?')


def _papers(number: int) -> str:
    return f"{number:,} paper{'s' * (number != 1)}"


# --- what is printed --------------------------------------------------------------------------------------------------------


def _print(session: Session, form: str, found: Sequence[Any], row: Any, as_object: Any) -> None:
    streams = session.streams
    if form == "jsonl":
        streams.write(rows.as_json(as_object(one)) for one in found)
    elif form == "tsv":
        streams.write(tabbed(row(one)) for one in found)
    elif found:
        from litcli.terminal import repeats as views

        view = views.listed if row is _repeat_row else views.near
        streams.show(view(found, streams.width, searching.id_length(session.library)))


def _score(score: float | None) -> str:
    return "" if score is None else f"{score:.1f}"


def _scores(match: Match | Told) -> dict[str, Any]:
    return {"rule": match.rule, "scores": {"title": match.title, "abstract": match.abstract}}


def _repeat_row(one: Repeat) -> Iterable[str]:
    weakest = one.weakest
    return one.id, str(one.records), weakest.rule, _score(weakest.title), _score(weakest.abstract), one.title


def _repeat_object(one: Repeat) -> dict[str, Any]:
    return {"id": one.id, "seen": one.records, **_scores(one.weakest), "title": one.title}


def _near_row(miss: NearMiss) -> Iterable[str]:
    pair = miss.pair
    return miss.one, miss.other, pair.rule, _score(pair.title), _score(pair.abstract), miss.one_title, miss.other_title


def _near_object(miss: NearMiss) -> dict[str, Any]:
    return {
        "id": miss.one,
        "other": miss.other,
        **_scores(miss.pair),
        "title": miss.one_title,
        "other_title": miss.other_title,
    }


def _show(session: Session, papers: Sequence[Paper], form: str) -> int:
    """Print the records of papers: side by side, or a line a record with the paper's id and the place first."""
    library, streams = session.library, session.streams
    if form == "jsonl":
        streams.write(rows.as_json(_paper_object(session, paper)) for paper in papers)
    elif form == "tsv":
        named = ((paper, *one) for paper in papers for one in evidence.named_records(library, paper.id))
        streams.write(tabbed(_record_row(*one)) for one in named)
    else:
        from litcli.terminal.repeats import side_by_side

        streams.show(
            part
            for paper in papers
            for part in side_by_side(
                paper,
                evidence.records(library, paper.id),
                evidence.folds(library, paper.id),
                evidence.splits(library, paper.id),
                streams.width,
            )
        )
    return session.code()


def _record_row(paper: Paper, name: str, record: Record) -> Iterable[str]:
    place = f"{record.source}:{record.line}"
    return (
        paper.id,
        place,
        name,
        record.key,
        record.title,
        "; ".join(record.authors),
        str(record.year or ""),
        record.venue,
        record.doi,
    )


def _paper_object(session: Session, paper: Paper) -> dict[str, Any]:
    def pairs(told: Iterable[Told]) -> list[dict[str, Any]]:
        return [{"one": one.one, "other": one.other, **_scores(one), "weakest": one.weakest} for one in told]

    library = session.library
    return {
        "id": paper.id,
        "title": paper.title,
        "records": [
            {"place": f"{record.source}:{record.line}", "name": name, "key": record.key or None, "title": record.title,
             "abstract": record.abstract or None, "authors": list(record.authors), "year": record.year,
             "venue": record.venue or None, "doi": record.doi or None}
            for name, record in evidence.named_records(library, paper.id)
        ],
        "folds": pairs(evidence.folds(library, paper.id)),
        "split": pairs(evidence.splits(library, paper.id)),
        "near": pairs(evidence.near_misses(library, paper.id)),
    }  # fmt: skip
