"""Nothing hostile acts, nothing can be written, and nobody is answered who should not be."""

import hashlib
import re
import socket
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from pipelines.browse.guard import POLICY
from pipelines.browse.server import listening
from pipelines.errors import ConfigurationError
from tests.browse.conftest import Served

PAGES = (
    "/", "/search", "/search?q=alert", "/documents/9", "/documents/20", "/documents/9/capture",
    "/documents/10/compare/9", "/turned-away", "/turned-away/4", "/corpus", "/corpus/documents",
    "/corpus/documents/9", "/corpus/document_texts/9", "/corpus/turned_away", "/why?url=javascript:alert(1)",
    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/turned-away?q=%22%3E%3Cscript%3E",
    "/corpus?sql=select+headline+from+documents", "/corpus?sql=select+%22%3Cscript%3E%22", "/~3Cscript~3E",
)  # fmt: skip


class Markup(HTMLParser):
    """The tags as a browser would take them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_markup_of_somebody_elses(served: Served, path: str) -> None:
    page = served.get(path)
    markup = Markup()
    markup.feed(page.text)
    assert markup.tags
    assert not {"script", "iframe", "img", "base", "style", "object", "embed"} & {
        tag for tag, _ in markup.tags
    }
    for tag, attributes in markup.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("href", "action", "src"):
            assert re.match(r"/(?!/)|[#?]|https?://|data:,$", attributes.get(name) or "#"), (tag, attributes)
    assert not {"\u202e", "\x07", "\x1b"} & set(page.text)
    assert page.headers["content-security-policy"] == POLICY
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "49 {% raw" not in page.text


@pytest.mark.parametrize(
    "sql",
    [
        "delete from documents",
        "update documents set headline = 'x'",
        "attach database '/tmp/x.db' as x",
        "pragma writable_schema = 1",
        "insert into documents_search (documents_search) values ('rebuild')",
        "select load_extension('x')",
        "select 1; drop table documents",
    ],
)
def test_nothing_is_written_by_sql(served: Served, sql: str) -> None:
    before = hashlib.sha256(served.site.file.read_bytes()).digest()
    answer = served.get("/corpus?sql=" + sql.replace(" ", "+").replace(";", "%3B"))
    assert answer.status == 400
    assert hashlib.sha256(served.site.file.read_bytes()).digest() == before


def test_a_query_without_end_is_ended(served: Served) -> None:
    endless = "with recursive n(x) as (values(1) union all select x+1 from n) select count(*) from n"
    # Sooner than after the three seconds that are allowed.
    answer = served.get("/corpus?_timelimit=100&sql=" + quote(endless))
    assert answer.status == 400
    assert "ask for less" in answer.text
    assert "&lt;p" not in answer.text


@pytest.mark.parametrize("huge", ["randomblob(20000000)", "hex(zeroblob(9000000))"])
def test_no_query_makes_what_is_huge(served: Served, huge: str) -> None:
    """Within a function no limit of time holds."""
    assert served.get("/corpus?sql=" + quote(f"select length({huge})")).status == 400


def test_what_cannot_be_asked_is_no_fault_of_the_program(served: Served) -> None:
    assert served.get("/corpus/documents?_sort=%1b[31m").status == 400


@pytest.mark.parametrize("column", ["nonsense", "number", "headline"])
def test_nothing_is_given_as_bytes(served: Served, column: str) -> None:
    """No column has any, and Datasette fails where it is asked for them."""
    for page in ("/corpus/documents.blob?", "/corpus/documents/4.blob?", "/corpus.blob?sql=select+1&"):
        answer = served.get(f"{page}_blob_column={column}")
        assert (answer.status, answer.text) == (404, "There is no such page here.\n")


def test_a_page_elsewhere_may_link_and_no_more(served: Served) -> None:
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    assert served.get("/documents/4", **link).status == 200
    assert served.get("/corpus?sql=select+1", **link).status == 403
    assert served.get("/search.json", sec_fetch_site="cross-site", sec_fetch_mode="no-cors").status == 403
    assert served.get("/corpus?sql=select+1", sec_fetch_site="same-origin").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_but_looking(served: Served, method: str) -> None:
    assert served.get("/", method=method).status == 405


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "elsewhere.example:80", "127.0.0.1.elsewhere.example", "[::2]"]
)
def test_who_asks_for_another_host_is_not_answered(served: Served, host: str) -> None:
    answer = served.get("/search.json", host=host)
    assert answer.status == 421
    assert "documents" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8001", "127.0.0.1", "[::1]:8001"])
def test_this_machine_is(served: Served, host: str) -> None:
    assert served.get("/search.json", host=host).status == 200


def test_no_page_elsewhere_may_read_it(served: Served) -> None:
    headers = served.get("/search.json").headers
    assert not [name for name in headers if name.startswith("access-control")]
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    ["/-/databases.json", "/-/versions", "/-/plugins.json", "/-/settings", "/-/permissions", "/corpus.db"],
)
def test_nothing_of_this_machine_is_told(served: Served, path: str) -> None:
    answer = served.get(path)
    assert answer.status in (403, 404)
    assert str(served.site.file) not in answer.text


def test_a_port_that_is_taken_is_said() -> None:
    refused = pytest.raises(ConfigurationError, match=r"cannot be listened on .*--port 0")
    with socket.create_server(("127.0.0.1", 0)) as taken, refused:
        listening("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(ConfigurationError, match="cannot be listened on"):
        listening("nobody.invalid", 0)


@pytest.mark.parametrize(
    "path", ["//elsewhere.example/", "/\\elsewhere.example/", "//elsewhere.example/%2e/"]
)
def test_nobody_is_sent_elsewhere(served: Served, path: str) -> None:
    location = served.get(path).headers.get("location", "/")
    assert re.match(r"/(?![/\\])", location), location
