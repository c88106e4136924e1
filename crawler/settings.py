"""Every Scrapy setting that differs from the default, each with its why."""

import gc
import os
import sys

from crawler.lean_commands import spare_commands
from pipelines.lean_imports import spare_imports

if "scrapy.cmdline" in sys.modules:
    # This is a command's own process, and Scrapy reads this before it imports its commands.
    spare_commands(sys.argv[1:])
    spare_imports()
    # A tenth of a start goes into looking through what stays; the commands turn it on again.
    gc.disable()
    # pydantic would look through all that is installed for what none of it has.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

BOT_NAME = "CorpusCrawler"
SPIDER_LOADER_CLASS = "crawler.named_spiders.NamedSpiders"
# Our `crawl` opens the archive before the first request and tells the truth in its exit code.
COMMANDS_MODULE = "crawler.commands"

# No doors into the process (traps: both are open by default).
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Scrapy's own but for the doors. To set one to None would import it, and aiohttp takes a quarter of a second.
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.memdebug.MemoryDebugger": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "scrapy.extensions.spiderstate.SpiderState": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}

# Pages come from the web, over a verified connection, and from nowhere else.
DOWNLOAD_HANDLERS = {
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
    "http": "crawler.answers.handler.AnswerHandler",
    "https": "crawler.answers.handler.AnswerHandler",
}
DOWNLOAD_VERIFY_CERTIFICATES = True
# Every connection passes the door (crawler/addresses): what is public, and on these ports.
TWISTED_DNS_RESOLVER = "crawler.addresses.door.Door"
ALLOWED_PORTS = [80, 443]
# Networks that may be asked though they are private, as 127.0.0.0/8.
ALLOWED_NETWORKS: list[str] = []
COOKIES_ENABLED = False

# A guest: one request at a time to a host, seconds between the end of an answer and the next request, and by
# chance up to the jitter's part more, never less. Many hosts at once.
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0.5
# A Crawl-delay in robots.txt is obeyed up to this many seconds.
CRAWL_DELAY_MAX_S = 60.0
# A host that is slow or in trouble is asked more slowly, up to so many times DOWNLOAD_DELAY; 1: never.
# Scrapy's AutoThrottle, which is off, also shortens the delay, and knows neither Crawl-delay nor trouble.
SLOWED_AT_MOST = 30.0

# What one run may ask of one host and of all, robots.txt, redirects and retries included; the rest waits for
# another run. At two seconds a request a host has 43,200 in a day.
REQUESTS_PER_HOST = 25_000
REQUESTS_PER_RUN = 250_000
BYTES_PER_HOST = 10 * 1024**3
BYTES_PER_RUN = 100 * 1024**3

# Bounds of one answer: seconds from the first attempt to connect to the last byte; bytes of its body, as it
# comes and unpacked; header lines, and bytes of them all, interim answers included; characters of a URL.
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
LISTING_MAXSIZE = 50 * 1024 * 1024
HEADERS_MAX_COUNT = 200
HEADERS_MAXSIZE = 64 * 1024
URLLENGTH_LIMIT = 4096
REDIRECT_MAX_TIMES = 5
# A page that redirects by <meta> is a page; what it shows decides.
METAREFRESH_ENABLED = False

RETRY_TIMES = 2
# What a page failed of is counted and on record; a line for each would drown the rest.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
# Retry-After is waited for up to this many seconds; who asks for more is left alone for that time.
RETRY_AFTER_MAX_S = 120.0

# The browser for publishers with `render = true`: its name or path, "" for the first of the usual names;
# seconds for a page with all that its scripts ask for, and how much that may be.
RENDER_CHROMIUM = ""
RENDER_TIMEOUT = 120
RENDER_MAX_REQUESTS = 60

# Bounds of one run, for each publisher.
LISTINGS_PER_PUBLISHER = 60
PAGES_PER_LISTING = 5
ARTICLES_PER_PUBLISHER = 2000
# The same where the past is read: its listings are many, and each is read once.
HISTORY_LISTINGS_PER_PUBLISHER = 1000
HISTORY_PAGES_PER_LISTING = 300
HISTORY_ARTICLES_PER_PUBLISHER = 20_000
# Minutes from the start of the crawl after which no article is asked for; 0 is no bound.
MINUTES_PER_PUBLISHER = 0
# So many links away from a listed page an article may be, if each page on the way belongs.
LINK_DEPTH = 1

# What is likeliest to belong comes first; "breadth" is in the order of dates, whatever is known.
CANDIDATE_ORDER = "best"
# What is less likely to belong is left for another run (crawler/discovery/orders.py); 0 leaves nothing.
LEAST_CHANCE = 0.02

# Scrapy's own robots middleware leaks when requests wait for the same robots.txt.
ROBOTSTXT_OBEY = False
# Scrapy's own but for those in whose place stand ours (pacing names the User-Agent), for cookies: they import
# requests and chardet, and for offsite, which has no say in any request of ours.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": 300,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": 580,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "crawler.middlewares.proxies.ProxyMiddleware": 750,
    "crawler.stats.DumpedDownloads": 850,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": 900,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.addresses.AddressMiddleware": 10,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.tdm_files.TdmFilesMiddleware": 110,
    "crawler.middlewares.redirect_bounds.RedirectBoundsMiddleware": 610,
    "crawler.middlewares.content_coding.ContentCodingMiddleware": 590,
    "crawler.middlewares.read_at_most.ReadAtMostMiddleware": 585,
    "crawler.middlewares.retry_after.RetryAfterMiddleware": 550,
    "crawler.middlewares.wire_headers.WireHeadersMiddleware": 595,
    "crawler.middlewares.pacing.PacingMiddleware": 890,
}
# A URL that is too long fails with its cause (crawler/middlewares/redirect_bounds.py); here it would vanish.
SPIDER_MIDDLEWARES = {"scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None}
ITEM_PIPELINES = {"crawler.item_pipeline.PagePipeline": 100}
LOG_FORMATTER = "crawler.log_format.QuietLogFormatter"

# The requests of a publisher come out in the order they went in.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
# Each response starts this many tasks for its items (trap: 100 by default). None of ours has more than one.
CONCURRENT_ITEMS = 1
# Bodies that wait for a worker hold back the downloads from here on.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 16 * 1024 * 1024

# Spiders yield from callbacks written for this project; Scrapy need not parse their source.
WARN_ON_GENERATOR_RETURN_VALUE = False
# Where we found a link is in the archive; publishers need not be told.
REFERRER_POLICY = "no-referrer"
LOG_LEVEL = "INFO"
# The run record names the versions.
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
STATS_CLASS = "crawler.stats.Stats"
LOGSTATS_INTERVAL = 0.0
