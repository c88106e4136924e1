"""The frame of every page: it loads nothing, runs nothing, and shows text of strangers as text."""

import re

import pytest
from jinja2 import UndefinedError

from pipelines.report.page import _environment, is_web, moment, number, page, seconds, share
from tests.output.hostile_web import TITLES


def made(body: str, **facts: object) -> str:
    source = (
        '{% extends "page.html" %}{% import "parts.html" as parts %}{% block main %}'
        + body
        + "{% endblock %}"
    )
    template = _environment().from_string(source)
    return template.render(title="Run", kind="Run report", css="", policy="", **facts)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_text_of_strangers_is_text(title: str) -> None:
    html = made(
        '<p title="{{ said }}">{{ said }}</p>{{ parts.link("https://a.example/", said) }}', said=title
    )
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html)
    assert "<script" not in html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "//a.example/",
        "http:",
        "http://[",
        "",
        None,
    ],
)
def test_what_a_browser_might_run_is_no_link(url: str | None) -> None:
    assert not is_web(url)
    assert "href" not in made("{{ parts.link(url, 'x') }}", url=url).partition('<main id="main">')[2]


def test_a_link_tells_nobody_where_it_was() -> None:
    html = made("{{ parts.link(url) }}", url='https://a.example/?q="><img src=x onerror=alert(1)>')
    assert 'rel="noreferrer nofollow"' in html
    assert "<img" not in html


def test_what_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        made("{{ nothing_of_the_kind }}")


def test_the_policy_lets_in_the_one_style() -> None:
    html = page("page.html", title="Run", kind="Run report")
    assert re.search(r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'", html.replace("&#39;", "'"))
    assert "style=" not in html
    assert page("page.html", title="Run", kind="Run report") == html


def test_figures_have_units() -> None:
    assert number(12345, "pages") == "12,345\u202fpages"
    assert (number(0.25), number(None)) == ("0.2", "–")
    assert (share(1, 1000), share(1, 3), share(0, 3), share(0, 0)) == (
        "<1\u202f%",
        "33\u202f%",
        "0\u202f%",
        "–",
    )
    told = [seconds(value) for value in (0.42, 38.2, 250, 25500, None)]
    assert told == ["0.4\u202fs", "38\u202fs", "4\u202fmin 10\u202fs", "7\u202fh 5\u202fmin", "–"]
    assert moment("2026-11-22T01:02:03Z") == "2026-11-22 01:02 UTC"
