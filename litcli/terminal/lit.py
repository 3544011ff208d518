"""Text as the terminal gets it: safe, never markup, with the matched places lit."""

from collections.abc import Sequence

from rich.text import Text

from litcli.text import safe

MATCHED = "bold yellow"


def lit(text: str, spans: Sequence[tuple[int, int]] = (), style: str = "") -> Text:
    """Return the text with the spans of it lit; a control character is shown by its number."""
    out, at = Text(style=style), 0
    for start, end in spans:
        out.append(safe(text[at:start]))
        out.append(safe(text[start:end]), style=MATCHED)
        at = end
    out.append(safe(text[at:]))
    return out
