"""Crawls without a proxy, on a machine where names stand for what a test says."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from tests.addresses.daily import ADDRESS, HOST, REBOUND, Daily
from tests.addresses.spellings import NAME_TO_LOOPBACK
from tests.crawl.crawling import ROOT, Crawled
from tests.warm_start import run_warm

TIMEOUT_S = 180.0
HOSTS = {HOST: [ADDRESS], NAME_TO_LOOPBACK: ["127.0.0.1"], REBOUND: [ADDRESS, "127.0.0.1"]}
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")


def configure(folder: Path, daily: Daily, domains: Sequence[str] = ()) -> None:
    """One publisher, who calls `domains` its own too."""
    (folder / "publishers.toml").write_text(
        f'[[publisher]]\nid = "daily"\nname = "The Daily"\nhome = "{daily.home}/"\nlanguage = "en"\n'
        f"also_domains = {json.dumps(list(domains), ensure_ascii=False)}\n"
        f'feeds = [{{ url = "{daily.home}/feed.xml", seen = "here" }}]\n'
        f'sitemaps = [{{ url = "{daily.home}/sitemap.xml", seen = "here" }}]\n'
        f'sections = [{{ url = "{daily.home}/all/", seen = "here" }}]\n',
        encoding="utf-8",
    )
    (folder / "pipelines.toml").write_text(
        f'[seeds]\nfolder = "{ROOT}/seeds"\npublishers = "publishers.toml"\n'
        f'gazetteer = "{ROOT}/seeds/entities.toml"\n[crawl]\ncontact = "test@{HOST}"\n'
        f'[archive]\nspool = "{folder}/spool"\n[workers]\nprocesses = 1\npage_deadline_s = 60\n',
        encoding="utf-8",
    )


def environment(folder: Path) -> dict[str, str]:
    """Nothing of the owner's that says where requests go."""
    own = {name: value for name, value in os.environ.items() if name.lower() not in PROXIES}
    return own | {
        "ARCHIVE_URL": str(folder / "archive"),
        "CORPUS_CONFIG": str(folder / "pipelines.toml"),
        "TEST_HOSTS": json.dumps(HOSTS),
    }


def direct_crawl(folder: Path, daily: Daily, *arguments: str, spider: str = "news") -> Crawled:
    """The web is allowed by its address and port; of the canary's, the port."""
    settings = (
        "DOWNLOAD_DELAY=0",
        f"ALLOWED_NETWORKS={ADDRESS}/32",
        f"ALLOWED_PORTS=80,443,{daily.port},{daily.canary}",
        "CANDIDATE_ORDER=breadth",
        # So that a name is looked up for every connection.
        "DNSCACHE_ENABLED=False",
    )
    asked = [part for setting in settings for part in ("-s", setting)]
    whole = ["scrapy", "crawl", spider, *asked, *arguments]
    done = run_warm("tests.addresses.named", whole, environment(folder), timeout_s=TIMEOUT_S)
    return Crawled(done.returncode, (done.stdout + done.stderr).decode())
