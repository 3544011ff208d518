"""The keys of a configuration: one table, from which the parser and the JSON Schema are made."""

from collections.abc import Mapping
from dataclasses import dataclass

from litcli.query.fields import SCOPES
from litcli.topics.topic import VERSIONS


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping."""

    kind: str
    """What stands under it: text, number, choice, texts, terms, examples, topics or queries."""
    about: str
    """What it does, as an editor shows it."""
    legal: tuple[str, ...] = ()
    """The texts that a choice is made from."""


Keys = Mapping[str, Key]

INCLUDED: Keys = {
    "include": Key("texts", "More files whose topics and queries belong here, by their paths from this file's folder."),
    "queries": Key("queries", "Saved queries: a name, then a query."),
    "topics": Key("topics", "The topics: a name, then a list of terms or a rule."),
}
"""What an included file may hold: settings stand in the first file."""

TOP: Keys = {
    **INCLUDED,
    "title_weight": Key("number", "How many times a term counts that is found in the title; 3 where nothing is said."),
    "versions": Key("choice", "What becomes of a preprint and its published form.", VERSIONS),
}

TOPIC: Keys = {
    "label": Key("text", "What people see instead of the name."),
    "parent": Key("text", "The topic that this one implies."),
    "any": Key("terms", "Terms that score when they are found; one is enough unless min_score says more."),
    "all": Key("terms", "Terms that must all be found; without `any` it is they that score."),
    "none": Key("terms", "Terms of which none may be found."),
    "min_score": Key("number", "What the terms found must add up to; 1 where nothing is said."),
    "title_weight": Key("number", "As title_weight of the file, for this topic."),
    "field": Key("choice", "Where terms are searched that do not say it themselves.", tuple(SCOPES)),
    "examples": Key("examples", "Texts on which `litcli topics test` tries the rule."),
}

TERM: Keys = {
    "term": Key("text", "A phrase or any expression of the query language."),
    "weight": Key("number", "What the term adds to the score; 1 where nothing is said."),
}

EXAMPLES: Keys = {
    "match": Key("texts", "Abstracts that the topic must apply to."),
    "no_match": Key("texts", "Abstracts that it must not apply to."),
}

NOT_IN_NAMES = " \t\n()\":*?,'"
"""Characters that the name of a topic cannot hold: `topic:NAME` is one word of a query."""
QUERY_NAME = r"[A-Za-z][A-Za-z0-9_-]*"
"""The name of a saved query, as a regular expression."""
