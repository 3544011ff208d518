"""The character sets that a page, a feed or a mail may declare for itself, and where it does.

Only these: among Python's codecs are some that unpack, and some that raise something else than UnicodeError.
"""

import codecs
import re

_KNOWN = frozenset(
    [f"cp125{i}" for i in range(9)]
    + [f"iso8859-{i}" for i in range(2, 17) if i != 12]
    + "koi8-r koi8-u gb2312 gbk gb18030 big5 euc_jp shift_jis cp932 iso2022_jp euc_kr cp949 cp874 mac-roman".split()
)
_AS_BROWSERS_DO = {"ascii": "utf-8", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
"""Sets that are declared where a larger one is meant (https://encoding.spec.whatwg.org/#names-and-labels)."""
_DECLARED = re.compile(
    rb"<meta\b[^<>]{0,200}\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,30})|<\?xml\b[^<>]{0,100}\bencoding\s*=\s*[\"']([\w.:-]{2,30})"
    rb"|^content-type:[^\r\n]{0,200}(?:\r?\n[ \t][^\r\n]{0,200})?\bcharset\s*=\s*\"?([\w.:-]{2,30})",
    re.IGNORECASE | re.MULTILINE,
)


def known(name: str) -> str:
    """Return Python's name for a character set, UTF-8 among them, or an empty string for one that is not read."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    found = _AS_BROWSERS_DO.get(found, found)
    return found if found in _KNOWN or found == "utf-8" else ""


def declared(head: bytes) -> str:
    """Return the character set, other than UTF-8, that the first bytes of a source declare, or an empty string."""
    found = _DECLARED.search(head)
    name = known(next(filter(None, found.groups())).decode("ascii")) if found else ""
    return "" if name == "utf-8" else name
