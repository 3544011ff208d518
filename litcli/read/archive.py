"""What a zip archive holds, file by file, each where it can be read again and again. It knows nothing of what a file means.

Nothing is unpacked to a folder: a member's name is only a name. Damage or a password stays with the member that has it.
"""

import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from litcli.errors import SourceError
from litcli.text import whole

UNPACKED_LIMIT = 4 * 1024**3
"""How many bytes one archive, or one gzip file, may unpack to: a listing of ten million papers has about as many."""
MEMBER_LIMIT = 10_000
"""How many files one archive may hold."""

_CHUNK = 1 << 20
_SPOOL_IN_MEMORY = 32 << 20
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
"""The first bytes of an archive, and of one with nothing in it."""
_ENCRYPTED = 0x1
# zipfile unpacks bzip2 and LZMA with no bound on what a piece may become.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, RuntimeError)
"""What zipfile raises for bytes that are no archive, or not the one that its directory tells of."""


def spooled(stream: IO[bytes]) -> IO[bytes]:
    """Copy a stream that can be read once to where it can be read again: memory first, then a temporary file."""
    spool = tempfile.SpooledTemporaryFile(_SPOOL_IN_MEMORY)  # noqa: SIM115 - who asked for it closes it
    while chunk := stream.read(_CHUNK):
        spool.write(chunk)
    spool.seek(0)
    return spool


def is_archive(file: IO[bytes]) -> bool:
    """Say whether a file begins as a zip archive; it is at its start again afterwards."""
    file.seek(0)
    found = file.read(4) in _MAGIC
    file.seek(0)
    return found


def members(file: IO[bytes], name: str) -> Iterator[tuple[str, IO[bytes]] | SourceError]:
    """Yield each file of an archive with its name, or the SourceError that says why it cannot be had.

    Folders are left out, and what is hidden or made by macOS.
    """
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGE:
        yield SourceError(f"{name}: is a zip archive that is damaged or cut off")
        return
    with archive:
        found = [info for info in archive.infolist() if not _is_beside(info)]
        if reason := _refused(archive, found):
            yield SourceError(f"{name}: {reason[0]}", reason[1])
            return
        left = UNPACKED_LIMIT
        for info in found:
            left -= info.file_size
            if left < 0:
                limit = f"the archive unpacks to more than {UNPACKED_LIMIT >> 30} GiB"
                yield SourceError(f"{name}/{whole(info.filename)}: {limit}; this file and those after it were not read")
                return
            yield _member(archive, info, f"{name}/{whole(info.filename)}")


def _is_beside(info: zipfile.ZipInfo) -> bool:
    """Say whether a member is no file that a user put there."""
    name = info.filename.replace("\\", "/")
    return name.endswith("/") or any(part == "__MACOSX" or part.startswith(".") for part in name.split("/"))


def _refused(archive: zipfile.ZipFile, found: list[zipfile.ZipInfo]) -> tuple[str, str] | None:
    """Return why nothing of an archive is read, and what to do."""
    names = archive.namelist()
    if "[Content_Types].xml" in names or names[:1] == ["mimetype"]:
        return "is an office document or a book, not text", "save it as text or CSV and read that"
    if not found:
        return "is a zip archive with no files in it", ""
    if len(found) > MEMBER_LIMIT:
        return f"holds {len(found):,} files; litcli reads at most {MEMBER_LIMIT:,} of one archive", "unpack it first"
    return None


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> tuple[str, IO[bytes]] | SourceError:
    if info.flag_bits & _ENCRYPTED:
        return SourceError(f"{name}: is encrypted", "unpack the archive with its password and read the files")
    if info.compress_type not in _METHODS:
        return SourceError(
            f"{name}: is packed in a way that litcli does not unpack", "unpack the archive and read the files"
        )
    try:
        with archive.open(info) as packed:
            # zipfile stops at the size that the directory tells, so that no member is larger than was counted.
            file = spooled(packed)
    except _DAMAGE:
        return SourceError(f"{name}: is damaged in the archive and cannot be unpacked")
    if is_archive(file):
        file.close()
        return SourceError(f"{name}: is a zip archive inside a zip archive", "unpack the outer one first")
    return name, file
