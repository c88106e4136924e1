"""Whether a feed is of articles at all: by what is in it, since its name tells little."""

import re
from typing import Any, Literal
from urllib.parse import urlsplit

_COMMENTS = re.compile(
    r"(?i)^\s*(recent |latest |all )?comments?( (on|for|in reply to|feed)\b|:|$)|^\s*kommentare? (zu|für)\b"
    r"|^\s*commentaires (sur|pour)\b|^\s*comentarios (en|de)\b|^.{0,40}的?(评论|評論|留言)$|へのコメント$"
)
_COMMENTS_PATH = re.compile(r"(?i)/comments(/(feed|rss|atom|default).*)?/?$|/comments\.(xml|rss|atom)$")
_SOUND_OR_FILM = re.compile(r"(?i)^(audio|video)/")
_MOSTLY = 0.8


def subject_of(parsed: Any, url: str) -> Literal["comments", "podcast"] | None:
    """`parsed` is feedparser's, `url` where it was found; None for articles, as far as one can tell."""
    title = parsed.feed.get("title")
    if _COMMENTS_PATH.search(urlsplit(url).path) or (isinstance(title, str) and _COMMENTS.search(title)):
        return "comments"
    entries = parsed.entries
    played = sum(1 for entry in entries if _is_played(entry))
    return "podcast" if entries and played >= _MOSTLY * len(entries) else None


def _is_played(entry: Any) -> bool:
    return any(_SOUND_OR_FILM.match(str(link.get("type", ""))) for link in entry.get("enclosures", ()))
