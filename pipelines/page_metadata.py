"""What a page states of itself: JSON-LD, meta tags, `<time>`, links. Read, not believed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from pipelines import json_ld
from pipelines.document import Access

_PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "datepublished", "publishdate",
    "publish-date", "publish_date", "publish_time", "pubdate", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "og:article:published_time", "date",
    "weibo:article:create_at", "bytedance:published_time", "citation_publication_date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "article:modified", "og:updated_time", "datemodified", "lastmod",
    "last-modified",
    "dcterms.modified", "dc.date.modified", "weibo:article:update_at", "bytedance:updated_time",
)  # fmt: skip
_HEADLINES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "headline")
_AUTHORS = (
    "author", "article:author", "byl", "parsely-author", "dc.creator", "dcterms.creator", "sailthru.author",
    "citation_author", "mediaid",
)  # fmt: skip
_SITE_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:app:name:iphone")
_DESCRIPTIONS = ("og:description", "description", "twitter:description")
_LANGUAGES = ("og:locale", "content-language", "dc.language", "language")

_LOGO = """.//a[@rel="home" or @href="/" or contains(@class, "brand") or contains(@class, "logo")]
    | self::*[contains(@class, "logo") or contains(@id, "logo")]"""
_AROUND = ".//a | ancestor::a | ancestor::nav | ancestor::footer | ancestor::aside | ancestor::form"
_SHORTEST_HEADING = 8
_MOST_SUBHEADINGS = 3

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """As the page says, in order of trust: of several statements the first that makes sense holds."""

    headlines: tuple[str, ...]
    first_heading: str
    subheadings: tuple[str, ...]
    title: str
    site_names: tuple[str, ...]
    authors: tuple[str, ...]
    published: tuple[str, ...]
    modified: tuple[str, ...]
    canonical: tuple[str, ...]
    descriptions: tuple[str, ...]
    access: Access | None
    language: str | None
    says_article: bool
    says_listing: bool


def read_metadata(tree: HtmlElement) -> PageMetadata:
    """Never raises on a tree that lxml made; leaves `tree` as it is."""
    found = json_ld.nodes(tree)
    article = json_ld.article(found)
    meta = _meta_tags(tree)
    publisher = json_ld.names(article, "publisher", found)
    return PageMetadata(
        headlines=_said(json_ld.text_of(article, "headline"), *_all_of(meta, _HEADLINES)),
        first_heading=_first_heading(tree),
        subheadings=_subheadings(tree),
        title=_text(
            next(iter(tree.xpath(".//head//title | .//title[not(ancestor::*[local-name()='svg'])]")), None)
        ),
        site_names=_said(*_all_of(meta, _SITE_NAMES), *publisher),
        authors=_authors(json_ld.names(article, "author", found), meta, tree),
        published=_said(json_ld.text_of(article, "datePublished"), *_all_of(meta, _PUBLISHED), *_times(tree)),
        modified=_said(
            json_ld.text_of(article, "dateModified"),
            *_all_of(meta, _MODIFIED),
            *_itemprop(tree, "dateModified"),
        ),
        canonical=_said(*tree.xpath('.//link[@rel="canonical"]/@href')[:1], *_all_of(meta, ("og:url",))),
        descriptions=_said(json_ld.text_of(article, "articleBody"), *_all_of(meta, _DESCRIPTIONS)),
        access=_access(article, meta),
        language=_language(tree, article, meta),
        says_article=bool(article) or "article" in meta.get("og:type", [""])[0].lower(),
        says_listing=any(map(json_ld.is_listing, found)),
    )


def _meta_tags(tree: HtmlElement) -> dict[str, list[str]]:
    """Contents by lower-case `property`, `name`, `itemprop` or `http-equiv`, in the order of the page."""
    tags: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        names = (element.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
        for name in {name.strip().lower() for name in names if name and content}:
            tags.setdefault(name, []).append(content)
    return tags


def _all_of(meta: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    return [content for name in names for content in meta.get(name, ())]


def _said(*statements: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said for statement in statements if (said := " ".join(statement.split()))))


def _text(element: HtmlElement | None) -> str:
    return "" if element is None else " ".join(str(element.text_content()).split())


def _first_heading(tree: HtmlElement) -> str:
    """The only `<h1>`, or the one that calls itself the headline, or the first with words."""
    headings = [heading for heading in tree.iter("h1") if not heading.xpath(_LOGO)]
    marked = [heading for heading in headings if "headline" in (heading.get("itemprop") or "")]
    return next((text for heading in marked + headings if (text := _text(heading))), "")


def _subheadings(tree: HtmlElement) -> tuple[str, ...]:
    """The first lesser headings that are neither linked nor part of what surrounds the article."""
    headings = (heading for heading in tree.iter("h2", "h3", "h4", "h5") if not heading.xpath(_AROUND))
    texts = (text for heading in headings if len(text := _text(heading)) >= _SHORTEST_HEADING)
    return tuple(islice(texts, _MOST_SUBHEADINGS))


def _authors(stated: list[str], meta: dict[str, list[str]], tree: HtmlElement) -> tuple[str, ...]:
    if said := _said(*stated):
        return said
    marked = tree.xpath(
        './/*[@rel="author" or @itemprop="author"][not(.//*[@itemprop="name"])]'
        ' | .//*[@itemprop="author"]//*[@itemprop="name"]'
    )
    return _said(*_all_of(meta, _AUTHORS)) or _said(*(_text(element) for element in marked))


def _times(tree: HtmlElement) -> list[str]:
    """Published times in the body: those marked as such, then a `<time>` near the heading or the only one."""
    marked = [*_itemprop(tree, "datePublished"), *tree.xpath(".//time[@pubdate]/@datetime")]
    times = tree.xpath(
        ".//time[@datetime][not(ancestor::aside or ancestor::nav or ancestor::footer)]/@datetime"
    )
    in_article = tree.xpath(".//article[.//h1]//time/@datetime | .//header[.//h1]//time/@datetime")
    return [*marked, *in_article[:1], *(times if len(set(times)) == 1 else [])]


def _itemprop(tree: HtmlElement, name: str) -> list[str]:
    marked = tree.xpath(".//*[not(self::meta)][contains(@itemprop, $name)]", name=name)
    return [element.get("datetime") or element.get("content") or _text(element) for element in marked[:3]]


def _access(article: json_ld.Node, meta: dict[str, list[str]]) -> Access | None:
    free = article.get("isAccessibleForFree")
    said = str(free).strip().lower().rpartition("/")[2]
    if said in ("true", "false"):
        return "free" if said == "true" else "metered"
    tier = meta.get("article:content_tier", [""])[0].lower()
    access: dict[str, Access] = {"free": "free", "metered": "metered", "locked": "stub"}
    return access.get(tier)


def _language(tree: HtmlElement, article: json_ld.Node, meta: dict[str, list[str]]) -> str | None:
    root = tree.getroottree().getroot()
    namespaced = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    stated: Sequence[str | None] = (
        root.get("lang"), root.get("xml:lang"), namespaced, *_all_of(meta, _LANGUAGES),
        json_ld.text_of(article, "inLanguage"),
    )  # fmt: skip
    tags = (tag.strip().replace("_", "-") for tag in stated if tag)
    return next((tag for tag in tags if _LANGUAGE_TAG.fullmatch(tag) and len(tag) <= 35), None)
