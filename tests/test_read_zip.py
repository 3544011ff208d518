"""Zip archives: every file of one is a source, what cannot be had is told for itself, and no bomb goes off."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litcli.errors import SourceError
from litcli.read import archive, read
from litcli.read.source import Source, open_sources
from litcli.records import Record

RIS = b"TY  - JOUR\nTI  - Counting barnacles with a stick\nER  - \n"
CSL = b'[{"id": "a", "type": "article-journal", "title": "Knotting nets twice"}]'
Members = dict[str, bytes]


def packed(members: Members, method: int = zipfile.ZIP_DEFLATED, change: Callable[[bytes], bytes] = bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return change(held.getvalue())


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Open an archive and tell what each part of it gave: the titles in it, or the message."""

    def call(data: bytes, name: str = "a.zip") -> dict[str, str]:
        (tmp_path / name).write_bytes(data)
        return told(str(tmp_path / name), str(tmp_path) + "/")

    return call


def told(path: str, without: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for source in open_sources(path):
        if isinstance(source, SourceError):
            name, _, message = source.message.removeprefix(without).partition(": ")
            found[name] = message
        else:
            found[source.name.removeprefix(without)] = "; ".join(titles(source))
    return found


def titles(source: Source) -> list[str]:
    try:
        return [item.title for item in read(source) if isinstance(item, Record)]
    except SourceError as error:
        return [error.message.partition(": ")[2]]
    finally:
        source.close()


def test_every_file_of_an_archive_is_a_source(opened: Callable[..., dict[str, str]]) -> None:
    assert opened(packed({"one.ris": RIS, "more/two.json": CSL})) == {
        "a.zip/one.ris": "Counting barnacles with a stick",
        "a.zip/more/two.json": "Knotting nets twice",
    }


def test_a_plain_file_is_one_source(opened: Callable[..., dict[str, str]]) -> None:
    assert opened(RIS, "one.ris") == {"one.ris": "Counting barnacles with a stick"}


def test_the_digest_of_a_file_is_the_same_inside_and_outside(tmp_path: Path) -> None:
    (tmp_path / "one.ris").write_bytes(RIS)
    (tmp_path / "a.zip").write_bytes(packed({"one.ris": RIS}))
    digests = set()
    for name in ("one.ris", "a.zip"):
        (source,) = open_sources(str(tmp_path / name))
        assert isinstance(source, Source)
        assert source.size() == len(RIS)
        digests.add(source.digest())
        source.close()
    assert len(digests) == 1


def test_a_source_outlives_the_archive(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({"one.ris": RIS, "two.json": CSL}))
    sources = list(open_sources(str(tmp_path / "a.zip")))
    assert [titles(source) for source in sources if isinstance(source, Source)] == [
        ["Counting barnacles with a stick"],
        ["Knotting nets twice"],
    ]


def test_what_no_user_put_there_is_left_out(opened: Callable[..., dict[str, str]]) -> None:
    members = {"folder/": b"", "__MACOSX/._one.ris": b"x", ".DS_Store": b"x", ".git/config": b"x", "a/.b/c": b"x"}
    assert list(opened(packed({**members, "one.ris": RIS}))) == ["a.zip/one.ris"]
    assert opened(packed(members)) == {"a.zip": "is a zip archive with no files in it"}
    assert opened(packed({})) == {"a.zip": "is a zip archive with no files in it"}


def test_names_lead_nowhere(opened: Callable[..., dict[str, str]], tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.parent.iterdir())
    found = opened(packed({"../../up.ris": RIS, "/etc/one.ris": RIS, "C:\\two.ris": RIS}))
    assert set(found.values()) <= {"Counting barnacles with a stick"}
    assert sorted(path.name for path in tmp_path.parent.iterdir()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize("inner", ["inner.zip", "paper.docx", "inner.ris"])
def test_an_archive_in_an_archive_is_refused_and_the_others_go_in(
    opened: Callable[..., dict[str, str]], inner: str
) -> None:
    found = opened(packed({inner: packed({"one.ris": RIS}), "one.ris": RIS}))
    assert found == {
        f"a.zip/{inner}": "is a zip archive inside a zip archive",
        "a.zip/one.ris": "Counting barnacles with a stick",
    }


@pytest.mark.parametrize(
    "members",
    [
        {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"},
        {"xl/workbook.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"},
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"},
        {"mimetype": b"application/epub+zip", "OEBPS/a.xhtml": b"<x/>"},
    ],
)
def test_a_document_is_refused(opened: Callable[..., dict[str, str]], members: Members) -> None:
    assert opened(packed(members), "paper.docx") == {"paper.docx": "is an office document or a book, not text"}


def flagged(data: bytes, name: bytes, at: int, value: bytes) -> bytes:
    """Change a field of a member in the archive's directory; `at` counts from the signature."""
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(name)) + at
    return data[:place] + value + data[place + len(value) :]


MEMBER_FAULTS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a password": (lambda data: flagged(data, b"two.json", 8, b"\x01\x00"), "is encrypted"),
    "strong encryption": (lambda data: flagged(data, b"two.json", 8, b"\x41\x00"), "is encrypted"),
    "bzip2": (lambda data: flagged(data, b"two.json", 10, b"\x0c\x00"), "is packed in a way that litcli does not unpack"),
    "LZMA": (lambda data: flagged(data, b"two.json", 10, b"\x0e\x00"), "is packed in a way that litcli does not unpack"),
    "a wrong sum": (lambda data: flagged(data, b"two.json", 16, b"\x00\x00\x00\x00"), "is damaged in the archive and cannot be unpacked"),
    "a size that is too small": (lambda data: flagged(data, b"two.json", 24, b"\x05\x00\x00\x00"), "is damaged in the archive and cannot be unpacked"),
    "a place beyond the end": (lambda data: flagged(data, b"two.json", 42, b"\xff\xff\xff\x0f"), "is damaged in the archive and cannot be unpacked"),
    "another name": (lambda data: data.replace(b"two.json", b"tvo.json", 1), "is damaged in the archive and cannot be unpacked"),
}  # fmt: skip


@pytest.mark.parametrize("fault", MEMBER_FAULTS)
def test_one_bad_file_does_not_stop_the_others(opened: Callable[..., dict[str, str]], fault: str) -> None:
    change, message = MEMBER_FAULTS[fault]
    found = opened(packed({"one.ris": RIS, "two.json": CSL, "three.ris": RIS}, change=change))
    assert found.pop("a.zip/two.json") == message
    assert found == dict.fromkeys(["a.zip/one.ris", "a.zip/three.ris"], "Counting barnacles with a stick")


def test_a_file_without_a_name_is_read(opened: Callable[..., dict[str, str]]) -> None:
    found = opened(packed({"one.ris": RIS, "two.json": CSL}, change=lambda data: data.replace(b"one.ris", b"\0ne.ris")))
    assert found == {"a.zip/": "Counting barnacles with a stick", "a.zip/two.json": "Knotting nets twice"}


def test_a_file_that_is_no_text_is_told_when_it_is_read(opened: Callable[..., dict[str, str]]) -> None:
    found = opened(packed({"one.pdf": b"%PDF-1.7", "none.ris": b"", "one.ris": RIS}))
    assert found == {
        "a.zip/one.pdf": "is a PDF; save the page as text or HTML instead, not text",
        "a.zip/none.ris": "is empty",
        "a.zip/one.ris": "Counting barnacles with a stick",
    }


def test_a_cut_archive_is_one_error(opened: Callable[..., dict[str, str]]) -> None:
    whole = packed({"one.ris": RIS, "two.json": CSL})
    for cut in range(4, len(whole) - 1, 7):
        assert opened(whole[:cut]) == {"a.zip": "is a zip archive that is damaged or cut off"}


def test_too_much_in_all_is_not_unpacked(
    opened: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "UNPACKED_LIMIT", 1000)
    bomb = {"one.ris": RIS, "bomb.ris": b"x" * 990, "two.ris": RIS}
    found = opened(packed(bomb))
    assert list(found) == ["a.zip/one.ris", "a.zip/bomb.ris"]
    assert found["a.zip/bomb.ris"].endswith("this file and those after it were not read")


def test_a_file_never_unpacks_to_more_than_it_tells(
    opened: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The directory says 10 bytes, the stream holds 10 million: what is counted against the limit is what is unpacked.
    sizes: list[int] = []
    unpack = archive.spooled

    def measured(stream: Any) -> Any:
        spool = unpack(stream)
        sizes.append(spool.seek(0, io.SEEK_END))
        return spool

    monkeypatch.setattr(archive, "spooled", measured)
    lie = lambda data: flagged(data, b"bomb.ris", 24, b"\x0a\x00\x00\x00")  # noqa: E731
    found = opened(packed({"bomb.ris": bytes(10_000_000)}, change=lie))
    assert found == {"a.zip/bomb.ris": "is damaged in the archive and cannot be unpacked"}
    assert max(sizes, default=0) <= 10


def test_too_many_files_are_not_read(opened: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MEMBER_LIMIT", 3)
    many = {f"{n}.ris": RIS for n in range(4)}
    assert opened(packed(many)) == {"a.zip": "holds 4 files; litcli reads at most 3 of one archive"}
    assert len(opened(packed(dict(list(many.items())[:3])))) == 3


def test_an_archive_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        """As a pipe is: read once."""

        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    class Stdin:
        buffer = Pipe(packed({"one.ris": RIS, "two.json": CSL}))

    monkeypatch.setattr("sys.stdin", Stdin)
    assert told("-") == {"-/one.ris": "Counting barnacles with a stick", "-/two.json": "Knotting nets twice"}


def test_what_cannot_be_opened_is_a_value(tmp_path: Path) -> None:
    for name in ("none.ris", ".", "no\0name"):
        (error,) = open_sources(str(tmp_path / name))
        assert isinstance(error, SourceError)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8), st.booleans())
def test_no_damage_is_a_traceback(changes: list[tuple[float, int]], stored: bool) -> None:
    data = bytearray(packed({"one.ris": RIS, "två.json": CSL}, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED))
    for where, value in changes:
        data[4 + int(where * (len(data) - 5))] = value
    for member in archive.members(io.BytesIO(data), "a.zip"):
        assert isinstance(member, SourceError) or member[1].read() in (RIS, CSL, b"")


def test_a_note_among_the_pages_makes_no_paper(opened: Callable[..., dict[str, str]]) -> None:
    note = b"Call the library about the nets on Monday\n\nBring the old list of harbours\n"
    found = opened(packed({"a.ris": RIS, "notes.txt": note}))
    assert found["a.zip/a.ris"] == "Counting barnacles with a stick"
    assert found["a.zip/notes.txt"].startswith("is in an archive, of no known format, and has no abstract")
