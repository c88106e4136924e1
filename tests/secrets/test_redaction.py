"""What is taken out of a text, and what is left in it."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.config import load_config, secrets_of_process
from pipelines.document import Capture, Failure
from pipelines.errors import ConfigurationError
from pipelines.redaction import MASK, redactor, secret_in
from pipelines.withheld import without_userinfo
from tests.secrets.planted import forms

_NOTHING_KNOWN = redactor(())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at http://user:pass@host.example/x", f"at http://{MASK}@host.example/x"),
        ("https://tok3n@host.example", f"https://{MASK}@host.example"),
        (r"'http:\/\/user:pass@host'", rf"'http:\/\/{MASK}@host'"),
        ("{'Authorization': b'Basic dTpw', 'a': 1}", f"{{'Authorization': b'{MASK}', 'a': 1}}"),
        ("{b'Set-Cookie': [b'sid=1; Path=/']}", f"{{b'Set-Cookie': [b'{MASK}']}}"),
        ("Proxy-Authorization: Basic dTpw\nHost: x", f"Proxy-Authorization: {MASK}\nHost: x"),
        ("x-amz-security-token:abc\nx-amz-date:1", f"x-amz-security-token:{MASK}\nx-amz-date:1"),
        ("?a=1&X-Amz-Signature=00ff&b=2", f"?a=1&X-Amz-Signature={MASK}&b=2"),
        ("/p?access_token=abc#x", f"/p?access_token={MASK}#x"),
        ("next=%3Faccess_token%3Dabc%26b%3D1", f"next=%3Faccess_token%3D{MASK}%26b%3D1"),
        ("key AKIAABCDEFGHIJKLMNOP", f"key {MASK}"),
        ("sent Basic dXNlcjpwYXNzd29yZA==", f"sent Basic {MASK}"),
        ("sent Bearer abcdef0123456789abcdef", f"sent Bearer {MASK}"),
        ("/cb?code=4%2F0AbUR2VNc3rT0k3n&b=1", f"/cb?code={MASK}&b=1"),
    ],
)
def test_what_looks_like_a_secret(text: str, shown: str) -> None:
    assert _NOTHING_KNOWN(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "http://host.example/@user/status",
        "mail someone@host.example",
        "http://mp.weixin.qq.com/s?__biz=MzI&mid=1&idx=1&sn=ff",
        "the authorization of the cookie monster",
        "Basic research: a bearer certificates market, and basic education",
        "error: /home/user/Basic training.csv exists",
        "http://host.example/view?idxno=1&code=4&key=climate-change&auth=editor",
        "signature=collection",
        "committed 12 pages: 12 fetched",
        "run 1a2b3c4d after 3 s: done (exit code 0)",
    ],
)
def test_what_does_not(text: str) -> None:
    assert _NOTHING_KNOWN(text) == text


@given(st.text(st.characters(codec="utf-8"), min_size=8, max_size=40), st.text(max_size=20))
def test_a_known_value_is_found_in_every_form(secret: str, around: str) -> None:
    redact = redactor((secret,))
    for form in forms(secret):
        text = form.decode()
        assert len(text) < 8 or text not in redact(f"<{text}>").replace(MASK, "")


def test_hostile_texts_cost_little() -> None:
    started = time.process_time()
    for text in (
        "a" * 30_000,
        "http://" * 5_000,
        "cookie:" * 5_000,
        "?key=" * 6_000,
        "cookie" + " " * 30_000,
        "Credential=" * 3_000,
    ):
        redactor(("planted-one",))(text)
    assert time.process_time() - started < 5


def test_where_values_come_from(tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    file.write_text("[default]\naws_secret_access_key = of-the-file\n[other]\naws_session_token = and-this\n")
    found = secrets_of_process(
        {
            "AWS_SHARED_CREDENTIALS_FILE": str(file),
            "AWS_SECRET_ACCESS_KEY": "secret-key",
            "https_proxy": "http://user:p%40ss@proxy:8080",
            "HTTP_PROXY": "user:bare-one@proxy:8080",
            "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/token",
            "HOME": "/home/user",
            "TOKENIZERS_PARALLELISM": "false-or-true",
            "USE_TOKEN": "true",
            "PGPASSWORD": "of-a-database",
        }
    )
    assert {
        "of-the-file",
        "and-this",
        "secret-key",
        "p%40ss",
        "p@ss",
        "user:p@ss",
        "bare-one",
        "of-a-database",
    } <= set(found)
    assert not {"/var/run/token", "/home/user", "user", "false-or-true", "true"} & set(found)


@pytest.mark.parametrize(
    "environment",
    [
        {"CORPUS_CONTACT": "mailto:editor@news.example"},
        {"CORPUS_CONTACT": "Contact: crawl-editor@news.example"},
        {"AWS_ACCESS_KEY_ID": "corpus", "AWS_SECRET_ACCESS_KEY": "test"},
        {"http_proxy": "http://editor:crawl@proxy:8080", "https_proxy": "editor:test@proxy:8080"},
        {"PS1": r"${debian_chroot:+($debian_chroot)}\u@\h:\w\$ "},
    ],
)
def test_words_that_stand_everywhere_stay(tmp_path: Path, environment: dict[str, str]) -> None:
    file = tmp_path / "credentials"
    file.write_text("[default]\naws_access_key_id = corpus\naws_secret_access_key = test\n")
    redact = redactor(secrets_of_process({"AWS_SHARED_CREDENTIALS_FILE": str(file), **environment}))
    text = "corpus crawl: the editor tests the latest crawl-editor of the corpus (mailto:editor@news.example)"
    assert redact(text) == text


def test_a_short_password_is_found_beside_its_name() -> None:
    redact = redactor(secrets_of_process({"http_proxy": "http://editor:test@proxy:8080"}))
    assert redact("editor:test@proxy, ZWRpdG9yOnRlc3Q=") == f"{MASK}@proxy, {MASK}="


@pytest.mark.parametrize("text", ["", "[default", "\x00\xff", "[a]\n[a]\n"])
def test_a_credentials_file_that_is_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "credentials"
    file.write_text(text, encoding="latin-1")
    assert secrets_of_process({"AWS_SHARED_CREDENTIALS_FILE": str(file)}) == ()


@pytest.mark.parametrize(
    ("url", "held"),
    [
        ("https://user:pass@host/feed", True),
        ("https://token@host/feed", True),
        ("https://host/feed?api_key=1", True),
        ("https://host/feed?x=1&access_token=1", True),
        ("https://host/feed?key=1&token=2", False),
        ("https://host/@user/feed", False),
    ],
)
def test_addresses_that_are_refused(url: str, held: bool) -> None:
    assert (secret_in(url) is not None) == held


@pytest.mark.parametrize(
    "text",
    [
        '[history]\nccnews = "https://user:pass-word@host/x"\n',
        '[[history.cdx]]\napi = "https://user:pass-word@host/cdx"\n',
        '[[history.cdx]]\napi = "https://host/cdx?api_key=pass-word"\nreplay = "https://h/{timestamp}/{url}"\n',
    ],
)
def test_a_configured_address_with_a_secret_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "pipelines.toml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match="leave it out") as caught:
        load_config(file, {})
    assert "pass-word" not in str(caught.value)


MOMENT = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("Set-Cookie", "sid=s3cret; Path=/; HttpOnly; Secure", "sid=; Path=/; HttpOnly; Secure"),
        ("set-cookie", "s3cret", ""),
        (
            "SET-COOKIE ",
            "a=s3cret; Expires=Wed, 09 Jun 2027 10:18:14 GMT",
            "a=; Expires=Wed, 09 Jun 2027 10:18:14 GMT",
        ),
        ("Set-Cookie", "a=1; Path=/, b=s3cret; Path=/", "a=; Path=/"),
        ("Set-Cookie", "a=1; s3cret; x=s3cret; SameSite=Lax", "a=; SameSite=Lax"),
        ("Authorization", "Bearer s3cret", ""),
        ("X-CSRF-Token", "s3cret", ""),
        ("ETag", '"s3cret"', '"s3cret"'),
    ],
)
def test_no_capture_holds_the_value_of_a_cookie(name: str, value: str, kept: str) -> None:
    assert _capture(((name, value),)).headers == ((name, kept),)


def test_no_value_holds_a_password_of_an_address() -> None:
    capture = _capture(())
    failure = Failure.of(capture, "fetch", "timeout", "")
    addresses = (capture.url, capture.final_url, capture.discovered_via, failure.url, failure.final_url)
    assert addresses == (
        "http://a.example/@x",
        "https://b.example:8080/?q=c:d@e",
        "http://c.example",
        *addresses[:2],
    )


@given(st.text())
def test_an_address_without_userinfo_stays(url: str) -> None:
    assert without_userinfo(url) == url or "@" in url


def _capture(headers: tuple[tuple[str, str], ...]) -> Capture:
    return Capture(
        url="http://u:s3cret@a.example/@x",
        final_url="https://u:s3cret@b.example:8080/?q=c:d@e",
        fetched=MOMENT,
        status=200,
        headers=headers,
        body=b"",
        publisher=None,
        discovered_via="http://s3cret@c.example",
    )
