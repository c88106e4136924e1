"""An answer, or a way to one, that is not taken."""

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """Not asked for again in this run. `slug` is the cause under which the page is counted."""

    def __init__(self, slug: str, detail: str) -> None:
        super().__init__(detail)
        self.slug = slug
