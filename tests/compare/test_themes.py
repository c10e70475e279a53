"""An article in any theme: whole it is silent, and a fault inside it is found exactly."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from staged import ids, report

OWN = "own <a href='https://goal.example/x'>words</a>"
ARTICLE = f"""
<h2>Before the rain</h2>
<p>Once the council of Harl met on Monday, it heard four speakers - and nobody left early.</p>
<img src='https://cdn.example/weir.jpg' alt='The weir'>
<p>▲ The weir in the year of the flood</p>
<p>It was “late” for a town of 400 people. They said 中文English混排 was fun 😀 and
went home 👨‍👩‍👧 at ten.</p>
<h2>背景</h2>
<p>河水涨了三米，人们都上了山。“山上很冷，”老人说，“可是没有人抱怨。”第二天（3月4日）雨停了！</p>
<ul><li>The first thing that they saved was the clock.</li><li>The second was the bread oven.</li>
<li>Nothing else was saved.</li></ul>
<p><ruby>漢<rt>かん</rt></ruby><ruby>字<rt>じ</rt></ruby>の<ruby>練習<rt>れんしゅう</rt></ruby>は毎晩続いた。</p>
<p>قال الرجل إن النهر عاد إلى مجراه، ثم ضحك.</p>
<pre><code>import tides
height = tides.read("harl")
print(height + 3)</code></pre>
<p>Some say that the mill was first.<sup><a href='#fn1'>1</a></sup> Others keep to their {OWN}.</p>
<img src='https://cdn.example/mill.jpg' alt='The mill'>
<p>The mill stood until the spring of that year, with its wheel still turning.</p>
<img src='https://cdn.example/weir.jpg' alt='The weir'>
<p>And that is how it ended: with a boat, a bell, and a great deal of mud.</p>
<p>1. As told by the miller's daughter herself, in a letter to the council.</p>
"""

Theme = Callable[[str], str]


def each_text(change: Callable[[str], str]) -> Theme:
    """Apply a change to what is read, and leave the tags alone."""

    def changed(html: str) -> str:
        parts = re.split(r"(<pre>.*?</pre>|<[^>]*>)", html, flags=re.DOTALL)
        parts[::2] = [change(part) for part in parts[::2]]
        return "".join(parts)

    return changed


def pangu(text: str) -> str:
    text = re.sub(r"([\u4e00-\u9fff])([A-Za-z0-9])", r"\1 \2", text)
    return re.sub(r"([A-Za-z0-9])([\u4e00-\u9fff])", r"\1 \2", text)


def wide(text: str) -> str:
    table = {0x20: 0xA0, 0x2C: 0xFF0C, 0x21: 0xFF01, 0xFF08: 0x28, 0xFF09: 0x29}
    return text.translate(table)


def twemoji(text: str) -> str:
    for emoji in ("😀", "👨‍👩‍👧"):
        source = f"https://twemoji.example/{ord(emoji[0]):x}.png"
        text = text.replace(emoji, f"<img alt='{emoji}' width=16 height=16 src='{source}'>")
    return text


def numbered_code(html: str) -> str:
    def lines(found: re.Match[str]) -> str:
        rows = found[1].split("\n")
        marked = "\n".join(
            f"<span class=ln>{n}</span><span><b>{row}</b></span>" for n, row in enumerate(rows, 1)
        )
        return f"<pre><code>{marked}</code></pre>"

    return re.sub(r"<pre><code>(.*?)</code></pre>", lines, html, flags=re.DOTALL)


def code_in_a_table(html: str) -> str:
    def table(found: re.Match[str]) -> str:
        count = found[1].count("\n") + 1
        gutter = "\n".join(map(str, range(1, count + 1)))
        return (
            f"<figure><table><tr><td class=gutter><pre>{gutter}</pre></td>"
            f"<td class=code><pre>{found[1]}</pre></td></tr></table></figure>"
        )

    return re.sub(r"<pre><code>(.*?)</code></pre>", table, html, flags=re.DOTALL)


def numbered_headings(html: str) -> str:
    numbers = iter(range(1, 100))
    return re.sub(
        r"<h2>(.*?)</h2>",
        lambda h: (
            f"<h2><span>{next(numbers)}.2.1 </span>{h[1]}<a href='#x' title='Link'>#</a></h2>"
        ),
        html,
    )


def footnotes_elsewhere(html: str) -> str:
    note = re.search(r"<p>1\. (As told.*?)</p>", html)
    assert note
    html = html.replace("<sup><a href='#fn1'>1</a></sup>", "<sup><a href='#n1'>[1]</a></sup>")
    html = html.replace(note[0], "")
    return (
        f"{html}<p>Tagged: river, mill</p><section><h3>Notes</h3><ol><li>{note[1]}"
        " <a href='#r1'>↩︎</a></li></ol></section>"
    )


def related(html: str) -> str:
    story = (
        "<li><a href='/r/9'><img box='0,0,120,80' src='https://cdn.example/weir.jpg'>"
        "Related story of the week</a></li>"
    )
    return (
        f"<header><nav>Home News Sport</nav></header><aside><ul>{story * 3}</ul></aside>"
        f"<main>{html}</main><h3>Read also</h3><ul>{story * 3}</ul>"
        "<section><h3>Comments</h3><blockquote>And that is how it ended: with a boat, a bell, and"
        " a great deal of mud.</blockquote><p>I was there too.</p></section>"
    )


def paragraphs_split(html: str) -> str:
    return html.replace(". Others", ".</p><p>Others").replace("。“山上", "。</p><p>“山上")


THEMES: dict[str, Theme] = {
    "none": lambda html: html,
    "related lists, sidebars, comments": related,
    "curled quotes and dashes": each_text(
        lambda text: text.replace("'", "’").replace(" - ", " – ")
    ),
    "straight quotes": each_text(lambda text: text.replace("“", '"').replace("”", '"')),
    "blanks between scripts": each_text(pangu),
    "full and half width": each_text(wide),
    "zero-width and bidi marks": each_text(
        lambda text: text.replace("الرجل", "\u200fالرجل\u200e").replace("coun", "coun\u200b\u2060")
    ),
    "soft hyphens": each_text(lambda text: text.replace("council", "coun\u00adcil")),
    "word breaks": lambda html: html.replace("great deal", "gre<wbr>at de<wbr>al"),
    "drop cap": lambda html: html.replace("<p>Once", "<p><span class=cap>O</span>nce"),
    "breaks": each_text(lambda text: text.replace(", ", ",<br>")),
    "paragraphs split": paragraphs_split,
    "paragraphs merged": lambda html: html.replace(
        "turning.</p>\n<img src='https://cdn.example/weir.jpg' alt='The weir'>\n<p>And",
        "turning.<img src='https://cdn.example/weir.jpg' alt='The weir'> And",
    ),
    "lists as paragraphs": lambda html: re.sub(r"</?ul>", "", html).replace("li>", "p>"),
    "lists as one paragraph": lambda html: re.sub(r"</li>\s*<li>", " ", html),
    "emoji as pictures": each_text(twemoji),
    "ruby with brackets": lambda html: html.replace("<rt>", "<rp>(</rp><rt>").replace(
        "</rt>", "</rt><rp>)</rp>"
    ),
    "numbered headings with anchors": numbered_headings,
    "code with line numbers": numbered_code,
    "code in a table": code_in_a_table,
    "footnotes elsewhere": footnotes_elsewhere,
    "boxes around boxes": lambda html: html.replace("<p>", "<div><div><p>").replace(
        "</p>", "</p></div></div>"
    ),
    "pictures in links to themselves": lambda html: re.sub(
        r"(<img src='(https://cdn[^']*)'[^>]*>)", r"<a href='\2'>\1</a>", html
    ),
    "a table of contents": lambda html: "<ol><li>Before the rain</li><li>背景</li></ol>" + html,
    "figures": lambda html: re.sub(
        r"(<img [^>]*weir[^>]*>)\s*<p>▲ (.*?)</p>",
        r"<figure>\1<figcaption>\2</figcaption></figure>",
        html,
    ),
    "shares between": lambda html: html.replace(
        "<h2>背景", "<div>Share</div><p>12 comments</p><h2>背景"
    ),
}

FAULTS: dict[str, tuple[str, str, list[str]]] = {
    "a sentence": ("Nothing else was saved.", "", ["T1"]),
    "a Han sentence": ("河水涨了三米，人们都上了山。", "", ["T1"]),
    "half a sentence": (", with its wheel still turning", "", ["T1"]),
    "a word of code": ('tides.read("harl")', "tides.read()", ["T1"]),
    "a heading": ("Before the rain", "", ["T1"]),
    "a right-to-left sentence": ("قال الرجل إن النهر عاد إلى مجراه، ثم ضحك.", "", ["T1"]),
    "a note": ("As told by the miller's daughter herself, in a letter to the council.",
               "As told by the miller.", ["T1"]),
    "a picture": ("<img src='https://cdn.example/mill.jpg' alt='The mill'>", "", ["M1"]),
    "a caption": ("The weir in the year of the flood", "The flood", ["C1"]),
    "a link": ("<a href='https://goal.example/x'>words</a>", "words", ["L1w"]),
}  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
def test_a_whole_article_is_silent_in_any_theme(theme: str) -> None:
    found = report(ARTICLE, THEMES[theme](ARTICLE))
    assert [f"{each.check} {each.message}" for each in found.findings] == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_any_theme_is_found_exactly(theme: str, fault: str) -> None:
    lost, left, expected = FAULTS[fault]
    assert lost in ARTICLE
    page = ARTICLE.replace(lost, left, 1)
    if theme == "footnotes elsewhere" and fault == "a note":
        page = page.replace("<p>1. As told by the miller.</p>", "<p>1. As told by him.</p>")
    assert ids(report(ARTICLE, THEMES[theme](page))) == expected
