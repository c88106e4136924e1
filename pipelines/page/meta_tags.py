"""What the `<meta>` tags of a page say: OpenGraph, Dublin Core, parsely, sailthru and their like."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lxml.html import HtmlElement

# What the names have in front that changes nothing: the vocabulary, or whose tag it is.
_VOCABULARY = re.compile(
    r"^(https?://\S+[/#]|(og|lp|bad|cxenseparse|smartbanner|dcsext|srf|its|prism|article):\s*|og:)+"
)

_PUBLISHED = (
    "article:published_time", "article:published", "published_time", "datepublished", "publishdate",
    "publish-date", "publish_date", "publish_time", "publishtime", "pubdate", "parsely-pub-date",
    "sailthru.date",
    "publisheddate", "publication_date", "publicationdate", "firstpublishedtime", "articlefirstpublished",
    "article:published:time", "recs:publishtime", "recs:published_time", "cms_creationdate",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dc.date.created", "dcterms.date",
    "date",
    "weibo:article:create_at", "weibo: article:create_at", "bytedance:published_time",
    "citation_publication_date",
    "citation_date", "maketime",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "article:modified", "modified_time", "updated_time", "datemodified",
    "dateupdate",
    "lastmod", "last-modified", "last_modified", "lastmodifiedtime", "article:modified:time",
    "recs:modifiedtime", "article_updatetime", "dcterms.modified", "dc.date.modified",
    "weibo:article:update_at",
    "weibo: article:update_at", "bytedance:updated_time",
)  # fmt: skip
_HEADLINES = (
    "og:title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "dcterms.title",
    "headline",
)
_AUTHORS = (
    "author", "article:author", "byl", "article:author_name", "author_name", "articleauthor",
    "parsely-author",
    "dc.creator", "dcterms.creator", "dc:creator", "dc.author", "sailthru.author", "citation_author",
    "dable:author",
    "twitter:misc:written by", "mediaid",
)  # fmt: skip
_SECTIONS = (
    "article:section", "articlesection", "parsely-section", "section", "og:category", "category",
    "prism.section",
    "category:name",
)  # fmt: skip
_KEYWORDS = (
    "news_keywords",
    "article:tag",
    "parsely-tags",
    "sailthru.tags",
    "keywords",
    "news_keyword",
    "keyword",
)
_SITE_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:app:name:iphone")
_DESCRIPTIONS = ("og:description", "description", "twitter:description")
_LANGUAGES = ("og:locale", "content-language", "dc.language", "language")
_ACCESS = ("article:content_tier", "content_tier", "isaccessibleforfree")

# Twitter's cards have labelled data; publishing software puts the author there.
_AUTHOR_LABEL = re.compile(
    r"(?i)written by|author|verfasst von|geschrieben von|écrit par|escrito por|scritto da|作者"
)


class MetaTags(NamedTuple):
    """Contents in order of trust; of `keywords` each source apart."""

    headlines: list[str]
    authors: list[str]
    published: list[str]
    modified: list[str]
    sections: list[str]
    keywords: list[list[str]]
    site_names: list[str]
    descriptions: list[str]
    languages: list[str]
    addresses: list[str]
    access: list[str]
    kind: str


def meta_tags(tree: HtmlElement) -> MetaTags:
    """Of the whole page: many stand in the body. `kind` is `og:type`, "" where it is not said."""
    tags = _contents(tree)

    def all_of(names: Iterable[str]) -> list[str]:
        return [content for name in names for content in tags.get(name, ())]

    return MetaTags(
        headlines=all_of(_HEADLINES),
        authors=[*all_of(_AUTHORS), *_labelled_author(tags)],
        published=all_of(_PUBLISHED),
        modified=all_of(_MODIFIED),
        sections=all_of(_SECTIONS),
        keywords=[all_of([name]) for name in _KEYWORDS],
        site_names=all_of(_SITE_NAMES),
        descriptions=all_of(_DESCRIPTIONS),
        languages=all_of(_LANGUAGES),
        addresses=all_of(["og:url"]),
        access=all_of(_ACCESS),
        kind=next(iter(all_of(["og:type"])), ""),
    )


def _contents(tree: HtmlElement) -> dict[str, list[str]]:
    """By lower-case `property`, `name`, `itemprop` or `http-equiv`, in the order of the page."""
    tags: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        said = (element.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
        names = {name.strip().lower() for name in said if name and content}
        for name in names | {_VOCABULARY.sub("", name) for name in names}:
            tags.setdefault(name, []).append(content)
    return tags


def _labelled_author(tags: Mapping[str, list[str]]) -> list[str]:
    labels = ((number, label) for number in "1234" for label in tags.get(f"twitter:label{number}", ()))
    numbers = [number for number, label in labels if _AUTHOR_LABEL.search(label)]
    return [content for number in numbers for content in tags.get(f"twitter:data{number}", ())]
