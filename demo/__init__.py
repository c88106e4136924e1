"""The offline demonstration: a small news web of our own, and a crawl of it."""
