"""A database of this machine in which an archive is looked up: full text search, facets, pages turned away.

It follows from the log and may be deleted at any time (docs/browse.md).
"""

from pipelines.lookup.conditions import Condition, condition, joined
from pipelines.lookup.file import lookup_file
from pipelines.lookup.lookup import Lookup, open_lookup, reading
from pipelines.lookup.passages import Piece, marked, passage
from pipelines.lookup.questions import Question, question
from pipelines.lookup.searching import Hit, answering, search
from pipelines.lookup.updating import update

__all__ = [
    "Condition",
    "Hit",
    "Lookup",
    "Piece",
    "Question",
    "answering",
    "condition",
    "joined",
    "lookup_file",
    "marked",
    "open_lookup",
    "passage",
    "question",
    "reading",
    "search",
    "update",
]
