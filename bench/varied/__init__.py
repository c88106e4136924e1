"""An invented archive that has a bit of everything: what reports, search and browsing are tried on."""

from bench.varied.command import main

__all__ = ["main"]
