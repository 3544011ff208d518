"""The files of a configuration as texts, and whether they are still those that were read: to tell, no YAML is parsed."""

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from litcli.errors import ConfigError

SIZE_LIMIT = 8 * 1024 * 1024
"""Bytes in a configuration."""


def read_text(path: Path) -> str:
    """Read a file. Raises ConfigError where it is not there, too large or not text."""
    try:
        if path.is_file() and path.stat().st_size > SIZE_LIMIT:
            raise ConfigError(f"{path}: larger than {SIZE_LIMIT >> 20} MiB, no configuration is")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file", "a new one: litcli init") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text") from None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None


def fingerprint(text: str) -> str:
    """Return a digest of a file's text."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def are_unchanged(prints: Mapping[str, str]) -> bool:
    """Say whether files, given as path -> fingerprint, still have the texts that they had."""
    try:
        return all(fingerprint(read_text(Path(path))) == known for path, known in prints.items())
    except ConfigError:
        return False
