"""A small news web of our own, served on loopback, and what a crawl should make of it."""

from demo.site.server import DemoSite
from demo.site.truth import Expected, truth

__all__ = ["DemoSite", "Expected", "truth"]
