"""Headlines, authors, dates and lines of text, as pages write them."""

import pytest

from pipelines.page.article_text import plain_lines
from pipelines.page.authors import clean_authors
from pipelines.page.headline import Titles, best_headline
from pipelines.page.page_dates import best_date, iso_date
from tests.understanding.captures import FETCHED


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2026-03-04", "2026-03-04"),
        ("20260304", "2026-03-04"),
        ("2026-03-04T08:15:00Z", "2026-03-04T08:15:00Z"),
        ("2026-03-04T08:15:00.123456789+0800", "2026-03-04T08:15:00+08:00"),
        ("2026-03-04 08:15", "2026-03-04T08:15:00"),
        ("2026-03-04T00:00:00", "2026-03-04"),
        ("2026年3月4日 8:15", "2026-03-04T08:15:00"),
        ("发布于 2026/3/4", "2026-03-04"),
        ("Wed, 04 Mar 2026 08:15:00 +0100", "2026-03-04T08:15:00+01:00"),
        ("1772612100", "2026-03-04T08:15:00Z"),
        ("1772612100000", "2026-03-04T08:15:00Z"),
        ("2026-11-23", "2026-11-23"),
        ("2026-11-24", None),
        ("1970-01-01", None),
        ("2026-11-22T12:05:00Z", "2026-11-22T12:05:00Z"),
        ("2026-11-22T20:00:00Z", "2026-11-22T20:00:00"),
        ("2026-11-22T21:30:00+08:00", "2026-11-22T21:30:00"),
        ("2026-11-23T04:00:00+08:00", None),
        ("2026-11-23T09:00:00", None),
        ("2026-03-04T08:15:00GMT+0800", "2026-03-04T08:15:00+08:00"),
        ("2026-03-04 08:15 GMT+8", "2026-03-04T08:15:00+08:00"),
        ("Wed Mar 04 2026 08:15:00 GMT+0800 (China Standard Time)", "2026-03-04T08:15:00+08:00"),
        ("Wed Mar 4 08:15:00 CST 2026", "2026-03-04T08:15:00"),
        ("March 4, 2026 at 8:15 p.m. EST", "2026-03-04T20:15:00-05:00"),
        ("Mar 4, 2026", "2026-03-04"),
        ("4. März 2026 um 8.15 Uhr", "2026-03-04T08:15:00"),
        ("4 de marzo de 2026", "2026-03-04"),
        ("04.03.2026, 08:15 Uhr", "2026-03-04T08:15:00"),
        ("2026年03月04日（星期三） 08:15:30", "2026-03-04T08:15:30"),
        ("2026년 3월 4일 08:15", "2026-03-04T08:15:00"),
        ("20260304081500", "2026-03-04T08:15:00"),
        ("24/03/2026", "2026-03-24"),
        ("3/24/2026", "2026-03-24"),
        ("04/03/2026", None),
        ("2026-03-04 24:99", "2026-03-04"),
        ("2026-13-40", None),
        ("last Tuesday", None),
        ("", None),
        ("9999999999", None),
    ],
)
def test_dates_as_pages_write_them(stated: str, expected: str | None) -> None:
    assert iso_date(stated, FETCHED) == expected


def test_a_day_takes_the_time_that_another_statement_gives_it() -> None:
    assert (
        best_date(["2026-03-04", "2026-03-04T08:15:00Z", "2025-01-01T00:00:01Z"], FETCHED)
        == "2026-03-04T08:15:00Z"
    )
    assert best_date(["2027-01-01", "2026-03-04"], FETCHED) == "2026-03-04"
    assert best_date(["2026-03-04T08:15:00Z", "2026-03-04T09:00:00+08:00"], FETCHED) == "2026-03-04T08:15:00Z"
    assert best_date([], FETCHED) is None


@pytest.mark.parametrize(
    ("utc", "there", "expected"),
    [
        ("2026-03-04T23:15:42Z", "2026-03-05T07:15:42+08:00", "2026-03-05T07:15:42+08:00"),
        ("2026-03-04T23:15:42Z", "2026-03-05 07:15:42", "2026-03-05T07:15:42+08:00"),
        ("2026-03-04T23:15:42Z", "2026-03-05 07:15:43", "2026-03-04T23:15:42Z"),
        ("2026-03-04T23:15:00Z", "2026-03-05 07:15:00", "2026-03-04T23:15:00Z"),
        ("2026-03-04T23:15:42Z", "2026-03-09 23:15:42", "2026-03-04T23:15:42Z"),
        ("2026-03-04T23:15:42+01:00", "2026-03-04 22:15:42", "2026-03-04T23:15:42+01:00"),
    ],
)
def test_the_clock_of_the_place_tells_a_time_in_utc(utc: str, there: str, expected: str) -> None:
    assert best_date([utc, there], FETCHED) == expected


@pytest.mark.parametrize(
    ("stated", "heading", "title", "sites", "expected"),
    [
        (["A story | Courier"], "", "", ["Courier"], "A story"),
        (
            ["A long story about ships - Courier"],
            "A long story about ships",
            "",
            [],
            "A long story about ships",
        ),
        (["Courier"], "", "A story – Courier", ["Courier"], "A story"),
        ([], "", "青禾科技完成融资_财经频道_晨讯网", [], "青禾科技完成融资"),
        ([], "", "青禾科技完成融资-公告", [], "青禾科技完成融资"),
        ([], "", "青禾科技-松河资本完成融资", [], "青禾科技-松河资本完成融资"),
        (["A story that was cut sho…"], "A story that was cut short", "", [], "A story that was cut short"),
        (["War - and peace"], "", "", ["Courier"], "War - and peace"),
        (["TikTok: why it won | part 2"], "", "", ["Courier"], "TikTok: why it won | part 2"),
        ([], "", "", [], "As listed"),
    ],
)
def test_headlines(stated: list[str], heading: str, title: str, sites: list[str], expected: str) -> None:
    titles = Titles(shared=stated, headings=[heading] if heading else [], title=title)
    assert best_headline(titles, sites, "As listed") == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (["By Ada Marsh and Ben Holt"], ("Ada Marsh", "Ben Holt")),
        (["Ada Marsh", "ADA MARSH", "https://example.com/ada", "ada@example.com", "@ada"], ("Ada Marsh",)),
        (["Published by Ada Marsh"], ("Ada Marsh",)),
        (["文/林文龙、曹阳"], ("林文龙", "曹阳")),
        (["作者：林文龙"], ("林文龙",)),
        (["责任编辑：admin"], ()),
        (["Mary Smith-Jones, Reuters"], ("Mary Smith-Jones", "Reuters")),
        (["Ada Marsh - Business Editor"], ("Ada Marsh",)),
        (["Ada Marsh, Harbour correspondent"], ("Ada Marsh",)),
        (["Ada Marsh (@adamarsh)", "Ben Holt <ben@example.com>"], ("Ada Marsh", "Ben Holt")),
        (["Perry Holt Jr.", "Text: Cora Lind"], ("Perry Holt Jr.", "Cora Lind")),
        (
            ["Kommentar von Cora Lind", "Di Marco", "Di Anna Di Marco"],
            ("Cora Lind", "Di Marco", "Anna Di Marco"),
        ),
        (["記者葉知秋／報導"], ("葉知秋",)),
        (["記者葉知秋／台北報導"], ("葉知秋",)),
        (["本报记者 张三 李四"], ("张三", "李四")),
        (["记者 张三 通讯员 李四"], ("张三", "李四")),
        (["责任编辑：杜硕_NB12556"], ("杜硕",)),
        (["弗拉基米尔·普京"], ("弗拉基米尔·普京",)),
        (["王文 海港研究院执行院长"], ("王文",)),
        (["srf/hosb", "dpa/lno", "Ada Marsh/Ben Holt"], ("srf/hosb", "dpa/lno", "Ada Marsh", "Ben Holt")),
        (["BR24 Redaktion", "Staff and wire reports"], ("BR24 Redaktion", "Staff and wire reports")),
        (["105092", "7 hours ago", "name, email@example.com", "See all articles"], ()),
        (["admin", "", "null"], ()),
    ],
)
def test_authors(stated: list[str], expected: tuple[str, ...]) -> None:
    assert clean_authors(stated) == expected


def test_text_is_plain() -> None:
    text = "\n\n A\u00a0 b\u200b\t c\x07 \r\n\r\n\u3000e\u0301t\u00e9\u00ad\u2028next\ud800\n"
    assert plain_lines(text) == "A b c\nété\nnext"


@pytest.mark.parametrize(
    "title",
    [
        "新闻动态",
        "新闻动态--测绘学会官网",
        "首页 - 新闻动态",
        "青屿市人民政府网站",
        "新聞中心",
        "正文_新闻频道",
    ],
)
def test_a_section_or_a_site_is_no_headline(title: str) -> None:
    titles = Titles(shared=[title], title=title)
    lesser = ["首页 - 新闻动态", "学会年会今日闭幕"]
    assert best_headline(titles._replace(subheadings=lesser), [], None) == "学会年会今日闭幕"
    assert best_headline(titles, [], None) is None


@pytest.mark.parametrize(
    "headline", ["青屿渡口推出新网站", "新闻动态图的十年", "关于停航的公告", "大学官网被黑"]
)
def test_a_headline_that_ends_like_one_stays(headline: str) -> None:
    assert best_headline(Titles(shared=[headline]), [], None) == headline
