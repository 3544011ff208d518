"""Each field by itself: what agrees, what differs, and what says nothing."""

import pytest

from litcli.dedupe import fields
from litcli.dedupe.people import people
from litcli.dedupe.place import place
from litcli.dedupe.titles import title

ASH = ("Ash, Karl B.", "Birch, Lena", "Cedar, Max")


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (ASH, ("Ash KB", "Birch L", "Cedar M"), True),
        (ASH, ("Karl B. Ash", "Lena Birch", "Max Cedar"), True),
        (ASH, ("Max Cedar", "Lena Birch", "Karl Ash"), True),
        (ASH, ("Ash, K. B.",), True),
        (("Bu?lova, T. V.",), ("Builova, T. V.",), True),
        (("van 't Spijker, Adriaan",), ("Spijker A.",), True),
        (("Li, Wei",), ("Li, W.",), True),
        (("Oliveira Guerra, Ricardo",), ("Guerra, R. O.",), True),
        (ASH, ("Elm, K. B.", "Fir, Lola"), False),
        (ASH, (), None),
        (ASH, ("Anonymous",), None),
        (ASH, ("Elm, Karl",), None),
    ],
)
def test_authors(one: tuple[str, ...], other: tuple[str, ...], agree: bool | None) -> None:
    a, b = people(one), people(other)
    assert fields.authors(a, b) is agree
    assert fields.authors(b, a) is agree


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("221-8", "221 -- 228", True),
        ("pp. 221–228", "221-228", True),
        ("S1-S4", "s1-s4", True),
        ("e24", "E24", True),
        ("0893", "893", True),
        ("Jan-14", "1-14", True),
        ("35+", "35-41", True),
        ("221-228", "321-328", False),
        ("S12", "S19", False),
        ("1-12", "1-13", None),
        ("1-12", "1205-1216", None),
        ("e24", "17-29", None),
        ("", "17-29", None),
        ("215 p", "17-29", None),
    ],
)
def test_pages(one: str, other: str, agree: bool | None) -> None:
    a, b = place("", "", "", one), place("", "", "", other)
    assert fields.pages(a, b) is agree
    assert fields.pages(b, a) is agree


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Journal of Coast and Tides", "J Coast Tides", True),
        ("Journal of Coast and Tides", "J. Coast & Tides", True),
        (
            "Proceedings of the 2016 Nordic Conference on Tidal Systems",
            "Nordic Conference on Tidal Systems, NCTS",
            True,
        ),
        ("Nordic Conference on Tidal Systems", "NoCTS 2016", True),
        ("Tide", "Tide: the journal of the northern shore", True),
        ("Journal of Coast and Tides", "Annals of Bees", False),
        ("Journal of Coast and Tides", "", None),
    ],
)
def test_venues(one: str, other: str, agree: bool | None) -> None:
    a, b = place(one, "", "", "").venue, place(other, "", "", "").venue
    assert fields.venues(a, b) is agree
    assert fields.venues(b, a) is agree


@pytest.mark.parametrize(
    ("raw", "words", "other"),
    [
        ("[Tides of the north]. [Article in Russian]", "tides of the north", ""),
        ("Tides of the north (German)", "tides of the north", ""),
        ("Tides <i>in vitro</i>", "tides in vitro", ""),
        ("Tides of the north [Gezeiten des Nordens]", "tides of the north", "gezeiten des nordens"),
        ("Tides [of the] north", "tides of the north", ""),
    ],
)
def test_titles_are_read_without_what_sources_add(raw: str, words: str, other: str) -> None:
    read = title(raw)
    assert (read.words, read.other) == (words, other)


@pytest.mark.parametrize(
    "raw", ["Editorial", "Editorial introduction", "Introduction to the special issue", "In this issue"]
)
def test_generic_titles(raw: str) -> None:
    assert not title(raw).is_specific


@pytest.mark.parametrize(
    ("raw", "notice"), [("Erratum to: Tides", "erratum"), ("Re-thinking tides", ""), ("Authors' reply", "reply")]
)
def test_notices(raw: str, notice: str) -> None:
    assert title(raw).notice == notice
