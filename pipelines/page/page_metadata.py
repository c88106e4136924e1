"""What a page states of itself: JSON-LD, microdata, RDFa, meta tags, `<time>`, links. Read, not believed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from pipelines.document import Access
from pipelines.page import json_ld
from pipelines.page.headings import headings
from pipelines.page.headline import Titles
from pipelines.page.meta_tags import MetaTags, meta_tags
from pipelines.page.microdata import annotated, article_item
from pipelines.page.paywall import stated_access

_AROUND = ".//a | ancestor::a | ancestor::nav | ancestor::footer | ancestor::aside | ancestor::form"
_SHORTEST_HEADING = 8
_MOST_SUBHEADINGS = 3
_MOST_MARKED = 3

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """As the page says, in order of trust: of several statements the first that makes sense holds.

    `authors` and `keywords`: what each source says, none of them empty.
    """

    titles: Titles
    site_names: tuple[str, ...]
    authors: tuple[tuple[str, ...], ...]
    published: tuple[str, ...]
    modified: tuple[str, ...]
    sections: tuple[str, ...]
    keywords: tuple[tuple[str, ...], ...]
    canonical: tuple[str, ...]
    descriptions: tuple[str, ...]
    access: Access | None
    language: str | None
    says_article: bool
    says_listing: bool

    @property
    def title(self) -> str:
        return self.titles.title

    @property
    def headlines(self) -> tuple[str, ...]:
        """As stated, of which the page need not show any."""
        return (*self.titles.named, *self.titles.shared)

    @property
    def first_heading(self) -> str:
        return next(iter(self.titles.headings), "")


def read_metadata(tree: HtmlElement) -> PageMetadata:
    """Never raises on a tree that lxml made; leaves `tree` as it is."""
    found = json_ld.nodes(tree)
    meta = meta_tags(tree)
    titles = _titles(tree, meta)
    article = json_ld.article(found, (*titles.shared, *titles.headings, titles.title))
    noted = annotated(tree)
    item = article_item(noted)
    both = (article, item)
    marked = [each for each in noted if each.tag != "meta" and each.get("itemprop") is not None]
    return PageMetadata(
        titles=titles._replace(
            named=_said(json_ld.text_of(article, "headline"), *_item_headline(item, titles))
        ),
        site_names=_said(*meta.site_names, *json_ld.names(article, "publisher", found)),
        authors=_sources(
            json_ld.names(article, "author", found), json_ld.names(item, "author"), meta.authors
        ),
        published=_said(*_texts(both, "datePublished"), *meta.published, *_times(tree, marked)),
        modified=_said(*_texts(both, "dateModified"), *meta.modified, *_itemprop(marked, "dateModified")),
        sections=_said(
            *(name for node in both for name in json_ld.names(node, "articleSection")), *meta.sections
        ),
        keywords=_sources(*(json_ld.names(node, "keywords") for node in both), *meta.keywords),
        canonical=_said(*_canonical(tree), *meta.addresses),
        descriptions=_said(*_texts((article,), "articleBody"), *meta.descriptions),
        access=stated_access((*both, *found), meta.access),
        language=_language(tree, article, meta),
        says_article=bool(article) or "article" in meta.kind.lower(),
        says_listing=any(map(json_ld.is_listing, found)),
    )


def _titles(tree: HtmlElement, meta: MetaTags) -> Titles:
    title = next(filter(_is_title, tree.iterdescendants("title")), None)
    return Titles((), _said(*meta.headlines), _said(*headings(tree)), _text(title), _subheadings(tree))


def _is_title(element: HtmlElement) -> bool:
    """A drawing has titles of its own."""
    around = {above.tag for above in element.iterancestors("head", "svg")}
    return "head" in around or "svg" not in around


def _canonical(tree: HtmlElement) -> list[str]:
    links = (each for each in tree.iterdescendants("link") if each.get("rel") == "canonical")
    return list(islice((href for link in links if (href := link.get("href")) is not None), 1))


def _item_headline(item: json_ld.Node, titles: Titles) -> list[str]:
    """Microdata mark what is shown: where there is a heading, that. They call it `name` as often."""
    return [] if titles.headings else [json_ld.text_of(item, key) for key in ("headline", "name")]


def _texts(nodes: Sequence[json_ld.Node], key: str) -> list[str]:
    return [json_ld.text_of(node, key) for node in nodes]


def _sources(*stated: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(said for source in stated if (said := _said(*source)))


def _said(*statements: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said for statement in statements if (said := " ".join(statement.split()))))


def _text(element: HtmlElement | None) -> str:
    return "" if element is None else " ".join(str(element.text_content()).split())


def _subheadings(tree: HtmlElement) -> tuple[str, ...]:
    """The first lesser headings that are neither linked nor part of what surrounds the article."""
    headings = (heading for heading in tree.iter("h2", "h3", "h4", "h5") if not heading.xpath(_AROUND))
    texts = (text for heading in headings if len(text := _text(heading)) >= _SHORTEST_HEADING)
    return tuple(islice(texts, _MOST_SUBHEADINGS))


def _times(tree: HtmlElement, marked: Sequence[HtmlElement]) -> list[str]:
    """Published times in the body: those marked as such, then a `<time>` near the heading or the only one."""
    dated = [time for time in tree.iterdescendants("time") if time.get("datetime") is not None]
    said = [
        *_itemprop(marked, "datePublished"),
        *(_when(time) for time in dated if time.get("pubdate") is not None),
    ]
    times = [
        _when(time) for time in dated if next(time.iterancestors("aside", "nav", "footer"), None) is None
    ]
    headed = _headed(tree) if dated else frozenset()
    in_article = (
        _when(time) for time in dated if not headed.isdisjoint(time.iterancestors("article", "header"))
    )
    return [*said, *islice(in_article, 1), *(times if len(set(times)) == 1 else [])]


def _when(time: HtmlElement) -> str:
    return str(time.get("datetime"))


def _headed(tree: HtmlElement) -> frozenset[HtmlElement]:
    return frozenset(
        each for each in tree.iterdescendants("article", "header") if each.find(".//h1") is not None
    )


def _itemprop(marked: Sequence[HtmlElement], name: str) -> list[str]:
    found = islice((element for element in marked if name in element.get("itemprop")), _MOST_MARKED)
    return [element.get("datetime") or element.get("content") or _text(element) for element in found]


def _language(tree: HtmlElement, article: json_ld.Node, meta: MetaTags) -> str | None:
    root = tree.getroottree().getroot()
    namespaced = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    stated: Iterable[str | None] = (
        root.get("lang"), root.get("xml:lang"), namespaced, *meta.languages,
        json_ld.text_of(article, "inLanguage"),
    )  # fmt: skip
    tags = (tag.strip().replace("_", "-") for tag in stated if tag)
    return next((tag for tag in tags if _LANGUAGE_TAG.fullmatch(tag) and len(tag) <= 35), None)
