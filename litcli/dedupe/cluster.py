"""Matches to groups: what the user said first, then the surest match first, and never against a veto between any two members.

The groups depend on the set of records, matches and facts alone, not on their order: matches are taken by strength and then by
name (Kruskal's algorithm with must-link and cannot-link constraints, as in constrained agglomerative clustering, Davidson & Ravi
2005).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from litcli.dedupe.compare import ELSEWHERE
from litcli.records import Match

Veto = Callable[[str, str], str]
"""Returns why two names are not one paper, or an empty string."""
Pairs = Iterable[tuple[str, str]]
_T = TypeVar("_T", bound=Hashable)

SPLIT, JOINED = "you split them", "you joined them"


class Clusters(NamedTuple):
    """The groups, and the matches that a veto kept from joining two of them."""

    groups: tuple[tuple[str, ...], ...]
    """Sorted names; every name is in one group."""
    refused: tuple[Match, ...]
    """Near misses made of matches, with the veto's reason."""


def cluster(
    names: Iterable[str], matches: Iterable[Match], veto: Veto, together: Pairs = (), apart: Pairs = ()
) -> Clusters:
    """Group names by their matches.

    `together` are pairs that the user joined: they are in one group whatever a veto says. `apart` are pairs that the user split:
    no chain of matches brings them into one group. Facts that contradict each other are not for this function: the union of
    `together` holds.
    """
    ordered = sorted(matches, key=lambda m: (-m.strength, m.one, m.other))
    group = {name: [name] for name in names}
    for one, other in sorted(together):
        _join(group, one, other)
    held = _Held(veto, ordered, group, apart)
    refused = []
    for match in ordered:
        one_group, other_group = group[match.one], group[match.other]
        if one_group is other_group:
            continue
        if reason := held.between(one_group, other_group, match.by_identifier):
            refused.append(match._replace(same=False, rule=f"{reason}; {match.rule}"))
        else:
            _join(group, match.one, match.other)
    groups = {id(members): tuple(sorted(members)) for members in group.values()}
    return Clusters(tuple(sorted(groups.values())), tuple(refused))


def _join(group: dict[_T, list[_T]], one: _T, other: _T) -> None:
    """Make two groups one; the smaller is renamed, so that a chain of n names costs n log n."""
    into, gone = sorted((group[one], group[other]), key=len, reverse=True)
    if into is gone:
        return
    into += gone
    for name in gone:
        group[name] = into


class _Held:
    """What holds two groups apart: the user's word, and the vetoes that the user has not overruled."""

    def __init__(self, veto: Veto, matches: Iterable[Match], joined: Mapping[str, list[str]], apart: Pairs) -> None:
        self._veto = veto
        self._apart = {pair for one, other in apart for pair in ((one, other), (other, one))}
        self._overruled = _overruled(veto, joined)
        self._like: defaultdict[str, set[str]] = defaultdict(set)
        for match in matches if self._overruled else ():
            self._like[match.one].add(match.other)
            self._like[match.other].add(match.one)

    def between(self, one: Iterable[str], other: Iterable[str], by_identifier: bool) -> str:
        """Return what holds any two members apart, or an empty string.

        Groups that share an identifier are not held apart by places: if their own records agree on one, the sources do not.
        """
        pairs = [(a, b) for a in one for b in other]
        if any(pair in self._apart for pair in pairs):
            return SPLIT
        reasons = (reason for a, b in pairs if (reason := self._vetoed(a, b)))
        return next((f"{reason} in the group" for reason in reasons if not (by_identifier and reason == ELSEWHERE)), "")

    def _vetoed(self, one: str, other: str) -> str:
        """Return a veto's reason, unless the user joined two in spite of the same reason and these are like those.

        Who joins records with two DOIs has said that the two are of one paper: the next record with either belongs to it.
        """
        reason = self._veto(one, other)
        for a, b in self._overruled.get(reason, ()) if reason else ():
            if (self._is_like(one, a) and self._is_like(other, b)) or (
                self._is_like(one, b) and self._is_like(other, a)
            ):
                return ""
        return reason

    def _is_like(self, name: str, joined: str) -> bool:
        return name == joined or joined in self._like[name]


def _overruled(veto: Veto, joined: Mapping[str, list[str]]) -> dict[str, list[tuple[str, str]]]:
    """Return the pairs that the user joined against a veto, by its reason."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for members in {id(one): one for one in joined.values() if len(one) > 1}.values():
        for i, one in enumerate(members):
            for other in members[i + 1 :]:
                if reason := veto(one, other):
                    found[reason].append((one, other))
    return found


def united(groups: Iterable[Iterable[_T]]) -> list[set[_T]]:
    """Make one of all groups that share a member."""
    found: dict[_T, list[_T]] = {}
    for first, *rest in groups:
        for other in (first, *rest):
            _join_new(found, first, other)
    return [set(members) for members in {id(one): one for one in found.values()}.values()]


def chain(matches: Iterable[Match], together: Pairs = ()) -> Iterator[Match]:
    """Yield the strongest matches that hold a group together, the weakest last: its maximum spanning tree.

    What the user joined needs no match.
    """
    group: dict[str, list[str]] = {}
    for one, other in together:
        _join_new(group, one, other)
    for match in sorted(matches, key=lambda m: (-m.strength, m.one, m.other)):
        if _join_new(group, match.one, match.other):
            yield match


def _join_new(group: dict[_T, list[_T]], one: _T, other: _T) -> bool:
    """Join two names that may be new; say whether they were apart."""
    a, b = (group.setdefault(name, [name]) for name in (one, other))
    _join(group, one, other)
    return a is not b
