"""Topics: the user's YAML file as rules, with every error of the file located.

`topic` says what rules are, `config.load` reads a file, `files` says whether it has changed. Each is imported by itself: a command
without a configuration pays for none, and one whose configuration is unchanged does not pay for YAML.
"""
