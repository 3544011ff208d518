"""Letters as they are compared, where a text has more than plain ones: entities, TeX, accents, Greek.

Most texts never come here, and most commands do not: `text.fold` loads it at the first that does.
"""

import html
import re
import unicodedata

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


def plain(text: str) -> str:
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
