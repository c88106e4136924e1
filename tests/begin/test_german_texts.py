"""A subject in German, where every noun has a capital: texts alone, without a crawl."""

import pytest

from pipelines.begin.entities_draft import entities_toml
from pipelines.begin.own_texts import read_texts
from pipelines.begin.subject import gazetteer_of, propose
from pipelines.document import Article
from pipelines.entities import Tagger
from pipelines.language import foreign_stop_words
from pipelines.relevance import RelevanceModel
from tests.begin.foreign_web import FOLDER, WebPage, load_web

PAGES = load_web(FOLDER / "tram_web")


@pytest.fixture(scope="module")
def judge() -> tuple[Tagger, RelevanceModel]:
    """What ten texts on trams teach."""
    articles = [text.seed(0).article() for text in read_texts(FOLDER / "tram_texts")]
    gazetteer = gazetteer_of(entities_toml(propose([article.text for article in articles])))
    assert gazetteer is not None
    tagger = Tagger(gazetteer)
    stops = foreign_stop_words(article.text for article in articles)
    seeds = [(article, tagger(article)) for article in articles]
    return tagger, RelevanceModel.learn(seeds, gazetteer, stop_words=stops)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_a_page_is_judged_as_it_should_be(page: WebPage, judge: tuple[Tagger, RelevanceModel]) -> None:
    tagger, model = judge
    article = Article.of_text("\n".join(page.paragraphs), page.headline, "page")
    relevance = model(article, tagger(article))
    assert relevance.related == page.belongs, relevance.evidence


def test_everyday_words_tell_nothing(judge: tuple[Tagger, RelevanceModel]) -> None:
    _, model = judge
    assert {"eine", "nach", "zwei"}.isdisjoint(model.words)
    assert "gleise" in model.telling
