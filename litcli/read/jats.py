"""Titles and abstracts with marks in them: Crossref's JATS, and the HTML that reference managers take for italics."""

import html
import re

_BLOCKS = "p|title|sec|br|div|li|ul|ol|list|list-item|disp-formula|abstract"
_INLINE = (
    "i|b|u|em|strong|sub|sup|span|sc|scp|small|tt|italic|bold|monospace|underline|inline-formula|inline-graphic|tex-math"
    "|alternatives|ext-link|xref|named-content|styled-content|a"
)
# Only these names: `a < b and c > d` holds no tag.
_TAG = re.compile(
    rf"</?(?:(?:jats:)?(?:(?P<block>{_BLOCKS})|(?:{_INLINE}))|(?:jats|mml):[a-zA-Z-]{{1,40}})(?:\s[^<>]{{0,500}})?/?>",
    re.IGNORECASE,
)
_HEADING = re.compile(r"<(?:jats:)?(title|h[1-6])>\s*+(?:abstract|summary)\s*+[.:]?\s*+</(?:jats:)?\1>", re.IGNORECASE)
# With their semicolon only: html.unescape makes `A¬B` of `A&notB`.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});")


def unmarked(text: str) -> str:
    """Return the text without tags and entities, and without the heading that only says that it is an abstract."""
    if "&lt;jats:" in text:
        text = _resolved(text)
    if "<" in text:
        text = _TAG.sub(lambda match: " " if match["block"] else "", _HEADING.sub("", text))
    return _resolved(text) if "&" in text else text


def _resolved(text: str) -> str:
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)
