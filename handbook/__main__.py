"""`make docs`: the docs as a site, into site/. `make docs-serve`: the same on loopback, to look at.

Nothing is fetched. The build ends with an error where a link or an anchor leads nowhere, and
where a page has no place in the navigation.
"""

import subprocess
import sys

from handbook.gathering import gather
from handbook.links import BrokenLink
from handbook.places import ROOT, SITE

_BUILD = ("build", "--strict", "--clean", "--site-dir", str(SITE))
_SERVE = ("serve", "--strict", "--dev-addr", "127.0.0.1:8000")


def main(arguments: list[str]) -> int:
    """The exit code is that of MkDocs; 1 where a page links to a file that is not there."""
    try:
        gather()
    except BrokenLink as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    serves = arguments == ["serve"]
    asked = [sys.executable, "-m", "mkdocs", *(_SERVE if serves else _BUILD)]
    code = subprocess.run(asked, cwd=ROOT, check=False).returncode
    if code == 0 and not serves:
        print(f"site: {sum(1 for _ in SITE.rglob('*.html'))} pages, {SITE / 'index.html'}")
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
