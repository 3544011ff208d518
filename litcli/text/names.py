"""Names made from text: what a record, and the paper that is made of it, is called by."""

from collections.abc import Iterable
from hashlib import blake2b

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
