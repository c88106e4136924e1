"""An archive in a web browser, by Datasette over the lookup database (docs/browse.md)."""
