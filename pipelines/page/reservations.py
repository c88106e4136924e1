"""What a page asks of those who would use it, in its head and in the header of its answer.

Robots rules are read as Google documents them (the robots meta tag, X-Robots-Tag): those for all robots and
those for our product token hold together, those for other robots do not speak to us. `noai` and `noimageai`
are DeviantArt's (2022), `noml` is Mojeek's word for the same, `nocache` Bing's for `noarchive`. The rest is
TDMRep (W3C Community Group, final report of May 2024): the page wins over the header of its answer, that over
`tdmrep.json` of its origin, and what is not said resets nothing.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.document import RESERVED_USES, Capture, Headers, Reservation, ReservedUse
from pipelines.errors import Rejected

OUR_TOKEN = "corpuscrawler"
"""The product token of the User-Agent, in lower case: rules can be made for it alone."""

REASONS = {
    "noarchive": "reserved_noarchive",
    "noindex": "reserved_noindex",
    "noai": "reserved_noai",
    "tdm": "reserved_tdm",
}
"""Of the rejection of a page that is not kept because of what is asked, where `crawl.obey` has it."""

_FOR_US = frozenset({"robots", OUR_TOKEN})
_PLAIN = frozenset(RESERVED_USES) - {"unavailable_after", "tdm"}
_MEANING: dict[str, tuple[ReservedUse, ...]] = {
    "none": ("noindex", "nofollow"),
    "nocache": ("noarchive",),
    "noml": ("noai",),
}
# Rules with a value, which look as if a robot were named.
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_NAMED = re.compile(r"\s*([\w-]+)\s*:(.*)", re.DOTALL)
_LONGEST_RULES = 4000
_LONGEST_DATE = 80
_LONGEST_POLICY = 2048


class _Tdm(NamedTuple):
    """What one place says; None: nothing, or nothing valid."""

    reserved: bool | None
    policy: str | None


def reservations_of(capture: Capture, tree: HtmlElement) -> tuple[Reservation, ...]:
    """All that is asked, each thing once: by the page where it says so, else by the header, else the site."""
    metas = _metas(tree)
    rules = (content for name, content in metas if name in _FOR_US)
    said = [Reservation(what=what, said_in="meta", detail=date) for what, date in _robots_rules(rules)]
    headers = (value for name, value in capture.headers if name.lower() == "x-robots-tag")
    said += [Reservation(what=what, said_in="header", detail=date) for what, date in _robots_rules(headers)]
    tdm = _tdm_reservation(capture, metas)
    return _each_once([*said, *([tdm] if tdm is not None else [])])


def merged(pages: Iterable[tuple[Reservation, ...]]) -> tuple[Reservation, ...]:
    """What any page of an article asks holds for all of it; the first that says so is told."""
    return _each_once(each for page in pages for each in page)


def refuse_reserved(reservations: Iterable[Reservation], obeyed: Collection[str]) -> None:
    """Raises Rejected with the reason of the first reservation that is obeyed."""
    for each in reservations:
        if each.what in obeyed and each.what in REASONS:
            raise Rejected(REASONS[each.what], each.told)


def may_follow(reservations: Iterable[Reservation], obeyed: Collection[str]) -> bool:
    """Whether the links of a page may be followed."""
    return "nofollow" not in obeyed or all(each.what != "nofollow" for each in reservations)


def _each_once(said: Iterable[Reservation]) -> tuple[Reservation, ...]:
    first: dict[str, Reservation] = {}
    for each in said:
        first.setdefault(each.what, each)
    return tuple(first[what] for what in sorted(first))


def _metas(tree: HtmlElement) -> list[tuple[str, str]]:
    """Names in lower case, and contents."""
    found = ((element.get("name"), element.get("content")) for element in tree.iter("meta"))
    return [(name.strip().lower(), content) for name, content in found if name and content]


def _robots_rules(values: Iterable[str]) -> Iterator[tuple[ReservedUse, str | None]]:
    """The rules of each value that are for us, with the date of an `unavailable_after`."""
    for value in values:
        for rule, argument in _for_us(value):
            if rule == "unavailable_after" and argument:
                yield "unavailable_after", argument[:_LONGEST_DATE]
            for what in _MEANING.get(rule, (rule,)):
                if what in _PLAIN:
                    yield what, None  # type: ignore[misc]


def _for_us(value: str) -> Iterator[tuple[str, str]]:
    """The rules of a value in lower case, each with its argument, "" for none.

    A robot that is named speaks for the rules behind it, up to the next one; a comma may lie in a date.
    """
    robot, pieces = OUR_TOKEN, value[:_LONGEST_RULES].split(",")
    while pieces:
        rule, argument = pieces.pop(0), ""
        while (named := _NAMED.match(rule)) and named[1].lower() not in _VALUED:
            robot, rule = named[1].lower(), named[2]
        if named is not None:
            rule, argument = named[1], named[2]
            while pieces and pieces[0].lstrip()[:1].isdigit():
                argument += "," + pieces.pop(0)
        if robot in _FOR_US:
            yield rule.strip().lower(), " ".join(argument.split())


def _tdm_reservation(capture: Capture, metas: list[tuple[str, str]]) -> Reservation | None:
    page, header = _tdm(metas, capture.final_url), _tdm(capture.headers, capture.final_url)
    site = capture.site_reservation
    policy = page.policy or header.policy or (site.detail if site else None)
    if page.reserved is not None:
        return Reservation(what="tdm", said_in="meta", detail=policy) if page.reserved else None
    if header.reserved is not None:
        return Reservation(what="tdm", said_in="header", detail=policy) if header.reserved else None
    return site.model_copy(update={"detail": policy}) if site is not None else None


def _tdm(pairs: Headers | list[tuple[str, str]], base: str) -> _Tdm:
    """Where one place contradicts itself it reserves."""
    said = {value.strip() for name, value in pairs if name.lower() == "tdm-reservation"} & {"0", "1"}
    policies = (value for name, value in pairs if name.lower() == "tdm-policy")
    policy = next((url for written in policies if (url := policy_url(written, base))), None)
    return _Tdm(("1" in said) if said else None, policy)


def policy_url(written: str, base: str) -> str | None:
    """Absolute; None where it is no address of the web."""
    try:
        url = urljoin(base, written[: 2 * _LONGEST_POLICY].strip())
        is_web = urlsplit(url).scheme in ("http", "https") and url.isprintable()
    except ValueError:
        return None
    return url if is_web and len(url) <= _LONGEST_POLICY else None
