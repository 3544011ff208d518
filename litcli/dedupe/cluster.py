"""Matches to groups: surest match first, and never against a veto between any two members.

The groups depend on the set of records and matches alone, not on their order: matches are taken by strength and then by name
(Kruskal's algorithm with cannot-link constraints, as in constrained agglomerative clustering, Davidson & Ravi 2005).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from litcli.records import Match


@dataclass(frozen=True, slots=True)
class Clusters:
    """The groups, and the matches that a veto kept from joining two of them."""

    groups: tuple[tuple[str, ...], ...]
    """Sorted names; every name is in one group."""
    refused: tuple[Match, ...]
    """Near misses made of matches, with the veto's reason."""


def cluster(names: Iterable[str], matches: Iterable[Match], veto: Callable[[str, str], str]) -> Clusters:
    """Group names by their matches; `veto` returns why two names are not one paper, or an empty string."""
    group = {name: [name] for name in names}
    refused = []
    for match in sorted(matches, key=lambda m: (-m.strength, m.one, m.other)):
        one, other = group[match.one], group[match.other]
        if one is other:
            continue
        reason = next((reason for a in one for b in other if (reason := veto(a, b))), "")
        if reason:
            refused.append(replace(match, same=False, rule=f"{reason} in the group; {match.rule}"))
            continue
        one += other
        for name in other:
            group[name] = one
    groups = {id(members): tuple(sorted(members)) for members in group.values()}
    return Clusters(tuple(sorted(groups.values())), tuple(refused))
