"""One paper in full: its text with the matched terms lit, why it has its topics, where it was seen, what was folded."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text

from litcli.records import Paper, Record, Told, Unchosen
from litcli.terminal.lit import lit
from litcli.terminal.table import Lit
from litcli.text import safe


def view(
    paper: Paper,
    places: Lit,
    reasons: Mapping[str, Sequence[str]],
    records: Sequence[Record],
    folds: Sequence[Told],
    near: Sequence[Told],
    splits: Sequence[Told],
    unchosen: Sequence[Unchosen],
    decisions: Sequence[tuple[str, str, str]],
) -> Iterator[RenderableType]:
    """Yield the parts of the view from top to bottom; `reasons` is topic -> what brought it."""
    yield lit(paper.title or "(no title)", places(paper.title, "title"), style="bold")
    for name, value in _facts(paper):
        yield Text.assemble((f"{name:<9}", "dim"), lit(value))
    if paper.abstract:
        yield Text()
        yield lit(paper.abstract, places(paper.abstract, "abstract"))
    yield from _section("topics", [_topic(tag.topic, tag.score, reasons.get(tag.topic, ())) for tag in paper.tags])
    yield from _section("seen", [_record(record) for record in records])
    yield from _section("folded because", [told(pair) for pair in folds])
    yield from _section("not chosen", [_unchosen(value) for value in unchosen])
    yield from _section("held apart by you", [told(pair) for pair in splits])
    yield from _section("near misses", [told(pair) for pair in near])
    yield from _section("decided before they were one; the most cautious holds", [_decision(one) for one in decisions])


def _facts(paper: Paper) -> Iterator[tuple[str, str]]:
    place = ", ".join(part for part in (paper.venue, paper.volume and f"vol. {paper.volume}", paper.pages) if part)
    facts = {
        "id": paper.id,
        "authors": "; ".join(paper.authors),
        "year": str(paper.year or ""),
        "venue": place,
        "doi": paper.doi,
        "arxiv": paper.arxiv,
        "pmid": paper.pmid,
        "url": paper.url,
        "links": " ".join(paper.links),
        "added": paper.added,
        "decision": paper.status,
        "note": paper.note,
        "versions": " ".join(paper.versions),
    }
    return ((name, value) for name, value in facts.items() if value)


def _section(name: str, lines: Sequence[Text]) -> Iterator[RenderableType]:
    if lines:
        yield Text()
        yield Text(name, style="bold")
        for line in lines:
            yield Text("  ").append(line)


def _topic(name: str, score: float, reasons: Sequence[str]) -> Text:
    because = ", ".join(reasons) or "a topic under it"
    return Text.assemble((name, "green"), (f"  {score:g}  " if score else "  ", "dim"), lit(because))


def _record(record: Record) -> Text:
    """Say where a record stood; what differs from the paper is in the file itself."""
    listed = f"listed {record.listed.removeprefix('--')}" if record.listed else ""
    notes = [note for note in (record.key, listed) if note]
    return Text.assemble(
        lit(f"{record.source}:{record.line}"),
        (f"  {'  '.join(notes)}" if notes else "", "dim"),
        "  ",
        lit(record.title, style="dim"),
    )


def _unchosen(one: Unchosen) -> Text:
    return Text.assemble((f"{one.field:<9}", "dim"), lit(one.place), "  ", lit(one.value))


def _decision(one: tuple[str, str, str]) -> Text:
    name, status, note = one
    return Text.assemble((name, "cyan"), f"  {status or 'none'}", (f"  {safe(note)}" if note else "", "dim"))


def told(pair: Told) -> Text:
    """Return a match or a near miss in words, with its scores."""
    scores = [("title", pair.title), ("abstract", pair.abstract)]
    shown = ", ".join(f"{name} {score:.0f}" for name, score in scores if score is not None)
    return Text.assemble(
        lit(pair.one),
        ("  and  ", "dim"),
        lit(pair.other),
        "  ",
        lit(pair.rule, style="green"),
        (f"  ({shown})" if shown else "", "dim"),
        ("  the weakest link" if pair.weakest else "", "yellow"),
    )
