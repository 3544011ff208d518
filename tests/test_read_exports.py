"""Files that real programs wrote: how many entries each holds, what is known of them, and what a cut leaves whole."""

import random
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest

from litcli.errors import SourceError
from litcli.read import Reading, Source, read
from litcli.records import Record, Unread

# name: format, records, and how many of them have a title, authors, a year, an abstract, a DOI
REAL = {
    "ais_enl.txt": ("endnote", 6, 6, 4, 6, 4, 0),
    "arxiv_atom.xml": ("feed", 20, 20, 20, 20, 20, 1),
    "arxiv_listing_qfin.txt": ("arxiv-mail", 16, 16, 16, 16, 13, 4),
    "asreview_baseline_zotero.ris": ("ris", 100, 100, 100, 100, 98, 100),
    "asreview_embase.csv": ("csv", 6, 6, 6, 6, 6, 6),
    "asreview_ovid_psycinfo.ris": ("ris", 6, 6, 6, 6, 6, 6),
    "asreview_proquest.ris": ("ris", 6, 6, 6, 6, 6, 6),
    "asreview_pubmed_endnote.txt": ("ris", 6, 6, 6, 6, 6, 6),
    "asreview_ris_issue_992.txt": ("ris", 19, 19, 3, 19, 8, 3),
    "asreview_scopus.ris": ("ris", 6, 6, 6, 6, 6, 6),
    "asreview_web_of_science.txt": ("ris", 10, 10, 10, 10, 10, 10),
    "ieee.csv": ("csv", 10, 10, 10, 10, 10, 10),
    "pubmed.nbib": ("medline", 75, 75, 75, 75, 70, 74),
    "scopus.bib": ("bibtex", 11, 11, 10, 11, 0, 10),
    "scopus.csv": ("csv", 58, 58, 49, 58, 57, 44),
}
CUTS = 50


def reading(name: str, data: bytes) -> Reading:
    return read(Source(name, BytesIO(data)))


def facts(records: Sequence[Record]) -> tuple[int, ...]:
    return tuple(
        sum(bool(getattr(r, field)) for r in records) for field in ("title", "authors", "year", "abstract", "doi")
    )


@pytest.mark.parametrize("name", REAL)
def test_every_entry_of_a_real_export_is_read(shared: Path, name: str) -> None:
    done = reading(name, (shared / "data" / "exports" / name).read_bytes())
    items = list(done)
    records = [item for item in items if isinstance(item, Record)]
    form, count, *known = REAL[name]
    assert (done.format.name, len(records)) == (form, count)
    assert facts(records) == tuple(known)
    assert not [item for item in items if isinstance(item, Unread)]
    assert done.tally.adds_up()
    assert done.tally.starts == count


@pytest.mark.parametrize("name", REAL)
def test_an_export_cut_off_anywhere_gives_all_whole_entries(shared: Path, name: str) -> None:
    data = (shared / "data" / "exports" / name).read_bytes()
    whole = [item for item in reading(name, data) if isinstance(item, Record)]
    chance = random.Random(name)
    for at in sorted(chance.randrange(1, len(data)) for _ in range(CUTS)):
        done = reading(name, data[:at])
        try:
            found = [item for item in done if isinstance(item, Record)]
        except SourceError:
            found = []
        lines = data[:at].count(b"\n")
        expected = [record for record in whole if record.end and record.end < lines]
        # Where the cut hides what the format is, nothing can be whole: the first entry is not over.
        assert [record.title for record in found[: len(expected)]] == [record.title for record in expected], at
        assert done.tally.adds_up() or not found
