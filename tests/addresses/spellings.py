"""Ways to write a host that is this machine, or a network that is not public."""

NAME_TO_LOOPBACK = "inside.example"
"""A name like any other; its record says 127.0.0.1."""

SPELLINGS = (
    "127.0.0.1",
    "127.127.127.127",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "0.0.0.0",
    "0",
    "localhost",
    "LocalHost.",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "①②⑦.⓪.⓪.①",
    "１２７。0。0。1",
    "%31%32%37.0.0.1",
    "daily.example@127.0.0.1",
    NAME_TO_LOOPBACK,
)
