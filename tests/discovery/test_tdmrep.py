"""`tdmrep.json`: which rule holds for a path, and what becomes of files that are none."""

import json
import time

import pytest

from crawler.discovery.tdmrep import MAX_BYTES, TdmRep

ORIGIN = "https://daily.example"
FILE = f"{ORIGIN}/.well-known/tdmrep.json"


def rules(*listed: object) -> TdmRep:
    return TdmRep.parse(json.dumps(listed).encode(), FILE)


def reserved(location: str, path: str) -> bool:
    return rules({"location": location, "tdm-reservation": 1}).reservation(ORIGIN + path) is not None


@pytest.mark.parametrize(
    ("location", "path", "expected"),
    [
        ("/", "/", True),
        ("/", "", True),
        ("/", "/any/page?x=1", True),
        ("/news/", "/news/a", True),
        ("/news/", "/news", False),
        ("/News/", "/news/a", False),
        ("/news", "/newspaper", True),
        ("*", "/any", True),
        ("/*.jpg", "/a/b.jpg", True),
        ("/*.jpg", "/a/b.jpg?size=1", True),
        ("/*.jpg$", "/a/b.jpg?size=1", False),
        ("/*.jpg$", "/a/b.jpg", True),
        ("/*.jpg$", "/a.jpg.jpg", True),
        ("/this/*/then", "/this/is/it/then/more", True),
        ("/this/*/then", "/this/then", False),
        ("/exactly$", "/exactly", True),
        ("/exactly$", "/exactly/not", False),
        ("/a*a$", "/a", False),
        ("/a*a$", "/aa", True),
        ("/a*", "/a", True),
        ("/a**b", "/a1b", True),
        ("/*?page=", "/list?page=2", True),
        ("/%C3%A4", "/ä", True),
        ("/ä", "/%c3%a4", True),
        ("/%7Euser", "/~user", True),
        ("/a%2Fb", "/a/b", False),
        ("/path/foo-%24", "/path/foo-$", True),
        ("/path/foo-%2A", "/path/foo-*", True),
        ("/path/foo-%2A", "/path/foo-bar", False),
        ("", "/any", True),
        ("news", "/news", True),
        ("\ud800", "/any", False),
        ("/a:b?c=%3A", "/a:b?c=:", True),
    ],
)
def test_patterns_are_those_of_robots_txt(location: str, path: str, *, expected: bool) -> None:
    assert reserved(location, path) is expected


def test_the_first_rule_that_matches_holds() -> None:
    found = rules(
        {"location": "/free/", "tdm-reservation": 0},
        {"location": "/", "tdm-reservation": 1, "tdm-policy": "/policy.json"},
        {"location": "/free/not/", "tdm-reservation": 1},
    )
    assert found.reservation(f"{ORIGIN}/free/not/a") is None
    told = found.reservation(f"{ORIGIN}/page")
    assert told is not None
    assert (told.what, told.said_in, told.detail) == ("tdm", "tdmrep", f"{ORIGIN}/policy.json")


@pytest.mark.parametrize(
    "rule",
    [
        {"location": "/", "tdm-reservation": 2},
        {"location": "/", "tdm-reservation": None},
        {"location": "/", "tdm-reservation": [1]},
        {"location": "/"},
        {"location": 7, "tdm-reservation": 1},
        {"tdm-reservation": 1},
        "location",
        None,
        [[]],
    ],
)
def test_what_is_no_rule_is_passed_over(rule: object) -> None:
    assert rules(rule).reservation(f"{ORIGIN}/a") is None
    assert rules(rule, {"location": "/", "tdm-reservation": "1"}).reservation(f"{ORIGIN}/a") is not None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Not found</html>",
        b"[{",
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b"[" + b"9" * 200_000 + b"]",
        b"null",
        b'"text"',
        b"[" + b" " * MAX_BYTES + b']{"location": "/", "tdm-reservation": 1}]',
    ],
)
def test_what_is_no_such_file_reserves_nothing(body: bytes) -> None:
    assert TdmRep.parse(body, FILE).reservation(f"{ORIGIN}/a") is None


def test_one_rule_without_its_brackets_is_meant() -> None:
    body = b'\xef\xbb\xbf{"location": "/", "tdm-reservation": 1}'
    assert TdmRep.parse(body, FILE).reservation(f"{ORIGIN}/a") is not None


def test_no_pattern_is_slow() -> None:
    many = rules(*({"location": "/" + "a*" * 1000 + "b", "tdm-reservation": 1} for _ in range(1000)))
    started = time.process_time()
    assert many.reservation(f"{ORIGIN}/{'a' * 2000}") is None
    assert time.process_time() - started < 5
