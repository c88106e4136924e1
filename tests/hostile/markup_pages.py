"""Pages whose mark-up is the weapon: too deep, too wide, too long, or never closed."""

from tests.hostile.hostile import ARTICLE, Hostile, html


def _many(piece: str) -> "Hostile":
    return Hostile(lambda number: html(piece * number), 100_000, 600)


MARKUP_PAGES = {
    "100,000 attributes on one tag": Hostile(
        lambda n: html("<div " + " ".join(f"a{at}=1" for at in range(n)) + ">x</div>"), 100_000, 5_000
    ),
    "an attribute of 10 MB": Hostile(lambda n: html(f'<p class="{"a " * n}">x</p>'), 5_000_000, 50_000),
    "an attribute of 10 MB without spaces": Hostile(
        lambda n: html(f'<p class="{"a-" * n}" id="{"related-" * (n // 4)}">x</p>'), 3_000_000, 30_000
    ),
    "an attribute that is never closed": Hostile(lambda n: html(f'<a href="{"x<p>" * n}'), 1_000_000, 20_000),
    "100,000 links": Hostile(
        lambda n: html(
            "".join(f'<a href="/2020/05/17/story-{at}">What story {at} says</a> ' for at in range(n))
        ),
        100_000,
        2_000,
    ),
    "100,000 links in paragraphs": Hostile(
        lambda n: html(
            "".join(f'<p>See <a href="/story-{at}">what story {at} says</a> of it.</p>' for at in range(n))
        ),
        100_000,
        400,
    ),
    "500,000 nested tags": Hostile(lambda n: html("<div>" * n + ARTICLE), 500_000, 20_000),
    "200 nested tags around each of 500 texts": Hostile(
        lambda n: html(("<div>" * 200 + "word " + "</div>" * 200) * n), 500, 20
    ),
    "100,000 inline tags never closed": Hostile(lambda n: html("<b><i>x" * n), 50_000, 5_000),
    "100,000 distinct tags": Hostile(
        lambda n: html("".join(f"<t{at}>x</t{at}>" for at in range(n))), 100_000, 1_500
    ),
    "100,000 classes": Hostile(
        lambda n: html("".join(f'<div class="related-{at} c{at}">x{at}</div>' for at in range(n))),
        100_000,
        1_000,
    ),
    "a million line breaks": Hostile(lambda n: html("<br>" * n), 1_000_000, 5_000),
    "a million line breaks with words": Hostile(lambda n: html("word<br>" * n), 1_000_000, 1_500),
    "a comment of 10 MB": Hostile(lambda n: html(f"<!--{'- ' * n}-->"), 5_000_000, 100_000),
    "100,000 comments": Hostile(lambda n: html("<!-- x -->y" * n), 100_000, 5_000),
    "comments that never end": Hostile(lambda n: html("<!-- x " * n), 300_000, 10_000),
    "scripts that never end": Hostile(lambda n: html("<script>x" * n, head="<style>" * n), 300_000, 10_000),
    "a section of CDATA, and conditional comments": Hostile(
        lambda n: html("<![CDATA[" + "]] >" * n + "]]>" + "<!--[if IE]>" * n), 500_000, 10_000
    ),
    "a million `<`": Hostile(lambda n: html("<" * n), 5_000_000, 100_000),
    "a million `</`": Hostile(lambda n: html("</" * n + "<a " * n), 1_000_000, 20_000),
    "100,000 options": _many("<option>word"),
    "a table of 1000 by 1000": Hostile(
        lambda n: html("<table>" + ("<tr>" + "<td>x</td>" * n + "</tr>") * n + "</table>"), 1_000, 30
    ),
    "500 tables inside each other": Hostile(
        lambda n: html("<table><tr><td>x" * n + "</td></tr></table>" * n), 500, 200
    ),
    "100,000 readings of characters": _many("<ruby>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>"),
    "100,000 list items": _many("<ul><li>word <li>other"),
    "100,000 headings": _many("<h1>Another heading</h1><h2>A lesser heading here</h2>"),
    "an inline image of 10 MB": Hostile(
        lambda n: html(
            f'<img src="data:image/png;base64,{"QUJD" * n}"><svg>{"<path d=M0/>" * (n // 20)}</svg>'
        ),
        2_000_000,
        20_000,
    ),
    "100,000 frames, forms and templates": _many("<iframe><form><template><noscript><select><svg><math>"),
    "100,000 `</html>`": _many("</body></html><p>word"),
}
