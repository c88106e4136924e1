"""What is turned away before it is read would be turned away after reading, and no wall ever is."""

from collections.abc import Iterator
from copy import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bench.pages import SHARED, has_shared_pages, shared_pages, spread
from bench.planted import planted
from bench.stage_times import capture_of
from demo.site.content import load_stories
from demo.site.pages import article_page
from pipelines.cascade import Cascade, PassedBy
from pipelines.document import Capture, Reservation
from pipelines.entities import Tagger
from pipelines.extract import OpenPage, extract, open_page
from pipelines.page.passing import PASSING
from pipelines.page.skimmed import skim
from pipelines.processed import TurnedDown
from quality.cases import own_pages
from quality.kinds import own_kinds
from tests.understanding.captures import capture
from tests.understanding.cascades import cascade, is_passed_by, lost, score, stages

ABSENT = f"needs {SHARED.name} of the shared data: absent"


def real_pages(count: int | None) -> Iterator[Capture]:
    """As they are, and with a story that belongs."""
    for number, page in enumerate(spread(shared_pages(), count)):
        yield capture_of(page)
        if (with_story := planted(page, number)) is not None:
            yield capture_of(with_story)


def stories() -> list[Capture]:
    found = load_stories()
    pages = ((story, article_page(story, [story], story.url)) for story in found)
    return [
        capture(html, url=story.url, content_type=f"text/html; charset={story.host.charset}")
        for story, html in pages
    ]


def ours() -> list[Capture]:
    return [*stories(), *(page.capture() for page in own_pages())]


def test_no_page_of_a_sample_of_ours_is_lost() -> None:
    assert lost(ours()[::6]) == []
    assert lost(ours()[::16], is_learned=True) == []


@pytest.mark.slow
@pytest.mark.parametrize("is_learned", [False, True], ids=["formula", "marks"])
def test_no_page_of_ours_is_lost(is_learned: bool) -> None:
    assert lost(ours(), is_learned=is_learned) == []


@pytest.mark.skipif(not has_shared_pages(), reason=ABSENT)
def test_no_real_page_of_a_sample_is_lost() -> None:
    assert lost(list(real_pages(4))) == []


@pytest.mark.slow
@pytest.mark.skipif(not has_shared_pages(), reason=ABSENT)
@pytest.mark.parametrize("is_learned", [False, True], ids=["formula", "marks"])
def test_no_real_page_is_lost(is_learned: bool) -> None:
    assert lost(list(real_pages(None)), is_learned=is_learned) == []


def test_no_wall_is_taken_for_an_article() -> None:
    """Whatever its words: at a threshold that no page reaches."""
    walls = [each.page for each in own_kinds() if each.reason in (*PASSING, "soft_404", "needs_scripts")]
    assert len(walls) > 20
    assert [wall.name for wall in walls if is_passed_by(wall.capture(), 1.0)] == []


TREES = "The town will plant four hundred trees along the river in spring, and the council pays for them. "
ARTICLE = '<meta property="og:type" content="article">'


def page(title: str = "Trees along the river", text: str = TREES * 8, head: str = ARTICLE) -> bytes:
    html = f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1><p>{text}</p></body></html>"
    return html.encode()


def test_what_names_nobody_is_turned_away_unread() -> None:
    processed = stages(0.5).process(capture(page()))
    assert isinstance(processed.result, TurnedDown)
    assert (processed.result.stage, processed.result.reason) == ("glimpse", "not_related")
    assert processed.result.headline == "As the feed calls it"
    assert "at most" in processed.result.detail
    assert set(processed.stage_ms) == {"glimpse"}
    assert processed.result.relevance is not None
    assert processed.result.relevance.score < 0.5
    assert isinstance(stages(0.5, read_all=True).process(capture(page())).result, TurnedDown)


@pytest.mark.parametrize(
    "kept",
    [
        capture(page()).model_copy(update={"again": True}),
        capture(page()).model_copy(update={"further": (capture(page()),)}),
        capture(page()).model_copy(update={"listed_headline": "TikTok and ByteDance plant trees"}),
        capture(page()).model_copy(update={"site_reservation": Reservation(what="tdm", said_in="tdmrep")}),
        capture(page()).model_copy(update={"headers": (("X-Robots-Tag", "noai"),)}),
        capture(page(head=ARTICLE + '<meta name="robots" content="noai">')),
        capture(page(head=ARTICLE + '<meta name="robots" content="no&#97;i">')),
        capture(page(head=ARTICLE + '<meta name="robots" content="1 > 0, noml">')),
        capture(page() + b"<div id='data-preloaded' data-preloaded='{}'></div>"),
        capture(page("404 Not Found", TREES * 3, head="")),
        capture(page("404 Not Found", TREES * 20, head="")),
        capture(page("404 Not Found", TREES * 3)),
        capture(page("Something went wrong", TREES * 3)),
        capture(page(), url="https://consent.daily.example/"),
        capture(page().replace(b"<h1>", b"<h1>We value your privacy</h1><h1>") + b"<p>We use cookies.</p>"),
    ],
    ids=range(15),
)
def test_what_must_be_read(kept: Capture) -> None:
    assert not is_passed_by(kept, 0.5)


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<meta name="robots" content="noarchive">',
        '<div class="content" style="display: none"></div>',
        '<meta name="tiktok-bytedance" content="trees">',
    ],
)
def test_what_neither_bars_the_way_nor_asks_anything_is_turned_away(head: str) -> None:
    """`noarchive` is not obeyed as long as nobody says so; the names of what is stated are no text."""
    assert is_passed_by(capture(page(head=head)), 0.5)


FOOT = "<ul><li>Facebook</li><li>Facebook</li><li>WhatsApp</li><li>WhatsApp</li><li>Instagram</li></ul>"
COOKIES = "<p>We use cookies, so that you need not tell us twice.</p>"


def test_what_says_more_than_walls_do_is_none() -> None:
    """Without a word of what kind of page it is."""
    more = capture(page("404 Not Found", TREES * 21, head=""))
    assert is_passed_by(more, 0.5)
    assert extract(more, min_characters=40).text.startswith("The town")


def with_foot(headline: str, foot: str) -> Capture:
    """Without a heading, so that any of its names might be the headline's."""
    html = page(headline).replace(b"<h1>", b"<p>").replace(b"</h1>", b"</p>")
    return capture(html + foot.encode()).model_copy(update={"listed_headline": headline})


def test_a_headline_that_names_nobody_turns_away_what_menus_would_let_pass() -> None:
    kept, away = (
        with_foot("Facebook, WhatsApp and ByteDance plant trees", FOOT),
        with_foot("Trees along the river", FOOT),
    )
    look = stages(0.5).glimpse.look(skim(away.body.decode()), away.listed_headline)
    assert look.most >= 0.5
    passed = stages(0.5).pass_by(away)
    assert isinstance(passed, PassedBy)
    assert passed.headline == "Trees along the river"
    assert look.most > passed.relevance.score >= score(away)
    assert not is_passed_by(kept, 0.5)


def test_what_was_opened_for_a_look_is_read_as_if_it_had_not_been() -> None:
    kept = with_foot("Facebook, WhatsApp and ByteDance plant trees", FOOT)
    opened = stages(0.5).pass_by(kept)
    assert isinstance(opened, OpenPage)
    assert extract(kept, opened, min_characters=40) == extract(kept, min_characters=40)


@pytest.mark.parametrize(("foot", "is_away"), [(COOKIES, True), (COOKIES * 5, False)])
def test_a_line_about_cookies_is_no_wall(foot: str, is_away: bool) -> None:
    assert is_passed_by(with_foot("Trees along the river", foot), 0.5) is is_away


def test_letters_of_a_headline_count_as_names() -> None:
    """A name of the text counts as the headline's wherever its letters stand there, be it in a word."""
    tagger = stages(0.5).tag
    assert isinstance(tagger, Tagger)
    headline = "Trees are planted, said the council"
    for text, named in (("AI plants trees", {"artificial-intelligence"}), ("Artificial intelligence", set())):
        assert tagger.standing(headline, tagger.possible(text).names) == named


def test_what_is_obeyed_has_a_reason_of_its_own() -> None:
    obedient = copy(stages(0.5))
    obedient.obeyed = frozenset({"noarchive"})
    obedient.pass_by = cascade(obedient, obedient.obeyed)
    kept = capture(page(head=ARTICLE + '<meta name="robots" content="nocache">'))
    assert not isinstance(obedient.pass_by(kept), PassedBy)
    result = obedient.process(kept).result
    assert isinstance(result, TurnedDown)
    assert result.reason == "reserved_noarchive"


@pytest.mark.parametrize("is_learned", [False, True], ids=["formula", "marks"])
def test_all_are_read_where_all_are_kept(is_learned: bool) -> None:
    assert stages(0.0, is_learned=is_learned).pass_by(capture(page())) is None


@pytest.mark.parametrize(
    "tag",
    [
        '<meta property="og:title" content="ByteDance">',
        "<META CONTENT = 'ByteDance' property=og:title>",
        "<meta property=og:title content=ByteDance>",
        '<meta content="Trees" property="og:title" data-content="ByteDance" content="ByteDance">',
        """<meta name='a "b' content="ByteDance">""",
        '<meta property="og:title" content="1 > 0, says ByteDance">',
        '<meta name="a > b" property="og:title" content="ByteDance">',
        '<meta property="og:title"content="Byte&#68;ance">',
        '<span itemprop="headline" content="ByteDance"></span>',
    ],
)
def test_what_is_stated_is_seen_however_its_tag_is_written(tag: str) -> None:
    assert any("ByteDance" in said for said in skim(page(head=tag).decode()).stated)


NAMES = ("ByteDance", "TikTok", "Zhang Yiming", "抖音", "張一鳴", "Mark Zuckerberg", "WeChat", "Kuaishou")
WAYS = ("{}", "<b>{}</b>", "<a href='/x'>{}</a>", "{}’s", "<p>{}</p>", "({})")


def written(name: str, how: int) -> str:
    """A name as a page may have it."""
    middle = len(name) // 2
    return (
        name,
        f"{name[:middle]}<i>{name[middle:]}</i>",
        "".join(f"&#{ord(character)};" for character in name),
        name.replace(" ", "&nbsp;"),
        name.replace(" ", "\n"),
        f"{name[:middle]}&shy;{name[middle:]}",
        f"{name[:middle]}<wbr>{name[middle:]}",
    )[how]


PIECES = some.tuples(some.sampled_from(NAMES), some.integers(0, 6), some.sampled_from(WAYS))


@settings(max_examples=40, deadline=None)
@given(
    some.lists(PIECES, min_size=1, max_size=6),
    some.sampled_from(["utf-8", "gb18030", "utf-16"]),
    some.booleans(),
)
def test_names_count_however_they_are_written(
    pieces: list[tuple[str, int, str]], charset: str, is_in_title: bool
) -> None:
    names = [way.format(written(name, how)) for name, how, way in pieces]
    text = " said in the letter. ".join(names) + " said so, and the town agreed with them. " + TREES * 3
    title = pieces[0][0] if is_in_title else "Trees"
    html = page(title, text).decode().encode(charset)
    one = capture(html, content_type=f"text/html; charset={charset}")
    seen = stages(0.5).glimpse.look(skim(html.decode(charset)), one.listed_headline)
    assert seen.most >= score(one)
    assert stages(0.5).glimpse.under(open_page(one).headline, seen) >= score(one)


def test_marks_are_bounded_by_their_terms() -> None:
    """A look for a judge that has learned turns away what it would, and reads what it might not."""
    look = stages(0.5, is_learned=True).pass_by
    assert isinstance(look, Cascade)
    assert not isinstance(
        look(capture(page("TikTok and ByteDance", "TikTok and ByteDance said so. " * 9))), PassedBy
    )
