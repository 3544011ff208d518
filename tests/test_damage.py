"""Damaged pages: what `litcli parse` makes of each is kept beside it, and no line of any of them is lost.

A folder in golden/damage holds an input, what is printed (`expected.tsv`), what that does not show of the records
(`expected.fields`), standard error with the exit code as its last line (`expected.err`), and a `note.txt` where a careful
person would want more than can be told from the page. `pytest --renew` rewrites the expected files: review them as a diff.
"""

import gzip
import json
import random
import re
import struct
import textwrap
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pytest
from conftest import Result, Run

from litcli.cli import main

GOLDEN = Path(__file__).parent / "golden" / "damage"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
PAGES = [name for name in CASES if (GOLDEN / name / "input.txt").exists()]

Item = dict[str, Any]


class Parse(Protocol):
    def __call__(self, path: Path, form: str = "jsonl") -> Result: ...


@pytest.fixture
def parse(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Parse:
    """Run `litcli parse` in this process, in the file's folder; an exception that nobody expected comes through."""

    def call(path: Path, form: str = "jsonl") -> Result:
        monkeypatch.setenv("LITCLI_DEBUG", "1")
        monkeypatch.chdir(path.parent)
        code = main(["parse", "--format", form, path.name])
        done = capsys.readouterr()
        return Result(code, done.out, done.err)

    return call


def source(name: str) -> Path:
    (path,) = (GOLDEN / name).glob("input.*")
    return path


def items(result: Result) -> list[Item]:
    # Not splitlines: a text may hold Unicode's other separators.
    return [json.loads(line) for line in result.out.split("\n") if line]


# --- golden cases


@pytest.mark.parametrize("name", CASES)
def test_a_damaged_page_is_read_as_expected(name: str, parse: Parse, request: pytest.FixtureRequest) -> None:
    done = parse(source(name), "tsv")
    found = {
        "expected.tsv": done.out,
        "expected.fields": "".join(map(shown, items(parse(source(name))))),
        "expected.err": f"{done.err}exit {done.code}\n",
    }
    if request.config.getoption("--renew"):
        for file, text in found.items():
            (GOLDEN / name / file).write_bytes(text.encode())
    for file, text in found.items():
        assert text == (GOLDEN / name / file).read_bytes().decode(), file


def shown(item: Item) -> str:
    """Return what the TSV does not show of a record: its fields, and both ends of its abstract."""
    if item["kind"] != "record":
        return ""
    hidden = ("kind", "source", "end", "lines", "title")
    fields = {name: value for name, value in item.items() if value and name not in hidden}
    if len(abstract := fields.get("abstract", "")) > 100:
        fields["abstract"] = f"{abstract[:40]} … {abstract[-40:]} ({len(abstract)} characters)"
    return json.dumps(fields, ensure_ascii=False) + "\n"


# --- laws

SUMS = re.compile(
    r"([\d,]+) lines = ([\d,]+) in [\d,]+ records \+ ([\d,]+) of the page \+ ([\d,]+) unread \+ ([\d,]+) blank"
)


@dataclass(frozen=True)
class Account:
    """How many lines are what, worked out from the items alone."""

    lines: int
    records: int
    page: int
    unread: int
    blank: int


def lines_of(data: bytes) -> list[str]:
    *lines, last = re.split(r"\r\n|\r|\n", data.decode("utf-8-sig", "replace"))
    return [*lines, last] if last else lines


def account(data: bytes, found: list[Item]) -> Account:
    """Count lines by what covers them. Fails where a line is covered twice, or not at all."""
    lines = lines_of(data)
    filled = {number for number, line in enumerate(lines, start=1) if line.replace("\0", "").strip()}
    claims = Counter[int]()
    held = {"furniture": 0, "unread": 0}
    for item in found:
        if item["kind"] != "record":
            stretch = covered(item)
            claims.update(stretch)
            held[item["kind"]] += len(stretch)
    records = [item for item in found if item["kind"] == "record"]
    for record in records:
        # Lines of the page may stand inside a record, lines of another record may not.
        own = [number for number in covered(record) if number in filled and number not in claims]
        assert len(own) == record["lines"], record
        claims.update(own)
    assert claims == Counter(filled)
    counted = sum(record["lines"] for record in records)
    return Account(len(lines), counted, held["furniture"], held["unread"], len(lines) - len(filled))


def covered(item: Item) -> range:
    return range(item["line"], max(item["line"], item.get("end") or 0) + 1)


@pytest.mark.parametrize("name", PAGES)
def test_every_line_is_accounted_for_once(name: str, parse: Parse) -> None:
    check_account(source(name).read_bytes(), parse(source(name)))


def check_account(data: bytes, done: Result) -> None:
    """Compare the sum that the program shows with one made from its items and the bytes alone."""
    counted = account(data, items(done))
    if sums := SUMS.search(done.err):
        assert counted == Account(*(int(number.replace(",", "")) for number in sums.groups()))
    else:
        assert counted.records == 0
        assert "is empty" in done.err or "no paper" in done.err


@pytest.mark.parametrize("name", PAGES)
def test_no_word_is_lost(name: str, parse: Parse) -> None:
    found = items(parse(source(name)))
    page = {item["line"] for item in found if item["kind"] == "furniture"}
    # Without spaces: a word that was broken at a line's end is whole again in a record.
    kept = squash("".join(json.dumps(item, ensure_ascii=False) for item in found if item["kind"] != "furniture"))
    for number, line in enumerate(lines_of(source(name).read_bytes().replace(b"\0", b"")), start=1):
        if number not in page:
            words = re.findall(r"[^\W_\ufffd]+", re.sub(r"^\ufeff?Subscribe(?![a-z])|^(?:Title|Abstract):", "", line))
            assert [word for word in words if word not in kept] == [], number


def squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def test_a_page_cut_off_anywhere_keeps_its_account_and_the_entries_before(parse: Parse, tmp_path: Path) -> None:
    whole = source("spaced_whole").read_bytes()
    titles = [item["title"] for item in items(parse(source("spaced_whole"))) if item["kind"] == "record"]
    for size in range(1, len(whole), 61):
        page = tmp_path / "page.txt"
        page.write_bytes(whole[:size])
        done = parse(page)
        check_account(whole[:size], done)
        found = [item["title"] for item in items(done) if item["kind"] == "record"]
        # The last entry that was cut may be anything; those before it are whole.
        sure = [title for title in titles[:-1] if title.encode() in whole[:size]][:-1]
        assert found[: len(sure)] == sure, size


def test_a_page_with_lines_out_of_order_keeps_its_account(parse: Parse, tmp_path: Path) -> None:
    chance = random.Random(7)
    texts = [line for name in ("linked_whole", "all_wrapped_narrow") for line in lines_of(source(name).read_bytes())]
    for _ in range(60):
        data = "\n".join(chance.sample(texts, chance.randrange(1, len(texts)))).encode()
        page = tmp_path / "page.txt"
        page.write_bytes(data)
        check_account(data, parse(page))


# --- sources that are too large, or no text, to be kept here


def plain() -> bytes:
    return source("compact_whole").read_bytes()


def utf_16(order: str, mark: bytes = b"") -> bytes:
    return mark + plain().decode().encode(f"utf-16-{order}")


SAME: dict[str, Callable[[], bytes]] = {
    "page.txt.gz": lambda: gzip.compress(plain()),
    "zipped-without-the-name.txt": lambda: gzip.compress(plain()),
    "two-members.gz": lambda: gzip.compress(plain()[:900]) + gzip.compress(plain()[900:]),
    "utf-16-le.txt": lambda: utf_16("le"),
    "utf-16-be.txt": lambda: utf_16("be"),
    "utf-16-le-mark.txt": lambda: utf_16("le", b"\xff\xfe"),
    "utf-16-be-mark.txt": lambda: utf_16("be", b"\xfe\xff"),
    "utf-16-crlf.txt": lambda: plain().decode().replace("\n", "\r\n").encode("utf-16"),
    "utf-16-zipped.gz": lambda: gzip.compress(utf_16("le", b"\xff\xfe")),
    "nuls-at-the-end.txt": lambda: plain() + bytes(512),
}
"""Sources that say the same as the plain page."""


@pytest.mark.parametrize("name", SAME)
def test_a_page_in_another_wrapping_is_the_same_page(name: str, parse: Parse, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(SAME[name]())
    expected = parse(source("compact_whole"))
    done = parse(tmp_path / name)
    assert done.code == 0
    assert done.out.replace(f'"{name}"', '"input.txt"') == expected.out


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no-gzip.gz": (lambda: b"\x1f\x8b" + plain(), "looks like gzip and cannot be unpacked"),
    "header-only.gz": (lambda: gzip.compress(plain())[:11], "looks like gzip and cannot be unpacked"),
    "nothing.gz": (lambda: gzip.compress(b""), "is empty"),
    "picture.txt": (
        lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">2I5B", 9, 9, 8, 6, 0, 0, 0),
        "is a PNG picture, not text",
    ),
    "picture.gz": (lambda: gzip.compress(b"\x89PNG\r\n\x1a\n" + noise(99)), "is a PNG picture, not text"),
    "noise-60": (lambda: noise(60), "is a binary file, not text"),
    "noise-5000": (lambda: noise(5000), "is a binary file, not text"),
    "noise-100000": (lambda: noise(100_000), "is a binary file, not text"),
    "nuls": (lambda: bytes(4000), "is a binary file, not text"),
}
"""Sources that are no text, and what is said of them."""


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_text_is_refused_in_one_line(name: str, parse: Parse, tmp_path: Path) -> None:
    build, message = REFUSED[name]
    (tmp_path / name).write_bytes(build())
    assert parse(tmp_path / name) == Result(3, "", f"litcli: {name}: {message}\n")


def test_one_bad_source_does_not_stop_the_good_ones(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "noise").write_bytes(noise(5000))
    (tmp_path / "good.txt").write_bytes(plain())
    done = run("parse", "folder", "missing.txt", "noise", "good.txt", "-", stdin=plain())
    assert done.code == 3
    assert "litcli: folder: is a folder\n" in done.err
    assert "litcli: missing.txt: no such file\n" in done.err
    assert "litcli: noise: is a binary file, not text\n" in done.err
    assert "Traceback" not in done.err
    golden = (GOLDEN / "compact_whole" / "expected.tsv").read_text()
    assert done.out == golden.replace("input.txt", "good.txt") + golden.replace("input.txt\t", "-\t")


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "cut-off.gz": lambda data: gzip.compress(data)[:-600],
    "without-its-end.gz": lambda data: gzip.compress(data)[:-8],
    "wrong-checksum.gz": lambda data: gzip.compress(data)[:-8] + b"\1\2\3\4" + gzip.compress(data)[-4:],
    "then-something-else.gz": lambda data: gzip.compress(data) + b"no gzip",
}


@pytest.mark.parametrize("name", BROKEN)
def test_every_line_of_a_broken_gzip_file_that_could_be_had_is_had(name: str, parse: Parse, tmp_path: Path) -> None:
    pages = [source(case).read_bytes() for case in ("compact_whole", "crlf", "spaced_whole", "linked_whole")]
    (tmp_path / "whole.txt").write_bytes(b"".join(pages))
    (tmp_path / name).write_bytes(BROKEN[name](b"".join(pages)))
    whole = parse(tmp_path / "whole.txt")
    done = parse(tmp_path / name)
    *found, last = items(done)
    assert done.code == 3
    assert (last["kind"], last["reason"]) == ("unread", "the gzip stream is damaged or cut off here")
    titles = [item["title"] for item in found if item["kind"] == "record"]
    expected = [item["title"] for item in items(whole) if item["kind"] == "record"]
    assert titles == expected[: len(titles)]
    assert len(titles) == len(expected) if name != "cut-off.gz" else len(titles) >= 4


def test_utf_16_that_ends_inside_a_character_loses_that_character_alone(parse: Parse, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(utf_16("le", b"\xff\xfe")[:-5])
    records = [item for item in items(parse(tmp_path / "page.txt")) if item["kind"] == "record"]
    expected = [item for item in items(parse(source("compact_whole"))) if item["kind"] == "record"]
    assert records[:-1] == [{**item, "source": "page.txt"} for item in expected[:-1]]
    assert records[-1]["abstract"] == expected[-1]["abstract"][:-2] + "\ufffd"


def test_a_line_of_50_megabytes_is_one_unread_line(run: Run, tmp_path: Path) -> None:
    lines = plain().split(b"\n")
    lines.insert(4, b"quiet tokens " * 4_000_000)
    (tmp_path / "page.txt").write_bytes(b"\n".join(lines))
    done = run("parse", "--format", "text", "page.txt")
    assert done.code == 3
    unread = [line for line in done.lines if "UNREAD" in line]
    assert len(unread) == 1
    assert "a line of 51,999,999 characters is no title and no abstract" in unread[0][:200]
    assert sum("  record  " in line for line in done.lines) == 4
    assert done.err == "page.txt: listing, 11 lines = 8 in 4 records + 2 of the page + 1 unread + 0 blank\n"


# --- pages longer than what the reader looks at together


@cache
def papers() -> list[Item]:
    return [paper(number) for number in range(120)]


def paper(number: int) -> Item:
    """Return an invented paper that no other of them is like."""
    chance = random.Random(number)
    words = "sparse quiet deep wide noisy robust graph token layer expert prompt memory reward policy kernel".split()
    title = f"Study {number}: " + " ".join(chance.choice(words).title() for _ in range(6))
    sentences = [" ".join(chance.choice(words) for _ in range(14)).capitalize() + "." for _ in range(6)]
    return {"title": title, "abstract": " ".join(sentences)}


def read_back(parse: Parse, path: Path, lines: list[str]) -> list[Item]:
    path.write_text("\n".join(lines) + "\n")
    done = parse(path)
    check_account(path.read_bytes(), done)
    assert all(item["kind"] == "record" for item in items(done))
    return [{"title": item["title"], "abstract": item["abstract"]} for item in items(done)]


def test_a_long_page_of_wrapped_lines_with_no_blank_line_is_read_whole(parse: Parse, tmp_path: Path) -> None:
    lines = [line for each in papers() for line in (each["title"], *textwrap.wrap(each["abstract"], 78))]
    assert read_back(parse, tmp_path / "page.txt", lines) == papers()


def test_the_last_of_many_titles_has_the_abstract_under_it(parse: Parse, tmp_path: Path) -> None:
    lines = [line for each in papers() for line in (each["title"], "")]
    found = read_back(parse, tmp_path / "page.txt", [*lines, papers()[-1]["abstract"]])
    assert found == [*({**each, "abstract": None} for each in papers()[:-1]), papers()[-1]]
