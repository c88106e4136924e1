"""A new corpus project: from any texts and a list of home pages to a folder that can be crawled."""
