"""Texts of articles in Chinese and English: those of the demo web, which are ours, and of real pages."""

from typing import NamedTuple

from demo.site.content import load_stories
from demo.site.odd import group_of
from pipelines.errors import Rejected
from pipelines.extract import extract
from pipelines.language import detect
from quality.cases import Page, shared_pages

_MIN_CHARACTERS = 40
_SETS = {"zh": ("gne", "goose3", "hkfire"), "en": ("aeb", "fundus", "hkfire")}
# Read by us: texts published twice, brought up to date, or reprinted in part.
_SAME = (
    {"fundus/de_Taz_2023_04_28.html.gz", "fundus/de_Taz_2024_10_23.html.gz"},
    {"hkfire/tvb__04806.html.gz", "hkfire/tvb__04825.html.gz"},
    {"hkfire/hkgov__Press__Release__01177.html.gz", "hkfire/mingpao__02023.html.gz"},
    {"hkfire/commercial-radio__00285.html.gz", "hkfire/commercial-radio__00399.html.gz"},
    {"hkfire/peoples-daily-gba__03811.html.gz", "hkfire/yahoo-news-hk__05914.html.gz"},
    {"hkfire/dotdotnews__00633.html.gz", "hkfire/dotdotnews__00661.html.gz"},
)


class Text(NamedTuple):
    """`same` are the names of other texts that a person would call the same, or mostly so."""

    name: str
    text: str
    same: frozenset[str] = frozenset()


def own_articles(language: str) -> list[Text]:
    """The stories of the demo web, `zh` or `en`, each once."""
    stories = [story for story in load_stories() if not group_of(story)]
    return [
        Text(story.slug, story.text) for story in stories if story.host.language.partition("-")[0] == language
    ]


def page_texts(language: str) -> list[Text]:
    """Texts of the pages beside the project: as labelled, else as extracted; none where they are absent."""
    return [text for text in map(_text, shared_pages(*_SETS[language])) if _is_in(language, text.text)]


def _text(page: Page) -> Text:
    same = frozenset[str]().union(*(names - {page.name} for names in _SAME if page.name in names))
    return Text(page.name, page.label.get("text") or _extracted(page), same)


def _extracted(page: Page) -> str:
    try:
        return extract(page.capture(), min_characters=_MIN_CHARACTERS).text
    except Rejected:
        return ""


def _is_in(language: str, text: str) -> bool:
    return detect(text).tag.partition("-")[0] == language
