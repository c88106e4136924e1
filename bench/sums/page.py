"""Tables in a page, each between its mark and the next end mark: `<!-- table: NAME -->`, `<!-- end -->`."""

import re
from collections.abc import Callable

_TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(?=<!-- end -->)", re.DOTALL)


def with_tables(page: str, table: Callable[[str], str]) -> str:
    """The page with each table written anew. Raises KeyError for a name that `table` does not know."""
    return _TABLE.sub(lambda found: f"{found[1]}{table(found[2])}\n", page)
