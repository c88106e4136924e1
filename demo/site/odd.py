"""Pages that are not what a crawler hopes for: copies, moved and missing, broken, empty and endless ones."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from demo.site.content import DAYBOOK, HARBOUR, PIXEL, WANBAO, Host, Story
from demo.site.hanging import hanging_page
from demo.site.pages import article_page

Outcome = Literal["archived", "copy", "rejected", "failed", "forbidden"]

HTML = "text/html; charset=utf-8"

# The stories that the copies below are copies of.
COPIED_HERE = (HARBOUR, "lasso-what-facebook-wants")
COPIED_ELSEWHERE = (PIXEL, "seven-billion-in-six-months")
NEARLY_COPIED = (HARBOUR, "what-douyin-sells")
MOVED_ONCE = (PIXEL, "sogou-goes-home")
MOVED_TWICE = (HARBOUR, "private-messages-public-company")
UNLISTED = (MOVED_ONCE,)

_STUB = (
    "<html lang='en'><title>{0}</title><body><article><h1>{0}</h1>"
    "<p>Nobody yet, it seems.</p></article></body></html>"
)
_CONSENT = (
    "<html lang='en'><title>{0}</title><body><div id='consent' class='consent-wall'>"
    "<h1>Before you continue</h1>"
    "<p>We and our 412 partners store cookies on your device.</p><form method='post' action='/consent'>"
    "<button>Accept</button><button>Manage</button></form></div></body></html>"
)


class Answer(NamedTuple):
    """One HTTP answer. `first`, where given, is what the first request of a run gets instead."""

    status: int
    body: bytes
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    first: "Answer | None" = None


class OddPage(NamedTuple):
    """A page listed like any other. Of the pages of one `group` exactly one is to be archived."""

    host: Host
    path: str
    title: str
    published: datetime
    answer: Answer
    outcome: Outcome
    reason: str | None = None
    group: str | None = None
    listed: bool = True

    @property
    def url(self) -> str:
        return f"http://{self.host.name}{self.path}"


def odd_pages(stories: Sequence[Story]) -> tuple[OddPage, ...]:
    """All of them, made from `stories` where they are copies."""
    known = {(story.host, story.slug): story for story in stories}
    return (*_copies(known, stories), *_moved(known), *_refused(), *_no_article())


def group_of(story: Story) -> str | None:
    """The group of a story that has copies."""
    marks = (COPIED_HERE, COPIED_ELSEWHERE, NEARLY_COPIED, MOVED_ONCE, MOVED_TWICE)
    return story.slug if (story.host, story.slug) in marks else None


def _copies(known: Mapping[tuple[Host, str], Story], stories: Sequence[Story]) -> list[OddPage]:
    here, there, near = known[COPIED_HERE], known[COPIED_ELSEWHERE], known[NEARLY_COPIED]
    return [
        _copy(here, HARBOUR, "/print/lasso-what-facebook-wants", here, stories),
        _copy(there, DAYBOOK, "/entries/borrowed-seven-billion.html", there, stories),
        _copy(near, HARBOUR, "/2020/10/what-douyin-sells-first-edition", _lightly_edited(near), stories),
    ]


def _copy(original: Story, host: Host, path: str, text: Story, stories: Sequence[Story]) -> OddPage:
    story = replace(text, host=host)
    page = article_page(story, stories, f"http://{host.name}{path}")
    return OddPage(host, path, story.title, story.published, Answer(200, page), "copy", None, original.slug)


def _lightly_edited(story: Story) -> Story:
    """The same a day earlier, two words changed."""
    text = story.text.replace("had been expected", "was expected", 1).replace("a year", "each year", 1)
    return replace(story, paragraphs=tuple(text.split("\n")), published=story.published - timedelta(days=1))


def _moved(known: Mapping[tuple[Host, str], Story]) -> list[OddPage]:
    once, twice = known[MOVED_ONCE], known[MOVED_TWICE]
    return [
        OddPage(
            PIXEL,
            "/2020/sogou/",
            once.title,
            once.published,
            _redirect(301, once.url),
            "copy",
            None,
            once.slug,
        ),
        OddPage(
            HARBOUR,
            "/go/1907",
            twice.title,
            twice.published,
            _redirect(302, "/go/1907/on"),
            "copy",
            None,
            twice.slug,
        ),
        OddPage(
            HARBOUR,
            "/go/1907/on",
            twice.title,
            twice.published,
            _redirect(302, twice.url),
            "copy",
            None,
            twice.slug,
            False,
        ),
    ]


def _refused() -> list[OddPage]:
    html = b"<html><title>Sorry</title><h1>Sorry</h1><p>Nothing to see.</p></html>"
    return [
        _odd(
            HARBOUR,
            "/2020/08/tiktok-withdrawn",
            "TikTok story withdrawn",
            Answer(404, html),
            "rejected",
            "http_404",
        ),
        _odd(
            PIXEL,
            "/stories/bytedance-gone/",
            "ByteDance note, gone",
            Answer(410, html),
            "rejected",
            "http_410",
        ),
        _odd(WANBAO, "/news/2020-08-03/weixin-500", "微信新聞一則", Answer(500, html), "failed", "http_500"),
        _odd(
            HARBOUR,
            "/members/tiktok-buyers",
            "For members: who would buy TikTok",
            Answer(200, html),
            "forbidden",
        ),
        _odd(
            HARBOUR,
            "/members/wechat-ledger",
            "For members: the WeChat ledger",
            Answer(200, html),
            "forbidden",
        ),
    ]


def _no_article() -> list[OddPage]:
    pdf = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + bytes(range(128, 256)) * 40 + b"\n%%EOF\n"
    jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 24 + b"\xff\xd9"
    stub, wall = "Who will buy TikTok?", "ByteDance and its lenders"
    return [
        _odd(
            DAYBOOK,
            "/entries/empty.html",
            "Notes on TikTok and Lasso",
            Answer(200, b""),
            "rejected",
            "empty_page",
        ),
        _odd(DAYBOOK, "/entries/slides.html", "TikTok slides", Answer(200, pdf), "rejected", "not_html"),
        _odd(
            DAYBOOK,
            "/entries/chart.html",
            "TikTok downloads, a chart",
            Answer(200, jpeg),
            "rejected",
            "not_html",
        ),
        _odd(
            PIXEL,
            "/stories/who-will-buy/",
            stub,
            Answer(200, _STUB.format(stub).encode()),
            "rejected",
            "too_short",
        ),
        _odd(
            PIXEL,
            "/stories/lenders/",
            wall,
            Answer(200, _CONSENT.format(wall).encode()),
            "rejected",
            "not_related",
        ),
        _odd(
            DAYBOOK,
            "/entries/reactions-live.html",
            "TikTok and ByteDance: reactions as they came",
            Answer(200, hanging_page()),
            "failed",
            "deadline",
        ),
    ]


def _odd(
    host: Host, path: str, title: str, answer: Answer, outcome: Outcome, reason: str | None = None
) -> OddPage:
    return OddPage(host, path, title, datetime(2020, 8, 3, 12, tzinfo=UTC), answer, outcome, reason)


def _redirect(status: int, where: str) -> Answer:
    return Answer(status, b"", HTML, (("Location", where),))
