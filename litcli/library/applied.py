"""Which configuration the tags in the library come from: most commands find it unchanged, and need nothing else of it."""

from typing import TYPE_CHECKING

from litcli import __version__
from litcli.library.schema import TAGGED, Library

if TYPE_CHECKING:
    from litcli.topics.topic import Config

_TEXT = "configuration"
_PRINTS = "configuration files"
"""The setting that says which files the tags come from, and what their texts were."""


def is_current(library: Library, config: "Config") -> bool:
    """Say whether the tags in the library are those of this configuration."""
    return library.setting(TAGGED) == config.digest()


def come_from(library: Library, path: str) -> bool:
    """Say whether the tags are those of a configuration, without reading it: its files are as they were when it was applied.

    An empty path stands for the configuration that the library remembers.
    """
    if not library.setting(TAGGED) or not path:
        return bool(library.setting(TAGGED))
    import json
    from pathlib import Path

    from litcli.topics.files import are_unchanged

    version, applied, prints = json.loads(library.setting(_PRINTS) or "[0, 0, {}]")
    return version == __version__ and applied == str(Path(path).resolve()) and are_unchanged(prints)


def remember(library: Library, config: "Config") -> None:
    """Remember that the tags are those of a configuration, inside a transaction of the caller's."""
    library.remember(TAGGED, config.digest())
    library.remember(_TEXT, config.text)
    library.remember(_PRINTS, _prints(config))


def remembered(library: Library) -> str:
    """Return the text of the configuration that the tags in the library come from."""
    return library.setting(_TEXT)


def remember_files(library: Library, config: "Config") -> None:
    """Remember the files of a configuration in which no rule has changed; a library that cannot be written to stays as it is."""
    if library.setting(_PRINTS) != _prints(config):
        library.remember_if_free(_PRINTS, _prints(config))


def _prints(config: "Config") -> str:
    import json

    return json.dumps([__version__, str(config.path and config.path.resolve()), dict(config.prints)])
