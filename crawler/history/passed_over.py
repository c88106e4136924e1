"""Why a record of a WARC file is not read, where it is of a chosen publisher's host."""

PASSED_OVER = {
    "no_article": "the URL is that of a list, an account or a file, or outside the publisher's paths",
    "no_name": "too few names of the gazetteer stand on the page for it to be related",
    "http_status": "a redirect, an error or another answer that is no page",
    "revisit": "a note that the page was as it had been: another record has it",
    "no_http": "no answer of a web server, or none with a date",
    "too_large": "more than 10 MB",
}
