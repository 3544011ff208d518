"""Folding, names, making text safe, and the identifiers that are found in it."""

import re
import string
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litcli.text import clean, fold, safe, squash, whole
from litcli.text.identifiers import find_arxiv, find_doi, find_urls
from litcli.text.names import name_of

ANY = st.text()
TEXISH = st.text(alphabet=st.sampled_from("\\'\"`^~=.{}$&;#_- aAeoOcuvHislpß\u0301é") | st.characters(codec="utf-8"))
UNMARKED = st.text(alphabet=[chr(i) for i in range(128) if chr(i) not in "\\{}&"])


# --- folding -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "folded"),
    [
        ("Neural COLLAPSE", "neural collapse"),
        ("naïve Ångström Erdős", "naive angstrom erdos"),
        ("e\u0301tude", "etude"),
        ("Straße Łódź Ørsted Æther Œuvre", "strasse lodz orsted aether oeuvre"),
        (r"Bal\'azs", "balazs"),
        (r"Poincar\'{e}", "poincare"),
        (r"Schr\"{o}dinger", "schrodinger"),
        (r"Schr\"odinger", "schrodinger"),
        (r"{\"O}zg{\"u}r", "ozgur"),
        (r"Fran\c{c}ois", "francois"),
        (r"\c c", "c"),
        (r"Mart\'{\i}nez", "martinez"),
        (r"Erd\H{o}s", "erdos"),
        (r"\v{S}koda", "skoda"),
        (r"\O rsted", "orsted"),
        (r"Stra\ss e", "strasse"),
        (r"\L ukasz and \AA{}rhus", "lukasz and aarhus"),
        (r"$\pi$-calculus", "pi calculus"),
        ("π-calculus", "pi calculus"),
        ("μP", "mu p"),
        ("φιλοσοφία", "φιλοσοφια"),
        (r"\textbf{Bold} and \emph{not}", "bold and not"),
        (r"{\it old} style", "old style"),
        (r"$\mathcal{L}_1$", "l 1"),
        (r"\left(x\right)", "x"),
        ("Self-Supervised", "self supervised"),
        ("self‐supervised self–supervised", "self supervised self supervised"),
        ("snake_case", "snake case"),
        ("R&amp;D &eacute;tude &#233;", "r d etude e"),
        ("AT&T", "at t"),
        ("ﬁne ﬂow Ⅳ x²", "fine flow iv x2"),
        ("C++, GPT-4!", "c gpt 4"),
        ("深層学習 и обучение", "深層学習 и обучение"),
        ("a\tb\nc\x1bd\x00e", "a b c d e"),
        ("", ""),
        ("—?!", ""),
    ],
)
def test_fold(given: str, folded: str) -> None:
    assert fold(given) == folded


@given(ANY | TEXISH)
def test_folding_twice_is_folding_once(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)


@given(ANY | TEXISH)
def test_folded_text_is_words_with_one_space_between(raw: str) -> None:
    assert re.fullmatch(r"(?:[^\W_]+(?: [^\W_]+)*)?", fold(raw))


UNTEXED = ANY.map(lambda raw: raw.replace("\\", "").replace("&", ""))
"""Without TeX commands and entities, whose letters cannot be changed."""


@given(UNTEXED)
def test_folding_sees_no_case(raw: str) -> None:
    assert fold(raw.casefold()) == fold(raw)


@given(UNTEXED)
def test_folding_sees_no_composition(raw: str) -> None:
    assert fold(unicodedata.normalize("NFD", raw)) == fold(unicodedata.normalize("NFC", raw))


@given(UNMARKED)
def test_the_fast_way_for_ascii_gives_what_the_slow_way_gives(raw: str) -> None:
    # A letter outside ASCII sends the same text the slow way, as a word of its own.
    assert fold(f"{raw} é") == f"{fold(raw)} e".strip()


def test_a_tex_accent_takes_the_next_letter_of_the_word() -> None:
    assert fold(r"Fran\c cois") == "francois"


@pytest.mark.parametrize("spaced", [r"Part\,2", r"Part\;2", r"Part\:2"])
def test_a_tex_space_is_a_space(spaced: str) -> None:
    assert fold(spaced) == "part 2"


@pytest.mark.parametrize("invisible", ["\xad", "\u200c", "\u200d", "\u2060"])
def test_an_invisible_character_breaks_no_word(invisible: str) -> None:
    assert fold(f"trans{invisible}former") == "transformer"


@given(ANY | TEXISH)
def test_squashing_is_folding_without_spaces(raw: str) -> None:
    assert squash(raw) == "".join(fold(raw).split())


@pytest.mark.parametrize("tex", [r"$\varepsilon$-greedy", r"$\varepsilon$ greedy"])
def test_a_variant_of_a_greek_letter_is_the_letter(tex: str) -> None:
    assert fold(tex) == fold("ε-greedy")


def test_squashing_sees_no_hyphen() -> None:
    assert squash("Self-Supervised") == squash("selfsupervised") == "selfsupervised"


# --- names -------------------------------------------------------------------------------------------------------------------


@given(st.lists(ANY))
def test_a_name_is_twelve_letters_and_digits_with_a_letter_first(parts: list[str]) -> None:
    assert re.fullmatch(r"[a-z][0-9a-z]{11}", name_of(parts))
    assert not set("ilou") & set(name_of(parts))


def test_names_stay_as_they_are() -> None:
    """Names are in libraries and in users' notes: a change of this value loses them all."""
    assert name_of(["neural collapse", "we show", ""]) == "aa8h5xbhywbg"
    assert name_of([]) == "ebs6fmvn0akj"


def test_names_tell_apart_where_a_part_ends() -> None:
    assert len({name_of(parts) for parts in (["ab"], ["a", "b"], ["b", "a"], ["a", "b", ""], ["", "a", "b"])}) == 5


def test_a_name_is_made_of_a_lone_surrogate_too() -> None:
    assert name_of(["\ud800"])


# --- untrusted text ----------------------------------------------------------------------------------------------------------

NASTY = st.text(
    alphabet=st.sampled_from("a \t\n\r\x00\x07\x1b\x7f\x85\x9b\u061c\u200e\u200f\u202a\u202e\u2066\u2069\ufeff")
    | st.characters(codec="utf-8")
)


def test_safe_text_holds_no_controls() -> None:
    bidirectional = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    for character in safe("".join(map(chr, range(sys.maxunicode + 1)))):
        assert character in "\t\n" or unicodedata.category(character) != "Cc"
        assert unicodedata.bidirectional(character) not in bidirectional
        assert character not in "\u061c\u200e\u200f\u200b\u2028\u2029\ufeff"


@given(NASTY)
def test_safe_text_keeps_all_that_can_be_seen(raw: str) -> None:
    seen = "".join(character for character in raw if character.isprintable() or character in "\t\n")
    assert safe(seen) == seen
    assert [c for c in safe(raw) if not c.isascii() and c.isprintable()] == [c for c in seen if not c.isascii()]


@given(NASTY)
def test_making_safe_text_safe_changes_nothing(raw: str) -> None:
    assert safe(safe(raw)) == safe(raw)


def test_what_is_harmful_is_shown_by_its_number() -> None:
    assert safe("\x1b[31mred\u202e\U000e0041") == "<U+001B>[31mred<U+202E><U+E0041>"


def test_right_to_left_text_and_joined_emoji_stay() -> None:
    assert safe("שלום 👩‍🔬 深層") == "שלום 👩‍🔬 深層"


@given(st.text(alphabet=st.characters() | st.sampled_from("\ud800\udfff\x00")))
def test_whole_text_can_be_written_as_utf_8(raw: str) -> None:
    assert b"\x00" not in whole(raw).encode("utf-8")


@given(ANY)
def test_clean_text_is_on_one_line_with_single_spaces(raw: str) -> None:
    assert clean(raw).split() == raw.split()
    assert not re.search(r"\s\s|^\s|\s$|[^\S ]", clean(raw))


# --- identifiers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "doi"),
    [
        ("10.1000/abc", "10.1000/abc"),
        ("doi:10.1000/ABC.Def", "10.1000/abc.def"),
        ("https://doi.org/10.1000/xyz_12", "10.1000/xyz_12"),
        ("see 10.1000/abc.", "10.1000/abc"),
        ("(10.1000/abc)", "10.1000/abc"),
        ("10.1016/s0140-6736(05)12345-6, and", "10.1016/s0140-6736(05)12345-6"),
        ("'10.1000/abc'", "10.1000/abc"),
        ("<10.1000/abc>", "10.1000/abc"),
        ("{10.1000/abc}", "10.1000/abc"),
        ("10.1000/a;2-Q", "10.1000/a;2-q"),
        ("10.1234567/x", "10.1234567/x"),
        ("10.1000/first then 10.1000/second", "10.1000/first"),
        ("10.48550/arXiv.2403.01234", "10.48550/arxiv.2403.01234"),
        ("10.100/x", ""),
        ("10.1000", ""),
        ("10.1000/", ""),
        ("110.1000/x", ""),
        ("version 10.1, page 4/5", ""),
        ("", ""),
    ],
)
def test_find_doi(given: str, doi: str) -> None:
    assert find_doi(given) == doi


@pytest.mark.parametrize(
    ("given", "doi"), [("10.1000/...", ""), ("“10.1000/abc”", "10.1000/abc"), ("10.1000/abc…", "10.1000/abc")]
)
def test_find_doi_in_print(given: str, doi: str) -> None:
    assert find_doi(given) == doi


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("arXiv:2403.01234", "2403.01234"),
        ("arXiv:2403.01234v2", "2403.01234"),
        ("ARXIV : 2403.01234v12.", "2403.01234"),
        ("[arXiv:0704.0001]", "0704.0001"),
        ("https://arxiv.org/abs/2403.01234v1", "2403.01234"),
        ("http://export.arxiv.org/pdf/2403.01234.pdf", "2403.01234"),
        ("arxiv.org/html/2403.01234v1#S2", "2403.01234"),
        ("https://doi.org/10.48550/arXiv.2403.01234", "2403.01234"),
        ("https://huggingface.co/papers/2403.01234", "2403.01234"),
        ("arXiv:hep-th/9901001", "hep-th/9901001"),
        ("arXiv:hep-th/9901001v3", "hep-th/9901001"),
        ("arXiv:math.GT/0309136", "math.gt/0309136"),
        ("arxiv.org/abs/cond-mat/0410550,", "cond-mat/0410550"),
        ("2403.01234", "2403.01234"),
        (" 2403.01234v3 ", "2403.01234"),
        ("see 2403.01234", ""),
        ("arXiv:2413.01234", ""),
        ("arXiv:2400.01234", ""),
        ("arXiv:2403.012345", ""),
        ("arXiv:2403.012", ""),
        ("arXiv:hep-th/990100", ""),
        ("hep-th/9901001", ""),
        ("3.1415", ""),
        ("", ""),
    ],
)
def test_find_arxiv(given: str, number: str) -> None:
    assert find_arxiv(given) == number


@pytest.mark.parametrize(
    ("given", "urls"),
    [
        ("https://x.org", ["https://x.org"]),
        ("Code: https://x.org/a.", ["https://x.org/a"]),
        ("(see https://x.org/a).", ["https://x.org/a"]),
        ("https://x.org/b_(c)", ["https://x.org/b_(c)"]),
        ("[text](https://x.org/a)", ["https://x.org/a"]),
        ("<https://x.org/a>", ["https://x.org/a"]),
        (r"\url{https://x.org/a_b}", ["https://x.org/a_b"]),
        ("*https://x.org/a*!", ["https://x.org/a"]),
        ('href="http://x.org/a"', ["http://x.org/a"]),
        ("https://x.org/?a=b&c=d#e", ["https://x.org/?a=b&c=d#e"]),
        ("https://x.org/a, http://y.org; https://x.org/a", ["https://x.org/a", "http://y.org"]),
        ("HTTPS://X.org/A", ["HTTPS://X.org/A"]),
        ("ftp://x.org www.x.org x.org", []),
        ("https:// x", []),
        ("", []),
    ],
)
def test_find_urls(given: str, urls: list[str]) -> None:
    assert find_urls(given) == tuple(urls)


@pytest.mark.parametrize(
    ("given", "urls"),
    [("“https://x.org/a”", ["https://x.org/a"]), ("https://x.org/a…", ["https://x.org/a"]), ("https://...", [])],
)
def test_find_urls_in_print(given: str, urls: list[str]) -> None:
    assert find_urls(given) == tuple(urls)


@given(st.lists(st.sampled_from(["https://x.org/a", "http://y.org/b(c)", "(", ")", ".", "”", " ", "and", "10.1/2"])))
def test_an_address_stands_in_the_text_and_once(parts: list[str]) -> None:
    raw = "".join(parts)
    found = find_urls(raw)
    assert len(set(found)) == len(found)
    assert all(url in raw and url[-1] not in string.whitespace + ".," for url in found)


def test_the_letters_of_a_name_are_all_used() -> None:
    """A digest that lost its bits would use few of them."""
    used = set("".join(name_of([str(i)])[1:] for i in range(200)))
    assert used == set("0123456789abcdefghjkmnpqrstvwxyz")
