"""What the name of a venue says of what is printed there."""

import re

_PREPRINTS = re.compile(r"\w*rxiv\b|corr$|preprints?\b|openreview\b|ssrn\b|research square\b")


def is_of_preprints(venue: str) -> bool:
    """Say whether a venue, given as folded words, prints before review."""
    return bool(_PREPRINTS.match(venue))
