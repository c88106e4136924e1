"""Bytes to text: the charsets of the web, labelled rightly, wrongly or not at all, decoded exactly or not."""

import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

from trafilatura.utils import decode_file

from pipelines.page.charset import decode_html
from quality.cases import OWN, Page, shared_pages
from quality.figure import Figure, mean

_PAGE = (
    "<!DOCTYPE html>\n<html><head>{meta}<title>{title}</title>\n"
    '<script src="/static/app.js"></script></head>\n'
    '<body><nav><a href="/">Home</a> <a href="/b">Business</a></nav>\n'
    "<article><h1>{title}</h1>\n<p>{text}</p>\n<p>{text}</p>\n</article>\n"
    "<footer>Example Media</footer></body></html>\n"
)
_META = '<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
_META_TAG = re.compile(r"(?is)<meta[^>]*charset[^>]*>")
_OLDER = ("gb18030", "big5hkscs")
_NEARLY_ALL = 0.97
_SAMPLE = 8
_BROKEN = b"\xff"


class Case(NamedTuple):
    """Bytes as a server sends them, its header, and the text that somebody wrote."""

    charset: str
    labelling: str
    content_type: str
    body: bytes
    text: str


def cases() -> Iterator[Case]:
    """Every charset in every labelling that leaves a way to tell."""
    table = tomllib.loads((OWN / "charsets.toml").read_text(encoding="utf-8"))
    for entry in table["charset"]:
        said = entry["text"]
        for labelling, header, meta in _labellings(entry["name"], entry["wrong"]):
            if labelling in entry.get("undecidable", ()):
                continue
            text = _PAGE.format(meta="".join(map(_meta, meta)), title=said.split("\n")[0], text=said)
            body = text.encode(entry["codec"])
            yield Case(entry["name"], labelling, _content_type(header), body, text)
        yield from _damaged(entry)


def _labellings(name: str, wrong: str) -> Iterator[tuple[str, str | None, tuple[str, ...]]]:
    yield "header", name, ()
    yield "meta", None, (name,)
    yield "nowhere", None, ()
    yield "header right, meta wrong", name, (wrong,)
    yield "header wrong, meta right", wrong, (name,)
    yield "header iso-8859-1, meta right", "iso-8859-1", (name,)
    yield "header iso-8859-1 alone", "iso-8859-1", ()
    yield "header utf-8 alone", "utf-8", ()
    yield "meta utf-8 alone", None, ("utf-8",)
    yield "two metas, the second right", None, (wrong, name)
    yield "unknown name", "x-none", ()


def _damaged(entry: dict[str, str]) -> Iterator[Case]:
    """Cut in the middle of the page, and with three bytes that are no text; what is whole must be right."""
    text = _PAGE.format(meta=_meta(entry["name"]), title=entry["text"].split("\n")[0], text=entry["text"])
    body = text.encode(entry["codec"])
    if not entry["codec"].startswith(("utf-16", "utf-8-sig", "iso2022")):
        at = body.index(b"</h1>")
        broken = body[:at] + b" " + _BROKEN * 3 + b" " + body[at:]
        yield Case(entry["name"], "three broken bytes", "text/html", broken, text)
    yield Case(entry["name"], "cut", "text/html", body[: len(body) * 2 // 3 + 1], text)


def is_exact(case: Case, decoded: str) -> bool:
    """Whether what was written came out; of damaged pages, what was not damaged."""
    if case.labelling == "cut":
        return len(decoded) > len(case.text) // 3 and case.text.startswith(decoded[:-2].lstrip("\ufeff"))
    if case.labelling == "three broken bytes":
        before, _, after = case.text.partition("</h1>")
        return decoded.startswith(before) and decoded.endswith(after)
    return decoded.lstrip("\ufeff") == case.text


def transcoded(page: Page) -> Iterator[Case]:
    """A page in older charsets that can hold nearly all of it, labelled as UTF-8, as Western, not at all."""
    html = _META_TAG.sub("", decode_html(page.body, None))
    for codec in _OLDER:
        body = html.encode(codec, errors="ignore")
        text = body.decode(codec)
        if len(text) < _NEARLY_ALL * len(html) or text.isascii():
            continue
        for header in (None, "utf-8", "iso-8859-1"):
            yield Case(codec, f"header {header}", _content_type(header), body, text)


def figures() -> Iterator[Figure]:
    """Ours by labelling, then all; of the shared sets a sample in other charsets."""
    yield from _own()
    for origin in ("gne", "hkfire"):
        every = [case for page in list(shared_pages(origin))[::_SAMPLE] for case in transcoded(page)]
        if every:
            ours = mean([float(decode_html(case.body, case.content_type) == case.text) for case in every])
            theirs = mean([float(decode_file(case.body) == case.text) for case in every])
            beside = {"trafilatura": theirs}
            yield Figure("charset, transcoded, exact", origin, "zh", len(every), ours, beside)


def _own() -> Iterator[Figure]:
    every = list(cases())
    ours = [float(is_exact(case, decode_html(case.body, case.content_type))) for case in every]
    theirs = [float(is_exact(case, decode_file(case.body))) for case in every]
    for labelling in dict.fromkeys(case.labelling for case in every):
        places = [place for place, case in enumerate(every) if case.labelling == labelling]
        beside = {"trafilatura": mean([theirs[place] for place in places])}
        share = mean([ours[place] for place in places])
        yield Figure(f"charset, {labelling}", "own", "all", len(places), share, beside)
    yield Figure(
        "charset, exact", "own", "all", len(every), mean(ours), {"trafilatura": mean(theirs)}, bound=0.97
    )


def _meta(charset: str) -> str:
    return _META.format(charset=charset)


def _content_type(charset: str | None) -> str:
    return f"text/html; charset={charset}" if charset else "text/html"
