"""What litcli does with characters: folding for comparison, names made from text, and making untrusted text safe.

Identifiers (DOI, arXiv, PubMed numbers, web addresses) are recognised here too, because sources write them in many ways
and every other module should see one.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b

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

_TEX_ACCENT = re.compile(r"\\(?:['\"`^~=.]\s*\{?\\?([A-Za-z])\}?|[uvHtcdbkr](?:\{\\?([A-Za-z])\}|\s+([A-Za-z])))")
_TEX_LETTERS = re.compile(r"\\(ss|aa|AA|ae|AE|oe|OE|o|O|l|L|i|j|dh|th)(?![A-Za-z])\s?(?:\{\})?")
_TEX_VARIANT = re.compile(r"\\var(?=epsilon|theta|kappa|pi|rho|sigma|phi)")
_TEX_STYLE = re.compile(
    r"\\(?:emph|text(?:bf|it|sc|tt|rm|sf|sl|up|normal)?|math(?:bf|rm|cal|bb|it|sf|tt|frak|scr|op)|mbox|hbox|ensuremath"
    r"|operatorname|boldsymbol|bm|bf|it|em|rm|sc|sf|tt|sl|left|right|displaystyle)(?![A-Za-z])|\\[!/]"
)
_TEX_SPACE = re.compile(r"\\(?:[,;: ]|q?quad(?![A-Za-z]))")
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
_LETTER = re.compile(f"[{''.join(_LETTERS)}]")
_MARKS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060]+")
_NOT_WORD = re.compile(r"[\W_]+")

# Greek letters fold to the names TeX has for them, so that `$\pi$` and `π` compare equal; a letter with another Greek letter
# beside it is part of a Greek word and stays.
_GREEK_NAMES = dict(
    zip(
        "αβγδεζηθικλμνξοπρςστυφχψω",
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon"
            " phi chi psi omega"
        ).split(),
        strict=True,
    )
)
_LONE_GREEK = re.compile("(?<![α-ω])[α-ω](?![α-ω])")


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
    return _NOT_WORD.sub(" ", _plain(text)).strip()


def _plain(text: str) -> str:
    """Resolve entities, TeX, accents and Greek; punctuation is still there."""
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text:
        text = _TEX_ACCENT.sub(lambda m: m[1] or m[2] or m[3], text)
        text = _TEX_VARIANT.sub(r"\\", text)
        text = _TEX_LETTERS.sub(r"\1", text)
        text = _TEX_SPACE.sub(" ", _TEX_STYLE.sub("", text))
    text = unicodedata.normalize("NFKD", text.replace("{", "").replace("}", "")).casefold()
    text = _LETTER.sub(lambda m: _LETTERS[m[0]], _MARKS.sub("", text))
    return _LONE_GREEK.sub(lambda m: f" {_GREEK_NAMES[m[0]]} ", text)


def squash(text: str) -> str:
    """Return the folded text without spaces, so that `self-supervised` and `selfsupervised` are equal."""
    return fold(text).replace(" ", "")


# --- names ----------------------------------------------------------------------------------------------------------------

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_FIRST = "abcdefghjkmnpqrs"
NAME_LENGTH = 12
_PAIRS = [low + high for high in _DIGITS for low in _DIGITS]


def name_of(parts: Iterable[str]) -> str:
    """Return a name made from the parts: 12 characters, a letter first, nothing that a shell or a spreadsheet reads.

    It holds 59 bits: among a million names two are equal with a probability of 1 in 10^6. A leading letter keeps a
    spreadsheet from reading `1e10` as a number; i, l, o and u are left out because they are misread.
    """
    number = int.from_bytes(blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=8).digest())
    name = _FIRST[number & 15]
    number >>= 4
    for _ in range(5):
        name += _PAIRS[number & 1023]
        number >>= 10
    return name + _DIGITS[number & 31]


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


# --- identifiers ------------------------------------------------------------------------------------------------------------

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`]+", re.IGNORECASE)
_ARXIV_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_ARXIV_OLD = r"[a-z-]+(?:\.[A-Z]{2})?/\d{7}"
_ARXIV = re.compile(
    rf"(?:arxiv\s*:\s*|arxiv\.org/(?:abs|pdf|html)/|10\.48550/arxiv\.|/papers/)({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?(?!\d)",
    re.IGNORECASE,
)
_ARXIV_BARE = re.compile(rf"({_ARXIV_NEW})(?:v\d+)?")
_URL = re.compile(r"https?://[\w\[][^\s<>\"{}|\\^`]+", re.IGNORECASE)


def find_doi(text: str) -> str:
    """Return the first DOI in the text in lower case, or an empty string."""
    found = _DOI.search(text) if "10." in text else None
    doi = _unpunctuated(found[0]).lower() if found else ""
    return doi if _DOI.fullmatch(doi) else ""


def find_arxiv(text: str) -> str:
    """Return the first arXiv number in the text without its version, or an empty string.

    A number alone counts only where it is the whole text: elsewhere it may be anything.
    """
    named = "arxiv" in text.lower() or "/papers/" in text.lower()
    found = (_ARXIV.search(text) if named else None) or _ARXIV_BARE.fullmatch(text.strip())
    return found[1].lower() if found else ""


def find_urls(text: str) -> tuple[str, ...]:
    """Return the web addresses in the text, each once, without the punctuation of the sentence around them."""
    if "://" not in text:
        return ()
    urls = map(_unpunctuated, _URL.findall(text))
    return tuple(dict.fromkeys(url for url in urls if _URL.fullmatch(url)))


def _unpunctuated(address: str) -> str:
    """Take off what belongs to the sentence: `https://x.org/a).` ends at `a`, `https://x.org/b_(c)` keeps its bracket."""
    while address:
        last = address[-1]
        if last in ".,;:!?'\"*_“”‘’…»›" or (
            last in ")]" and address.count(last) > address.count("(" if last == ")" else "[")
        ):
            address = address[:-1]
        else:
            break
    return address
