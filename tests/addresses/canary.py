"""A listener on every address of this machine that counts whoever connects; nothing else may."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager


class Canary:
    """`hits` are the addresses at which somebody connected."""

    def __init__(self, port: int, families: tuple[str, ...]) -> None:
        self.port = port
        self.families = families
        self.hits: list[str] = []


@contextmanager
def canary() -> Iterator[Canary]:
    """Listens until the end of the block: on IPv4, and on IPv6 where the machine has it."""
    with ExitStack() as stack:
        listeners = [stack.enter_context(socket.create_server(("0.0.0.0", 0), backlog=512))]
        port = listeners[0].getsockname()[1]
        if _has_ipv6():
            six = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=False)
            listeners.append(stack.enter_context(six))
        bird = Canary(port, ("IPv4", "IPv6")[: len(listeners)])
        stack.enter_context(_listening(bird, listeners))
        yield bird


@contextmanager
def canary_at(host: str, port: int) -> Iterator[Canary]:
    """The same at one address alone."""
    bird = Canary(port, ("IPv4",))
    with socket.create_server((host, port)) as listener, _listening(bird, [listener]):
        yield bird


@contextmanager
def _listening(bird: Canary, listeners: list[socket.socket]) -> Iterator[None]:
    reading, writing = socket.socketpair()
    with reading, writing:
        thread = threading.Thread(target=_listen, args=(bird, listeners, reading))
        thread.start()
        try:
            yield
        finally:
            writing.send(b"!")
            thread.join()


def _listen(bird: Canary, listeners: list[socket.socket], end: socket.socket) -> None:
    with selectors.DefaultSelector() as selector:
        for each in (*listeners, end):
            selector.register(each, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is end:
                    return
                assert isinstance(key.fileobj, socket.socket)
                connection, _ = key.fileobj.accept()
                bird.hits.append(connection.getsockname()[0])
                connection.close()


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True
