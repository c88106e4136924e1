"""Pages whose statements of themselves are the weapon: JSON-LD, meta tags, titles, links."""

import json

from tests.hostile.hostile import Hostile, html

_LD = '<script type="application/ld+json">'


def _ld(value: str) -> bytes:
    return html(head=f"{_LD}{value}</script>")


def _article(**fields: object) -> str:
    return json.dumps({"@type": "NewsArticle", "headline": "ByteDance grows", **fields})


def _meta(line: str, full: int = 50_000, few: int = 3_000) -> Hostile:
    return Hostile(lambda number: html(head=line * number), full, few)


SAID_PAGES = {
    "JSON-LD, a million deep": Hostile(lambda n: _ld('{"@graph":[' * n + "1" + "]}" * n), 1_000_000, 50_000),
    "JSON-LD with containers in containers": Hostile(
        lambda n: _ld(
            '{"@graph":' * 5
            + "["
            + ",".join(['{"@type":"Thing","item":{"@type":"Thing"}}'] * n)
            + "]"
            + "}" * 5
        ),
        200_000,
        3_000,
    ),
    "JSON-LD without end": Hostile(lambda n: _ld('{"a":"' + "\\n, " * n), 2_000_000, 30_000),
    "JSON-LD of commas and spaces": Hostile(lambda n: _ld("[" + "1," + " " * n + "x"), 100_000, 3_000),
    "JSON-LD of spaces": Hostile(lambda n: _ld(" " * n + "x"), 100_000, 3_000),
    "100,000 scripts of JSON-LD": Hostile(
        lambda n: html(head=f"{_LD}{_article(author='Ada Marsh')}</script>" * n), 100_000, 1_500
    ),
    "100,000 distinct articles in JSON-LD": Hostile(
        lambda n: html(head="".join(f"{_LD}{_article(headline=f'Story {at}')}</script>" for at in range(n))),
        100_000,
        1_500,
    ),
    "breadcrumbs, a million": Hostile(
        lambda n: _ld(
            '{"@type":"BreadcrumbList","itemListElement":['
            + ",".join(['{"@type":"ListItem","item":{"@type":"Thing","name":"a"}}'] * n)
            + "]}"
        ),
        300_000,
        3_000,
    ),
    "authors by reference, 100,000": Hostile(
        lambda n: _ld(
            '{"@graph":['
            + _article(author=[{"@id": f"#{at}"} for at in range(n)])
            + ","
            + ",".join(f'{{"@type":"Person","@id":"#x{at}","name":"Ada"}}' for at in range(n))
            + "]}"
        ),
        100_000,
        1_000,
    ),
    "an integer of a million digits": Hostile(
        lambda n: _ld(_article()[:-1] + f',"author":{"9" * n}}}'), 1_000_000, 20_000
    ),
    "keywords, a million": Hostile(lambda n: _ld(_article(keywords=["a,b ;c"] * n)), 500_000, 5_000),
    "50,000 meta tags": _meta('<meta property="article:published_time" content="2020-13-45T99:99">'),
    "50,000 distinct meta tags": Hostile(
        lambda n: html(head="".join(f'<meta name="n{at}" content="c{at}">' for at in range(n))), 50_000, 3_000
    ),
    "a meta name of prefixes": Hostile(
        lambda n: html(
            head=f'<meta name="{"og:" * n}" content="x"><meta name="https://{"/#" * n}" content=x>'
        ),
        300_000,
        5_000,
    ),
    "a meta author of separators": Hostile(
        lambda n: html(
            head=f'<meta name="author" content="{"a " * 450}"><meta name=author content="{" and and" * 100}">'
            * n
        ),
        5_000,
        60,
    ),
    "keywords in one meta tag of 5 MB": Hostile(
        lambda n: html(head=f'<meta name="keywords" content="{"a-b, " * n}">'), 1_000_000, 20_000
    ),
    "a title of 5 MB": Hostile(lambda n: html(head=f"<title>{'Grows | ' * n}</title>"), 600_000, 5_000),
    "a title of separators": Hostile(
        lambda n: html(head="<title>" + " -" * n + "</title>").replace(
            b"ByteDance grows</title>", b" - " * n + b"</title>", 1
        ),
        300_000,
        3_000,
    ),
    "a title of spaces": Hostile(
        lambda n: html().replace(b"ByteDance grows</title>", b"a" + b"\xc2\xa0" * n + b"b</title>", 1),
        300_000,
        3_000,
    ),
    "a description of 5 MB": Hostile(
        lambda n: html(head=f'<meta name="description" content="{"ByteDance said " * n}">'), 300_000, 3_000
    ),
    "an articleBody of 10 MB": Hostile(
        lambda n: _ld(_article(articleBody="ByteDance said so. " * n)), 500_000, 3_000
    ),
    "microdata, 100,000 items in each other": Hostile(
        lambda n: html('<div itemscope itemtype="http://schema.org/NewsArticle" itemprop="author">x' * n),
        100_000,
        300,
    ),
    "microdata, 100,000 articles side by side": Hostile(
        lambda n: html(
            '<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">x</h1>'
            '<b itemprop="author datePublished">Ada Marsh</b></div>' * n
        ),
        100_000,
        400,
    ),
    "100,000 times": Hostile(
        lambda n: html("".join(f'<time datetime="2020-05-{at % 28 + 1:02}">then</time>' for at in range(n))),
        100_000,
        600,
    ),
    "further pages, 100,000": Hostile(
        lambda n: html("".join(f'<a rel=next href="?page={at % 90}">next page</a>' for at in range(n))),
        100_000,
        1_500,
    ),
    "a canonical of 5 MB": Hostile(
        lambda n: html(head=f'<link rel="canonical" href="http://courier.example/{"a-1/../" * n}">'),
        700_000,
        5_000,
    ),
    "a language of 5 MB": Hostile(
        lambda n: html(head=f'<meta property="og:locale" content="en{"-a1" * n}">'), 1_000_000, 5_000
    ),
}
