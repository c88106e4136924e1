"""The article of a page, and not what stands about it. Each page shows one fault that a real one had."""

import pytest

from pipelines.extract import extract
from tests.understanding.captures import PAGES, capture, made, page, reason

ZH = "https://news.example.cn/2026/0304/1.html"


def test_a_consent_dialog_in_english_is_not_the_chinese_article() -> None:
    lines = page("consent_zh.html", url=ZH).text.split("\n")
    assert [line[:6] for line in lines] == ["海灣渡輪今日", "公司發言人說"]


def test_a_text_in_another_script_than_the_headline_is_no_article() -> None:
    html = (PAGES / "consent_zh.html").read_text(encoding="utf-8").replace("fc-", "unknown-")
    start, end = html.index('<div class="story">'), html.index("</div>\n</div>\n<div class=")
    assert reason((html[:start] + html[end:]).encode()) == "no_text"


def test_an_english_quotation_under_a_chinese_headline_stays() -> None:
    quoted = (
        "<p>We shall sail on Monday, rain or shine, and half the fare is all that we ask for it. </p>" * 4
    )
    told = "<p>海灣渡輪總裁以英文回答記者，說新航線將於下周一啟航，首周乘客一律半價。</p>"
    article = made("<title>渡輪新航線下周啟航</title>", f"<article>{told}{quoted}</article>")
    assert article.text.startswith("海灣渡輪總裁")
    assert "rain or shine" in article.text


def test_prices_and_partners_are_not_the_article() -> None:
    text = page("stocks_zh.html", url=ZH).text
    assert text.startswith("海灣渡輪（9999）公布，")
    assert text.endswith("公司就此為乘客帶來的不便致歉。")
    assert "\n" not in text


def test_what_follows_an_early_end_of_the_page_is_read() -> None:
    lines = page("early_end_zh.html", url=ZH).text.split("\n")
    assert [line[:3] for line in lines] == ["市政府", "会议同", "会议指"]


def test_paragraphs_that_are_divisions() -> None:
    listed = capture((PAGES / "town_hall_zh.html").read_bytes())
    article = extract(listed.model_copy(update={"listed_headline": None}), min_characters=40)
    assert article.headline == "青屿渡口今日正式动工修建"
    assert [line[:5] for line in article.text.split("\n")] == ["图为开工仪", "经过两年筹", "交通局介绍"]


def test_the_controls_of_a_player_are_not_the_article() -> None:
    lines = page("player_zh.html", url=ZH).text.split("\n")
    assert [line[:5] for line in lines] == ["市長今早到", "市長說，新"]


def test_menus_and_counters_are_not_the_article() -> None:
    article = page("menus_zh.html", url=ZH)
    assert article.headline == "最新公布报告：今年渡轮乘客增长百分之三"
    assert article.text.startswith("渡轮协会今日公布年度报告，")
    assert article.text.endswith("并延长夜间服务的时间。")


def test_a_list_in_an_article_is_not_taken_for_menus() -> None:
    entries = "".join(
        f"<li>第{n}號碼頭今日起加開班次 乘客須於開船前十分鐘到達閘口</li>" for n in range(1, 30)
    )
    told = f"<article><p>海灣渡輪公布各碼頭的安排，首周乘客一律半價。</p><ul>{entries}</ul></article>"
    article = made("<title>各碼頭加開班次一覽</title>", told)
    assert "第1號碼頭" in article.text
    assert "第29號碼頭" in article.text


def test_a_list_of_other_stories_is_no_article() -> None:
    told = "".join(f"<option>渡輪新航線啟航，第{n}日乘客人數再創新高 ({n}小時前)</option>" for n in range(20))
    video = f"<h1>今日焦點</h1><div><select>{told}</select></div><div class=video></div>"
    html = f"<html><head><meta charset=utf-8><title>今日焦點</title></head><body>{video}</body></html>"
    assert reason(html.encode(), url=ZH) == "no_text"


def test_the_dialog_about_cookies_is_not_the_article() -> None:
    text = page("cookies_fr.html").text
    assert text.startswith("Faut-il compter les marins")
    assert "cookies" not in text


def test_a_dialog_that_holds_the_article_stays() -> None:
    html = (PAGES / "article_en.html").read_text(encoding="utf-8")
    wrapped = html.replace("<body>", '<body><div class="cookie-modal">').replace("</body>", "</div></body>")
    assert wrapped != html
    assert extract(capture(wrapped.encode()), min_characters=40).text == page("article_en.html").text


@pytest.mark.parametrize(
    "asks", ["如要讀取全文，請", "登录后即可阅读全文", "閱讀全文請訂閱", "Subscribe to continue reading"]
)
def test_a_page_that_asks_to_subscribe_shows_a_stub(asks: str) -> None:
    html = (PAGES / "stub_zh.html").read_text(encoding="utf-8")
    assert (
        extract(capture(html.replace("如要讀取全文，請", asks).encode()), min_characters=40).access == "stub"
    )


@pytest.mark.parametrize("asks", ["閱讀全文", "展开全文", "電子報服務，請"])
def test_a_short_page_that_does_not_ask_is_none(asks: str) -> None:
    html = (PAGES / "stub_zh.html").read_text(encoding="utf-8")
    assert extract(capture(html.replace("如要讀取全文，請", asks).encode()), min_characters=40).access is None


def test_a_marked_excerpt_is_a_stub() -> None:
    told = "<p>海灣渡輪公布各碼頭的安排，首周乘客一律半價，其後恢復正價，長者全年半價...</p>"
    article = made("<title>各碼頭加開班次一覽</title>", f"<article>{told}<p>（節錄）</p></article>")
    assert article.access == "stub"


def test_a_long_page_that_asks_all_the_same_is_none() -> None:
    told = "The company said so on Tuesday, in a letter. " * 60
    assert made("", f"<article><p>{told}</p></article><p>Subscribe to continue reading</p>").access is None
