"""Authors as reference formats want them: family name, comma, given names; and groups, which have neither."""

import re

_INITIALS_BEHIND = re.compile(
    r"(?P<family>\S.*[a-zà-ÿ].*?) (?P<given>(?:[^\W\d_a-z]\.?[ -]?){1,3}|[^\W\d_a-z]{1,3}(?:-[^\W\d_a-z])?)"
)
"""`Smith JA`, `van der Berg A. B.`: PubMed, Embase and Vancouver style write so. Three letters: longer ones may be a name."""
_GROUP = re.compile(
    r"\b(?:agency|alliance|association|board|cent(?:er|re)|collaborati(?:on|ve)|collaborators|commission|committee|consortium|council"
    r"|department|federation|foundation|group|initiative|institute|investigators|ministry|network|office|organi[sz]ation|panel|program"
    r"|programme|project|registry|society|task force|team|university|workgroup)\b",
    re.IGNORECASE,
)


def family_first(name: str) -> str:
    """Return a name with its comma, where initials behind the family's name show its place; any other as it stands."""
    found = _INITIALS_BEHIND.fullmatch(name) if "," not in name and not is_group(name) else None
    return f"{found['family']}, {found['given']}" if found else name


def is_group(name: str) -> bool:
    """Say whether a name is that of an organisation or a group of people."""
    return bool(_GROUP.search(name))
