"""A page that a browser shows at once and on which extraction takes minutes.

Two slow paths of trafilatura meet in it, both quadratic, neither hungry for memory: a JSON-LD record that
names each of many commenters as `author` and breaks off in the middle, so that it is searched with
patterns from every `author` to the end; and one long paragraph of remarks with a small picture
between each two, whose removal joins the text behind it to all the text before.
"""

AUTHORS = 20_000
REMARKS = 75_000

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>TikTok and ByteDance: reactions as they came</title>
<script type="application/ld+json">{record}</script></head>
<body><div id="content"><div class="post hentry">
<h2 class="entry-title">TikTok and ByteDance: reactions as they came</h2>
<p class="entry-meta"><time datetime="2020-08-03T12:00:00+00:00">3 August 2020</time></p>
<div class="entry-content"><p>The talk of a forced sale of TikTok by its owner ByteDance filled this page
within a day; here is every remark about the short video app, about Facebook, Lasso and Reels, in the order
of arrival.</p>
<p>{remarks}</p></div></div></div></body></html>
"""


def hanging_page() -> bytes:
    """The page, made anew; the same bytes each time, below 3 MB."""
    authors = ",".join(f'"author":"Guest {number}"' for number in range(AUTHORS))
    record = '{"@context":"https://schema.org","@type":"NewsArticle",' + authors
    remarks = "<svg></svg>".join(f"No. {number}: TikTok it is" for number in range(REMARKS))
    return _PAGE.format(record=record, remarks=remarks).encode()
