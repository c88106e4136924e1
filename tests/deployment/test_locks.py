"""What is installed: exact versions, each with the digests of its files, the same in every environment."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.docs.markdown import ROOT, page

LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))
_PINNED = re.compile(
    r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)((?:.*\\\n)(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)


def pinned(lock: str) -> dict[str, set[str]]:
    """The versions of each package; of some there are several, for several Pythons."""
    versions: dict[str, set[str]] = {}
    for name, version, _ in _PINNED.findall(page(lock)):
        versions.setdefault(canonicalize_name(name), set()).add(version)
    return versions


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_an_exact_version_with_its_digests(lock: str) -> None:
    assert pinned(lock)
    assert _PINNED.sub("", page(lock)) == ""


def test_what_two_environments_share_has_one_version() -> None:
    crawl, cluster, browse, dev = (
        pinned(f"requirements{name}.lock") for name in ("", "-cluster", "-browse", "-dev")
    )
    for part, whole in ((crawl, cluster), (crawl, browse), (cluster, dev), (browse, dev)):
        assert {name: whole.get(name) for name in part} == part


def test_the_demo_installs_what_its_archive_is_looked_at_with() -> None:
    assert "\ndemo: $(VENV)/browse.stamp " in page("Makefile")
    assert "$(BIN)/python,--require-hashes -r requirements-browse.lock)" in page("Makefile")


@pytest.mark.parametrize(
    ("lock", "group", "wanted"),
    [
        ("requirements.lock", "project", ("crawl",)),
        ("requirements-cluster.lock", "project", ("crawl", "cluster")),
        ("requirements-browse.lock", "project", ("crawl", "browse")),
        ("requirements-dev.lock", "project", ("crawl", "cluster", "render", "browse", "judge", "dev")),
        ("requirements-install.lock", "dependency-groups", ("install",)),
        ("requirements-audit.lock", "dependency-groups", ("audit",)),
        ("requirements-replay.lock", "dependency-groups", ("replay",)),
    ],
)
def test_the_locked_versions_lie_in_the_ranges(lock: str, group: str, wanted: tuple[str, ...]) -> None:
    project = tomllib.loads(page("pyproject.toml"))
    groups = project["project"]["optional-dependencies"] if group == "project" else project[group]
    base = project["project"]["dependencies"] if group == "project" else []
    versions = pinned(lock)
    for requirement in map(Requirement, [*base, *(each for name in wanted for each in groups[name])]):
        locked = versions[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in locked), requirement
