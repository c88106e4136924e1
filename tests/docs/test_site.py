"""The site that `make docs` builds: what it is built from is whole, and reads as the pages do elsewhere."""

import re
from collections import Counter
from pathlib import Path

import markdown
import pytest
from markdown_it import MarkdownIt
from ruamel.yaml import YAML
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from handbook import links
from handbook.gathering import gather
from handbook.places import ASSETS, ROOT, pages
from handbook.reference import GENERATED
from handbook.reference.commands import SPIDERS, corpus_commands, spider_arguments
from pipelines import cli
from pipelines.archive import IndexRow
from tests.docs.markdown import page

EXTENSIONS = ["admonition", "attr_list", "tables", "toc", "pymdownx.superfences"]
SHAPE = ("h1", "h2", "h3", "li", "ul", "ol", "pre", "table", "tr", "blockquote", "em", "strong", "a", "img")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "source"
    gather(folder)
    return folder


@pytest.mark.parametrize("name", list(pages()))
def test_a_page_has_the_same_shape_on_a_forge(name: str) -> None:
    """Forges read CommonMark, the site's builder the older Markdown: indents and lists part them."""
    site = markdown.markdown(page(name), extensions=EXTENSIONS)
    forge = MarkdownIt("commonmark").enable("table").render(page(name))
    assert _shape(site) == _shape(forge)


def test_every_page_and_all_that_pages_link_to_is_there(gathered: Path) -> None:
    assert [place for place in pages().values() if not (gathered / place).is_file()] == []
    assert [name for name in GENERATED if not (gathered / "reference" / f"{name}.md").is_file()] == []
    own = (gathered / "figures" / "benchmark.svg").read_bytes()
    assert own == (ROOT / "docs" / "figures" / "benchmark.svg").read_bytes()


def test_links_lead_to_where_pages_stand_in_the_site() -> None:
    text = "[a](../SECURITY.md) [b](../seeds/README.md#x) [c](#own) [d](http://x.org/) [e](../LICENSE)\n"
    fenced = "```sh\n[a](../SECURITY.md)\n```\n"
    turned, files = links.linked(text + fenced, "docs/security.md", pages())
    assert (
        turned
        == ("[a](project/reporting.md) [b](seeds.md#x) [c](#own) [d](http://x.org/) [e](files/LICENSE.txt)\n")
        + fenced
    )
    assert files == {"LICENSE"}
    with pytest.raises(links.BrokenLink, match=r"docs/a\.md links to gone\.md"):
        links.linked("[x](gone.md)", "docs/a.md", {"docs/a.md": "a.md"})


def test_the_reference_has_every_command_argument_and_field(gathered: Path) -> None:
    commands = (gathered / "reference" / "commands.md").read_text(encoding="utf-8")
    assert sorted(SPIDERS) == sorted(get_spider_loader(get_project_settings()).list())
    assert {words[0] for words in corpus_commands()} == set(cli.COMMANDS)
    assert all(f"### `corpus {' '.join(words)}`\n" in commands for words in corpus_commands())
    assert all(f"[-a {name}=…]" in commands for name in spider_arguments("history"))
    fields = (gathered / "reference" / "fields.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \| (.+?) \|$", fields.partition("## Log")[0], re.MULTILINE)[:3] == [
        ("number", "integer, at least 0"),
        ("file", "string"),
        ("sha256", "string, as `^[0-9a-f]{64}$`"),
    ]
    assert all(f"| `{name}` |" in fields for name in IndexRow.model_fields)


def test_nothing_of_the_site_comes_from_elsewhere() -> None:
    """No font, script or picture of others, and nothing of which another builder knows nothing."""
    told = YAML(typ="rt").load(page("mkdocs.yml"))
    assert told["theme"]["font"] is False
    assert [next(iter(each)) for each in told["plugins"]] == ["search"]
    assert "hooks" not in told
    assets = [*told["extra_css"], *told["extra_javascript"]]
    assert [name for name in assets if not (ASSETS.parent / name).is_file()] == []
    assert "custom_dir" not in told["theme"]


def _shape(html: str) -> dict[str, int]:
    found = Counter(re.findall(r"<(\w+)", html))
    return {tag: found[tag] for tag in SHAPE}
