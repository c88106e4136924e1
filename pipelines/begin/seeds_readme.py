"""`seeds/README.md` of a new project: what the two files there take; messages about them point to it."""

SEEDS_README = """\
# The seeds

The texts, numbered from 000 without gaps, are the first documents of the archive and teach the judge. Their
names and bytes stay as they are.

## publishers.toml

One `[[publisher]]` table each. An unknown key, a missing one and an id used twice are errors that name the
line.

| key | what |
| --- | --- |
| `id` | lower case, digits, hyphens; never changed once documents carry it |
| `name`, `home`, `language` | its name; its front page, with scheme; what it mostly writes: `en`, `zh-Hant` |
| `also_domains` | further hosts of its articles, without scheme |
| `paths` | how the paths of its articles begin: `["/blog/"]`; any path if left out |
| `enabled`, `reason` | `enabled = false` and why it is not crawled |
| `render` | `true`: a browser must show its pages |
| `feeds`, `news_sitemaps`, `sitemaps`, `sections` | lists of `{ url = "https://…", seen = "where" }` |
| `access`, `note` | for people |

## entities.toml

One `[id]` table for each name or word by which a page is judged.

| key | what |
| --- | --- |
| `type` | `ORG`, `PRODUCT`, `PERSON`, `EVENT`, `CONCEPT`; `MEDIA` tells hardly anything, `PLACE` nothing |
| `name` | what people call it |
| `parent` | the id of what it belongs to, and inherits from |
| `common` | `true`: in the news about everything, so it says little by itself |
| `[id.aliases]` | names that mean this and nothing else; the groups `en`, `zh`, `other` are for people |
| `[[id.ambiguous]]` | `aliases` that mean other things too, and what decides: see below |

Ambiguous aliases count near one (or `needs`) of the words of `context`, not where as many words of `against`
are near, and never inside a `veto`. An alias in lower case is found in any case, one with capitals wants
capitals there. Chinese is written simplified and found in both scripts.
"""
