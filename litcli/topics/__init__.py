"""Topics: the user's YAML file as rules, with every error of the file located.

`config.load` reads a file; it is not imported here, so that a command without a configuration does not pay for YAML.
"""

from litcli.topics.topic import Config, Term, Topic

__all__ = ["Config", "Term", "Topic"]
