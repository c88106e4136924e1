"""A server that cannot prove who it is gets no request, and one that can does."""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.addresses.asking import Told, ask
from tests.addresses.certificates import authority, certificate
from tests.addresses.daily import ADDRESS, HOST
from tests.serving import serving


class Asked(NamedTuple):
    """Of the servers: self-signed, expired, of another host, good; with its authority known, and without."""

    with_authority: Told
    without: Told
    requests: list[str]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    folder, requests = tmp_path_factory.mktemp("tls"), list[str]()
    known = authority(folder)
    files = {
        "self-signed": certificate(folder, HOST, None),
        "expired": certificate(folder, HOST, known, ends=-timedelta(days=1)),
        "another": certificate(folder, "another.example", known),
        "good": certificate(folder, HOST, known),
    }
    with ExitStack() as stack:
        ports = [stack.enter_context(https_server(name, file, requests)) for name, file in files.items()]
        urls = [f"https://{HOST}:{port}/" for port in ports]
        settings = {"ALLOWED_NETWORKS": f"{ADDRESS}/32", "ALLOWED_PORTS": ",".join(map(str, (80, *ports)))}
        return Asked(ask(urls, settings, {"SSL_CERT_FILE": str(known.file)}), ask(urls, settings), requests)


@contextmanager
def https_server(name: str, file: Path, requests: list[str]) -> Iterator[int]:
    """Its port; it notes its name for each request that comes through TLS."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(name)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Who does not trust us hangs up."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = Server((ADDRESS, 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with serving(server):
        yield server.server_address[1]


def test_certificates_that_prove_nothing_are_refused(asked: Asked) -> None:
    assert asked.with_authority.answers[:3] == ["tls", "tls", "tls"]
    assert asked.without.answers == ["tls", "tls", "tls", "tls"]


def test_an_authority_can_be_named(asked: Asked) -> None:
    assert asked.with_authority.answers[3] == "200"


def test_no_request_was_sent_to_the_others(asked: Asked) -> None:
    assert asked.requests == ["good"]
