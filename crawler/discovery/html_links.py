"""An HTML page as a tree, and where its links lead."""

import re
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding, read_bom

from pipelines.page.charset import NO_CHARSETS

_NO_PAGE = re.compile(r"^\s*(#|javascript:|mailto:|tel:|data:|about:|weixin:)", re.IGNORECASE)


def tree_of(body: bytes, content_type: str) -> "html.HtmlElement | None":
    """`body` may be a page or a piece of one; None where no element is in it."""
    text = _decoded(body, content_type)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree if isinstance(tree, html.HtmlElement) else None


def _decoded(body: bytes, content_type: str) -> str:
    # w3lib knows what the encodings of the web really mean (gb2312 is gb18030); lxml takes bytes more safely.
    named = http_content_type_encoding(content_type) or html_body_declared_encoding(body)
    try:
        if named not in NO_CHARSETS or read_bom(body)[0]:
            return html_to_unicode(content_type, body)[1]
    except (LookupError, UnicodeError):  # a codec of Python's from bytes to bytes: base64, zlib
        pass
    return body.decode("utf-8", "replace")


def base_of(tree: "html.HtmlElement", url: str) -> str:
    """What the links of the page at `url` are relative to."""
    written = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    return join(url, written) or url if written else url


def target_of(link: "etree._Element", base: str) -> str | None:
    """Where `link` leads, without a fragment; None where to no page."""
    return join(base, link.get("href"))


def join(base: str, written: str | None) -> str | None:
    """As `target_of`, for a link as somebody wrote it."""
    if not written or _NO_PAGE.match(written):
        return None
    try:
        target = urljoin(base, written.strip())
        return target.partition("#")[0] if urlsplit(target).scheme in ("http", "https") else None
    except ValueError:
        return None


def rel_of(link: "etree._Element") -> list[str]:
    """The relations that `link` states, in lower case."""
    return (link.get("rel") or "").lower().split()


def words_of(element: "etree._Element") -> str:
    """All its text, white space as one space."""
    return " ".join(" ".join(str(part) for part in element.itertext()).split())
