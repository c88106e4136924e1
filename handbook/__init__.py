"""The docs as a site. Nothing of it is needed to read them: the pages of docs/ are plain Markdown."""
