"""Records to papers: which records are about the same paper, why, and what the paper then says.

`folded` prepares a record once; `block` names the blocks it belongs to; `compare` judges a pair that shares a block;
`cluster` makes groups of the matches that no veto holds apart; `merge` makes one paper of a group.
"""
