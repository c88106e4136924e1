"""A subject in Chinese, in both scripts, by articles of the demo web: texts alone, without a crawl."""

import pytest

from demo.site.content import Story, load_stories
from pipelines.begin.chinese_terms import find_chinese_terms
from pipelines.begin.entities_draft import entities_toml
from pipelines.begin.subject import gazetteer_of, propose
from pipelines.document import Article
from pipelines.entities import Tagger
from pipelines.relevance import RelevanceModel

STORIES = [story for story in load_stories() if story.host.language.startswith("zh")]
OWN = [story for story in STORIES if story.related][::2]
OTHERS = [story for story in STORIES if story.related][1::2]


def article(story: Story) -> Article:
    return Article.of_text("\n".join(story.paragraphs), story.title, "page")


@pytest.fixture(scope="module")
def related() -> dict[str, bool]:
    """Of each story that is no seed, by its title."""
    gazetteer = gazetteer_of(entities_toml(propose([article(story).text for story in OWN])))
    assert gazetteer is not None
    tagger = Tagger(gazetteer)
    model = RelevanceModel.learn([(article(own), tagger(article(own))) for own in OWN], gazetteer)
    read = {story.title: article(story) for story in STORIES if story not in OWN}
    return {title: model(page, tagger(page)).related for title, page in read.items()}


def test_no_page_about_something_else_is_related(related: dict[str, bool]) -> None:
    assert not any(related[story.title] for story in STORIES if not story.related)


def test_most_of_the_others_are(related: dict[str, bool]) -> None:
    assert sum(related[story.title] for story in OTHERS) >= len(OTHERS) / 2


def test_words_are_found_without_spaces_and_their_parts_are_none() -> None:
    texts = [
        "社区团购退烧。买菜的人不再谈社区团购，而社区团购还在。",
        "美团说社区团购亏损，社區團購照做。多多的社区团购呢？",
    ]
    assert [(term.name, term.times, term.texts) for term in find_chinese_terms(texts)] == [("社区团购", 6, 2)]
