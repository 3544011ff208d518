"""`litcli config`: which configuration is in use, whether it is right, and its JSON Schema for editors."""

import json

from litcli.cli import options
from litcli.cli.declared import Group
from litcli.cli.places import CONFIG_NAME, config_path, user_folder
from litcli.cli.session import load_config
from litcli.errors import ConfigError, ExitCode
from litcli.terminal.streams import Streams

command = Group({"path": "config_.path", "check": "config_.check", "schema": "config_.schema"})


def path(config: options.ConfigFile = "") -> int:
    """Print which file is in use."""
    streams = Streams()
    found = config_path(config)
    if not found:
        streams.say(_none())
        return ExitCode.NOTHING
    streams.write([f"{found}\n"])
    return ExitCode.DONE


def check(config: options.ConfigFile = "") -> int:
    """Read the configuration and say what it holds; every error in it is shown, each with its place."""
    streams = Streams()
    settings = load_config(config)
    if not settings.path:
        raise ConfigError(_none())
    topics = settings.topics.values()
    terms = sum(len(topic.any) + len(topic.all) + len(topic.none) for topic in topics)
    held = f"{_many(len(topics), 'topic')} with {_many(terms, 'term')}"
    held += f", {_many(len(settings.queries), 'saved query', 'saved queries')}, in {_many(len(settings.files), 'file')}"
    streams.say(f"{settings.path}: nothing is wrong: {held}")
    return ExitCode.DONE


def schema() -> int:
    """Print the JSON Schema of the configuration."""
    Streams().write([schema_text()])
    return ExitCode.DONE


def schema_text() -> str:
    """Return the JSON Schema as `litcli config schema` prints it and `litcli init` writes it."""
    from litcli.topics.json_schema import schema

    return json.dumps(schema(), indent=2) + "\n"


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"


def _none() -> str:
    places = f"{CONFIG_NAME} here, {user_folder('config')}/{CONFIG_NAME}"
    return f"there is no configuration (looked for {places})\nlitcli init writes one"
