"""Records to papers: which records are about the same paper, why, and what the paper then says.

`folded` prepares a record once, with `titles`, `people` and `place`; `block` names the blocks it belongs to; `fields` says how far
two records agree, field by field, and `compare` what follows for the pair; `cluster` makes groups of the matches that no veto
holds apart; `merge` makes one paper of a group.
"""

RULES = "8"
"""Changes with what is compared, and how: a library that was judged by other rules is judged again at the next `add`."""
