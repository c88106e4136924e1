"""What the shape of a URL tells: whether it looks like an article, and which page of a listing it is."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.discovery.dates import date_in_path

_WEIXIN_HOST = "mp.weixin.qq.com"
_MEDIA = re.compile(
    r"\.(pdf|jpe?g|png|gif|svg|webp|ico|mp[34]|m4[av]|avi|mov|zip|gz|rar|apk|exe|dmg|css|js|json|xml|rss|atom|txt"
    r"|docx?|xlsx?|pptx?|epub|woff2?)$",
    re.IGNORECASE,
)
# Such a segment anywhere: a list, a person, an account, a film.
_NEVER = re.compile(
    r"""(?x) tags? | authors? | categor(y|ies) | log(in|out) | sign-?(in|up) | register | account | subscribe
    | subscriptions? | search | newsletters? | feeds? | rss | wp-(admin|login\.php|content|json) | xmlrpc\.php
    | cart | checkout | users? | profile | hub | videos? | galler(y|ies) | podcasts? | amp-stories | comments?
    | share | print"""
)
# Such a first segment, where nothing speaks for an article.
_SELDOM = re.compile(
    r"""(?x) about(-us)? | contact(-us)? | privacy(-policy)? | terms(-of-use)? | help | faq | jobs | careers
    | advertis(e|ing) | events | topics? | channels? | sections? | archives? | staff | masthead
    | shop | downloads? | apps? | legal | cookies | cookie-policy | sitemap | special"""
)
# Such a segment before the last one.
_MARKERS = frozenset({"article", "articles", "story", "stories", "p", "post", "posts", "a", "newsflashes"})

# Such a last segment: a list by its number.
_LIST = re.compile(r"^(channel|list|node|index|default|category|tag|page)[_-]?[0-9]*(\.s?html?)?$")

_EXTENSION = re.compile(r"\.(s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{5,}|(?<![0-9A-Za-z])[0-9]{4}(?![0-9A-Za-z])")
_DETAIL = re.compile(r"(detail|forward|content|view|show|article|doc-)", re.IGNORECASE)
_ID_PARAMETER = re.compile(r"^(id|p|aid|nid|cid)$", re.IGNORECASE)
_NEWS_PARAMETER = re.compile(r"^(news_?id|article_?id|contid|docid)$", re.IGNORECASE)
_LATIN_WORDS, _CHINESE_CHARACTERS = 5, 10

_PAGE_PARAMETER = re.compile(r"^(page|paged|pn|pageno|page_no|pagenum|pageindex)$", re.IGNORECASE)
_PAGE_PATHS = (
    re.compile(r"^(?P<stem>.*)/page/(?P<number>[0-9]{1,4})/?$"),
    re.compile(r"^(?P<stem>.*)/(?:index|list|default)[_-](?P<number>[0-9]{1,4})\.s?html?$"),
)
_FIRST_PAGE = re.compile(r"/(?:(?:index|list|default)\.s?html?)?$")


def looks_like_article(url: str, headline: str | None = None) -> bool:
    """Whether something speaks for an article: a date, a number, a long slug, a headline as link text."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if is_never_article(url):
        return False
    if _has_identity(parts.hostname or "", parts.path, parts.query) or _has_date(parts.path):
        return True
    if not segments or _SELDOM.fullmatch(segments[0].lower()):
        return False
    return _looks_like_name(segments) or (
        len(segments) > 1 and _is_headline(headline) and _is_slug(segments[-1])
    )


def is_never_article(url: str) -> bool:
    """Whether `url` is a front page, a list, an account, or a file that is no page."""
    parts = urlsplit(url)
    segments = [segment.lower() for segment in parts.path.split("/") if segment]
    if parts.hostname == _WEIXIN_HOST and (segments[:1] != ["s"]):
        return True
    if _MEDIA.search(parts.path) or any(_NEVER.fullmatch(segment) for segment in segments):
        return True
    if not segments:
        return not any(_ID_PARAMETER.match(name) for name, _ in parse_qsl(parts.query))
    is_list = _LIST.match(segments[-1]) is not None and date_in_path(parts.path) is None
    return is_list or (segments[-2:-1] == ["page"] and segments[-1].isdigit())


def page_number(url: str) -> tuple[str, int | None]:
    """The URL of a paged listing without its page, and which page it is; None where it does not say."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    numbers = [
        int(value) for name, value in pairs if _PAGE_PARAMETER.match(name) and re.match("^[0-9]{1,4}$", value)
    ]
    others = urlencode([pair for pair in pairs if not _PAGE_PARAMETER.match(pair[0])])
    path, number = parts.path, numbers[0] if numbers else None
    for pattern in _PAGE_PATHS:
        if found := pattern.match(path):
            path, number = found["stem"], int(found["number"])
    stem = urlunsplit((parts.scheme, parts.netloc, _FIRST_PAGE.sub("", path), others, ""))
    return stem, number


def _has_identity(host: str, path: str, query: str) -> bool:
    """WeChat's /s, and pages named by a number in the query."""
    if host == _WEIXIN_HOST:
        return path == "/s" or path.startswith("/s/")
    if any(_NEWS_PARAMETER.match(name) and value for name, value in parse_qsl(query)):
        return True
    by_id = any(_ID_PARAMETER.match(name) and value.isdigit() for name, value in parse_qsl(query))
    return by_id and (path in ("", "/") or _DETAIL.search(path) is not None)


def _has_date(path: str) -> bool:
    day = date_in_path(path)
    last = path.rstrip("/").rpartition("/")[2]
    return day is not None and (len(day) == 10 or _is_slug(last))


def _looks_like_name(segments: list[str]) -> bool:
    last = _EXTENSION.sub("", segments[-1])
    if _NUMBER.search(last) or (_DETAIL.search(last) and re.search("[0-9]{3}", last)):
        return True
    if any(_NUMBER.search(segment) and segment.isdigit() for segment in segments[:-1]):
        return _is_slug(last)
    if any(segment.lower() in _MARKERS for segment in segments[:-1]):
        return True
    hyphens = last.count("-")
    return hyphens >= 3 or (hyphens == 2 and len(last) >= 20) or last.count("_") >= 4


def _is_slug(last: str) -> bool:
    return re.search(r"[-_0-9]", _EXTENSION.sub("", last)) is not None or _EXTENSION.search(last) is not None


def _is_headline(text: str | None) -> bool:
    if not text:
        return False
    chinese = len(re.findall(r"[\u3400-\u9fff\uf900-\ufaff]", text))
    return chinese >= _CHINESE_CHARACTERS or len(text.split()) >= _LATIN_WORDS
