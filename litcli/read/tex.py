r"""TeX as bibliographies have it, made into plain text: accents, letters, escapes, braces, dashes and quotes.

Math stays as it stands, and so does every command that is not known here, with its braces: nothing of the text is lost.
"""

import re
import unicodedata

_MARKS = dict(
    zip(
        "`'^~\"=.Hckbdruv",
        "\u0300\u0301\u0302\u0303\u0308\u0304\u0307\u030b\u0327\u0328\u0331\u0323\u030a\u0306\u030c",
        strict=True,
    )
)
_SYMBOLS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "th": "þ", "TH": "Þ", "ng": "ŋ", "NG": "Ŋ",
    "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"', "guillemotleft": "«", "guillemotright": "»",
    "ldots": "…", "dots": "…", "textellipsis": "…", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
    "textbar": "|", "textless": "<", "textgreater": ">", "textunderscore": "_", "textdollar": "$", "textbraceleft": "{",
    "textbraceright": "}", "copyright": "©", "textcopyright": "©", "textregistered": "®", "texttrademark": "™",
    "textdegree": "°", "textmu": "µ", "texttimes": "×", "textpm": "±", "pounds": "£", "textsterling": "£", "euro": "€",
    "texteuro": "€", "S": "§", "P": "¶", "textbullet": "•", "textperiodcentered": "·", "slash": "/", "textonehalf": "½",
    "textquestiondown": "¿", "textexclamdown": "¡",
}  # fmt: skip
_STYLES = frozenset(
    "emph textit textbf textsc texttt textrm textsf textsl textup textmd textnormal text it bf sc tt rm sf sl em itshape"
    " bfseries scshape ttfamily upshape normalfont mbox hbox url path nolinkurl enquote protect relax sloppy small".split()
)
_CHARACTERS = {f"\\{sign}": sign for sign in "&%$#_{}~^\"'`"} | {
    "\\ ": " ", "\\,": " ", "\\;": " ", "\\:": " ", "\\\\": " ", "\\\n": " ", "\\!": "", "\\-": "", "\\/": "", "\\@": "",
    "---": "—", "--": "–", "``": "“", "''": "”", "~": " ",
}  # fmt: skip

_PLAIN = re.compile(r"[^\\{}~$`'-]*")
_MATH = re.compile(r"(?<!\\)(\$(?:\\.|[^$\\])++\$|\\\((?:[^\\]|\\[^()])*+\\\))", re.DOTALL)
_BASE = r"(?:\{\s*(\\[ij]|[^\W\d_])([^\\{}]*)\}|(\\[ij](?![A-Za-z])|[^\W\d_]))"
_ACCENT = re.compile(rf"\\([`'^~\"=.]){_BASE}|\\([Hckbdruv])(?:\s*(?=\{{)|\s+){_BASE}")
_TOKEN = re.compile(r"\\([A-Za-z]+)(\*?)(?:(\{\})|\s+)?|\\.|[{}]|---?|``|''|(?<!/)~", re.DOTALL)


def plain(text: str) -> str:
    r"""Return the text without its TeX: `{\"O}ztürk \& B{\'e}la: {DNA}` gives `Öztürk & Béla: DNA`."""
    if _PLAIN.fullmatch(text):
        return text
    kept: list[bool] = []
    pieces = _MATH.split(text)
    return "".join(piece if i % 2 else _resolved(piece, kept) for i, piece in enumerate(pieces))


def _resolved(text: str, kept: list[bool]) -> str:
    """Resolve a text outside math; `kept` says of each brace that is open whether it stays."""
    if "\\" in text:
        # Twice: `\'{\^e}` has an accent on an accented letter.
        text = _ACCENT.sub(_accented, _ACCENT.sub(_accented, text))
    argument = -1
    """Where an argument of an unknown command may begin, whose braces stay."""

    def resolve(token: re.Match[str]) -> str:
        nonlocal argument
        if token[0] == "{":
            kept.append(token.start() == argument)
            return "{" * kept[-1]
        stays = kept.pop() if token[0] == "}" and kept else False
        if token[0] == "}":
            known: str | None = "}" * stays
        else:
            stays, known = False, _command(token) if token[1] else _CHARACTERS.get(token[0])
        argument = token.end() if stays or known is None else -1
        return token[0] if known is None else known

    return _TOKEN.sub(resolve, text)


def _command(token: re.Match[str]) -> str | None:
    """Return what a command stands for, or None where it is not known."""
    if token[1] in _STYLES:
        return ""
    return _SYMBOLS.get(token[1])


def _accented(found: re.Match[str]) -> str:
    r"""Return an accented letter; `\"quoted"` is no accent, for there is no such letter."""
    sign = found[1] or found[5]
    base, rest = (found[2] or found[4], found[3]) if found[1] else (found[6] or found[8], found[7])
    letter = unicodedata.normalize("NFC", base.removeprefix("\\") + _MARKS[sign])
    if len(letter) > 1 and sign in "\"'`":
        return sign + base + (rest or "")
    return letter + (rest or "")
