"""What litcli does with characters: folding for comparison, making untrusted text safe, and what is recognised in any text.

`letters` folds what has more than plain ones, `identifiers` finds DOIs and the like, `names` makes names from text, `venues` knows
some of their names.
"""

import re

# --- white space ---------------------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """Return the text with one space for each run of white space, and none at its ends."""
    return " ".join(text.split())


# --- folding: what is compared and what is indexed ------------------------------------------------------------------------

_KEEP = b"0123456789abcdefghijklmnopqrstuvwxyz"
_ASCII_FOLD = bytes(
    ord(chr(i).lower()) if chr(i).lower().encode("latin-1") in _KEEP and i < 128 else 32 for i in range(256)
)
_MORE_THAN_TYPOGRAPHY = re.compile("[^\x00-\x7f’‘“”–—…\u00a0−±≥≤×]")
"""What is not in most texts that are not ASCII: what those have folds to nothing."""
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    r"""Return the words of the text as they are compared and indexed: lower case, no accents, TeX or punctuation.

    Words are joined by one space. `Self-Supervised Bal\'azs $\\pi$` gives `self supervised balazs pi`.
    """
    if not text:
        return ""
    if text.isascii() or not _MORE_THAN_TYPOGRAPHY.search(text):
        if text.isalnum():
            return text.lower()
        if "\\" not in text and "{" not in text and "}" not in text and "&" not in text:
            return " ".join(text.encode("ascii", "replace").translate(_ASCII_FOLD).decode("ascii").split())
    from litcli.text.letters import plain

    return _NOT_WORD.sub(" ", plain(text)).strip()


def squash(text: str) -> str:
    """Return the folded text without spaces, so that `self-supervised` and `selfsupervised` are equal."""
    return fold(text).replace(" ", "")


# --- untrusted text --------------------------------------------------------------------------------------------------------

_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def safe(text: str) -> str:
    """Return the text with every character that could steer a terminal shown by its number, as `<U+001B>`.

    Control characters, bidirectional controls and invisible format characters are replaced; tab and line feed stay.
    """
    return _HARMFUL.sub(lambda m: f"<U+{ord(m[0]):04X}>", text)


def whole(text: str) -> str:
    """Return the text with what cannot be written as UTF-8 (lone surrogates) and NUL replaced by U+FFFD or nothing."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
