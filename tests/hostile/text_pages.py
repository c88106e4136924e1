"""Pages whose text is the weapon: no end, no space, one word for ever, or letters upon letters."""

from tests.hostile.hostile import ARTICLE, Hostile, html


def _paragraphs(line: str, full: int = 100_000, few: int = 500) -> Hostile:
    return Hostile(lambda number: html(f"<p>{line}</p>" * number), full, few)


def _storm(words: str, full: int = 1_000_000, few: int = 10_000) -> Hostile:
    """In one paragraph."""
    return Hostile(lambda number: html(f"<p>{words * number}</p>"), full, few)


TEXT_PAGES = {
    "10 MB in one text": _storm("Nobody in town had asked for it. ", 300_000, 5_000),
    "a word of 1 MB": _storm("x", 1_000_000, 50_000),
    "a word of 10 MB": _storm("x", 10_000_000, 100_000),
    "5 MB of spaces in a line": _storm(" \u00a0", 2_000_000, 50_000),
    "a million digits": _storm("20", 1_000_000, 30_000),
    "a million digits and dashes": _storm("2020-12-", 500_000, 10_000),
    "a million capitals": _storm("Ab ", 1_000_000, 20_000),
    "a million full stops": _storm(". ", 1_000_000, 30_000),
    "a million bars": _storm("| ", 1_000_000, 30_000),
    "a million opening brackets": _storm("(（[【", 500_000, 20_000),
    "a million entities": _storm("&amp;&lt;&nbsp;&#0;&#xD800;", 200_000, 5_000),
    "Chinese without punctuation, 5 MB": _storm("我们今天在城里看到很多人", 140_000, 3_000),
    "accents upon accents": _storm("Z\u0341\u0341\u0301\u0316" + "\u0301" * 50, 50_000, 1_000),
    "a million combining marks in other than their order": Hostile(
        lambda n: html("<p>a" + "\u0301\u0316" * n + "</p>"), 500_000, 1_000
    ),
    "right to left and back": _storm("\u202eabc\u202c\u200f\u2067 ", 300_000, 10_000),
    "letters read in the wrong charset": _storm("Ã©â€™Ã¼Ð¿Ñ€ ", 300_000, 5_000),
    "a name of the gazetteer a million times": _storm("TikTok ", 1_000_000, 3_000),
    "a name without spaces between": _storm("字节跳动抖音快手", 300_000, 1_000),
    "an ambiguous name a million times": _storm("Line Momo Didi Meituan ", 250_000, 800),
    "names and commas": _storm("TikTok, WeChat, Facebook and ", 250_000, 1_500),
    "names in 100,000 paragraphs": _paragraphs("TikTok, WeChat and Kuaishou met Tencent on Friday."),
    "shingles that are nearly alike": Hostile(
        lambda n: html("<p>" + " ".join(f"word{at % 7} word{at % 11} w{at}" for at in range(n)) + "</p>"),
        400_000,
        8_000,
    ),
    "dates, a hundred thousand": _paragraphs("Published: 12 May 2020 10:30, updated 2020-05-13"),
    "bylines, a hundred thousand": _paragraphs("By Ada Marsh and Ben Holt, Staff Writer"),
    "lines of rights": _paragraphs("Copyright © 2020 The Daily. All rights reserved."),
    "lines that invite": _paragraphs("Subscribe to our newsletter and follow us on Facebook."),
    "labels": _paragraphs("Read more: Advertisement"),
    "short paragraphs": _paragraphs("It was so.", 200_000, 600),
    "the headline a hundred thousand times": _paragraphs("ByteDance grows"),
    "consent asked a hundred thousand times": Hostile(
        lambda n: html("<p>We and our partners use cookies with your consent.</p>" * n, article=""),
        100_000,
        1_500,
    ),
    "lines that begin as a pattern does and do not end so": _paragraphs(
        "By Ada By Ada By Ada By Ada, " * 8 + "©", 20_000, 300
    ),
    "a page of nothing but a headline of 5 MB": Hostile(
        lambda n: html(f"<h1>{'Grows and grows ' * n}</h1>", article=ARTICLE), 300_000, 3_000
    ),
}
