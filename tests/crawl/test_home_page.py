"""What `scrapy publishers add` reads off a home page."""

from crawler.checking.home_page import read_home

HOME = b"""<!DOCTYPE html><html lang="en-GB"><head><title>News, opinion | Harbour Daily</title>
<link rel="alternate" type="application/rss+xml" href="/feed/"><base href="/"></head><body>
<header><a href="/">Home</a><a href="/login">Log in</a></header>
<nav><a href="/technology/">Technology</a><a href="topics/apps-and-platforms">Platforms</a>
<a href="/category/china/">China</a><a href="/about">About us</a><a href="https://other.example/x">Partner</a>
<a href="/2026/11/20/a-long-story-of-a-harbour">A long story of a harbour</a>
<a href="/technology/">Technology</a>
<a href="/a/b/c/d">Deep</a><a href="http://[bad/">Bad</a></nav></body></html>"""


def test_what_a_home_page_tells() -> None:
    home = read_home(HOME, url="https://harbour-daily.example/", content_type="text/html")
    assert home is not None
    assert (home.name, home.language) == ("Harbour Daily", "en-GB")
    assert home.feeds == ("https://harbour-daily.example/feed/",)
    assert home.sections == (
        "https://harbour-daily.example/technology/",
        "https://harbour-daily.example/topics/apps-and-platforms",
        "https://harbour-daily.example/category/china/",
    )
    assert read_home(b"{}", url="https://harbour-daily.example/", content_type="text/html") is None
