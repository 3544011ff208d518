"""`litcli topics why` and `litcli topics test`: what a topic's rule makes of a paper, and of its own examples."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from litcli.cli import options, rows
from litcli.cli.declared import Argument
from litcli.cli.session import load_config, opened
from litcli.errors import ConfigError, ExitCode
from litcli.library import searching
from litcli.library.examples import failures
from litcli.library.explaining import Verdict, verdicts
from litcli.terminal.streams import Streams
from litcli.write.values import number

if TYPE_CHECKING:
    from rich.console import RenderableType


def why(
    paper_id: Annotated[str, Argument(metavar="ID", help="The paper, by the beginning of its id.")],
    topic: Annotated[
        str,
        Argument(metavar="[TOPIC]", help="One topic; else those that the paper has.", offers=options.topic_names),
    ] = "",
    form: rows.Form = "",
    sources: options.From = None,
    library: options.LibraryFile = "",
    config: options.ConfigFile = "",
    color: options.Color = "auto",
) -> int:
    """Say why a paper has its topics, or what one that it has not would take.

    Each term is shown with its place, the words around it and what it adds to the score.
    """
    streams = Streams(color)
    form = rows.chosen(streams, form)
    with opened(streams, library, config, sources) as session:
        paper = searching.paper(session.library, paper_id)
        names = (topic,) if topic else tuple(tag.topic for tag in paper.tags)
        found = list(verdicts(session.library, session.config, paper, names))
        if not found:
            streams.say("the paper has no topic; for one of them: litcli topics why ID TOPIC")
        elif form == "table":
            streams.show(part for one in found for part in _parts(one))
        else:
            keys = ("topic", "what", "text", "place", "points", "around")
            rows.write(streams, form, keys, [row for one in found for row in _rows(one)])
        return session.code(found=any(one.applies for one in found))


def _parts(one: Verdict) -> "Iterator[RenderableType]":
    from litcli.terminal.topics import why as view

    terms = [(t.term, f"{t.list}: {t.place}", f"{t.points:g}", t.around) for t in one.terms if t.place]
    notes = [f"implied by {', '.join(one.below)}"] if one.below else []
    return view(one.topic, one.applies, f"{one.score:g} of {one.min_score:g}", terms, [*notes, *one.missing])


def _rows(one: Verdict) -> Iterator[tuple[object, ...]]:
    """Yield topic, what the row is about, term or reason, place, points, the words around."""
    for term in one.terms:
        if term.place:
            yield one.topic, term.list, term.term, term.place, number(term.points), term.around
    for child in one.below:
        yield one.topic, "below", child, "", "", ""
    for reason in one.missing:
        yield one.topic, "missing", reason, "", "", ""
    yield one.topic, "sum", f"{one.score:g} of {one.min_score:g}", "", number(one.score), ""


def try_examples(config: options.ConfigFile = "") -> int:
    """Try every topic on its own examples.

    Each that fails is printed with the reason.
    """
    streams = Streams()
    settings = load_config(config)
    total = sum(len(topic.match) + len(topic.no_match) for topic in settings.topics.values())
    if not total:
        raise ConfigError("no topic has examples", "examples: {match: [...], no_match: [...]} under a topic")
    failed = list(failures(settings))
    streams.write(
        f"{one.topic.file or settings.path}:{one.topic.line}: {one.topic.name}: {one.reason} ({one.because}): {one.text}\n"
        for one in failed
    )
    topics = len({name for name, topic in settings.topics.items() if topic.match or topic.no_match})
    of = f"{total} example{'s' * (total != 1)} of {topics} topic{'s' * (topics != 1)}"
    streams.say(f"{of}: {total - len(failed)} hold, {len(failed)} fail")
    return ExitCode.NOTHING if failed else ExitCode.DONE
