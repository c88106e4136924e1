"""Every charset that pages are in, under every label that they bear: the text comes out as it was written."""

import pytest

from pipelines.page.charset import decode_html
from pipelines.page.mojibake import strangeness
from quality.charsets import cases, is_exact

CASES = {(case.charset, case.labelling, case.text[40:160]): case for case in cases()}


@pytest.mark.parametrize("labelling", dict.fromkeys(labelling for _, labelling, _ in CASES))
def test_every_charset(labelling: str) -> None:
    cases_so_labelled = [case for case in CASES.values() if case.labelling == labelling]
    assert len(cases_so_labelled) > 20
    for case in cases_so_labelled:
        decoded = decode_html(case.body, case.content_type)
        assert is_exact(case, decoded), f"{case.charset}: {decoded[:200]}"


def test_utf16_without_a_mark() -> None:
    html = "<!DOCTYPE html><html><head><title>港务局</title></head><body><p>推迟表决</p></body></html>" * 3
    assert decode_html(html.encode("utf-16-le"), "text/html; charset=utf-16") == html
    assert decode_html(html.encode("utf-16-be"), None) == html


@pytest.mark.parametrize(
    ("text", "codec", "misread_as"),
    [
        ("港务局周二推迟表决新起重机方案，出席者说，费用由谁承担仍无定论。", "gbk", "big5hkscs"),
        ("港務局周二推遲表決新起重機方案，出席者說，費用由誰承擔仍無定論。", "big5", "gb18030"),
        ("港湾局は火曜日、新しいクレーンについての採決を延期した。", "cp932", "gb18030"),
        ("Портовый совет во вторник отложил голосование о новом кране.", "koi8_r", "cp1251"),
        ("Rada portu odłożyła we wtorek głosowanie nad żurawiem.", "cp1250", "cp1252"),
        ("Le conseil a reporté mardi le vote sur la grue, à l’étonnement général.", "utf-8", "cp1252"),
    ],
)
def test_bytes_read_wrongly_look_strange(text: str, codec: str, misread_as: str) -> None:
    assert strangeness(text) < 0.05
    assert strangeness(text.encode(codec).decode(misread_as, errors="replace")) > 0.2


def test_plain_ascii_is_not_strange() -> None:
    assert strangeness("") == strangeness("The board met on Tuesday.") == 0.0


NAMES_AMONG_HAN = "转身把宝押在Reels上，短视频应用Lasso将停止服务，TikTok却没有走出小众。" * 3


@pytest.mark.parametrize("meta", ["", "<meta charset=gb2312>"])
def test_foreign_names_among_ideographs_are_not_strange(meta: str) -> None:
    assert strangeness(NAMES_AMONG_HAN) < 0.05
    html = f"<html><head>{meta}<title>闻一苇</title></head><body><p>{NAMES_AMONG_HAN}</p></body></html>"
    assert decode_html(html.encode("gb18030"), "text/html") == html


def test_frames_of_terminals_do_not_turn_a_page_that_says_what_it_is_in() -> None:
    html = "<meta charset=gbk><p>" + "├──┤港口├──┤码头├──┤" * 9
    assert strangeness(html) > 0.2
    assert decode_html(html.encode("gbk"), None) == html
