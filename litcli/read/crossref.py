"""Entries of a bibliography that leave to another what they share with it: `crossref = {volume}`, as DBLP writes them.

The other may stand before or behind them. Until it has come, what follows is held back, so that items come in their order.
"""

from collections.abc import Iterable, Iterator

from litcli.records import Item, Record

_VOLUMES = frozenset("proceedings mvproceedings book mvbook collection mvcollection reference mvreference".split())
"""The types of entries that others refer to."""
_HELD_LIMIT = 10_000
"""Items that are held back; after so many an entry is given as it is."""


def completed(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items of a bibliography, each record with the year, venue and volume of the entry that it refers to."""
    volumes: dict[str, Record] = {}
    held: list[Item] = []
    missing: set[str] = set()
    for item in items:
        held.append(item)
        if isinstance(item, Record) and item.extra.get("ENTRYTYPE", "").lower() in _VOLUMES:
            volumes[item.key.lower()] = item
            missing.discard(item.key.lower())
        elif (wanted := _reference(item)) and wanted not in volumes:
            missing.add(wanted)
        if not missing or len(held) >= _HELD_LIMIT:
            yield from (_with(one, volumes) for one in held)
            held, missing = [], set()
    yield from (_with(one, volumes) for one in held)


def _reference(item: Item) -> str:
    return item.extra.get("crossref", "").lower() if isinstance(item, Record) else ""


def _with(item: Item, volumes: dict[str, Record]) -> Item:
    volume = volumes.get(_reference(item))
    if volume is None or not isinstance(item, Record):
        return item
    return item._replace(
        year=item.year or volume.year,
        venue=item.venue or volume.venue or volume.title,
        volume=item.volume or volume.volume,
    )
