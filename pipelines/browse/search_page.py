"""The search page."""

import sqlite3
from typing import Any

from pipelines.browse.choice import PER_PAGE, Choice
from pipelines.browse.facets import facets
from pipelines.browse.site import Site, link
from pipelines.lookup import Hit, search


def search_facts(database: sqlite3.Connection, site: Site, choice: Choice) -> dict[str, Any]:
    """What templates/search.html shows."""
    found, total = facets(database, site, choice)
    hits = search(database, choice.q, choice.among(), PER_PAGE, choice.offset)
    last = min(500, max(1, -(-total // PER_PAGE)))
    return {
        "title": f"{choice.q} – search" if choice.q else "Documents",
        "choice": choice,
        "facets": found,
        "total": total,
        "hits": hits,
        "first": choice.offset + 1,
        "before": choice._replace(page=choice.page - 1).link() if choice.page > 1 else None,
        "after": choice._replace(page=choice.page + 1).link() if choice.page < last else None,
        "pages": last,
        "hit_link": lambda hit: link(f"/documents/{hit.number}", q=choice.q),
        "json": choice.link().replace("/search", "/search.json", 1),
    }


def search_json(database: sqlite3.Connection, site: Site, choice: Choice) -> dict[str, Any]:
    """The same for programs."""
    facts = search_facts(database, site, choice)
    return {
        "q": choice.q,
        "total": facts["total"],
        "page": choice.page,
        "documents": [_told(hit) for hit in facts["hits"]],
        "facets": {
            facet.name.lower(): {value.text: value.documents for value in facet.values}
            for facet in facts["facets"]
        },
    }


def _told(hit: Hit) -> dict[str, Any]:
    return hit._asdict() | {
        "headline": "".join(piece.text for piece in hit.headline),
        "passage": "".join(piece.text for piece in hit.passage),
    }
