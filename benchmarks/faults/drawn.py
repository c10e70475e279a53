"""Cases that Chromium draws: what is over the article, hidden, blank or unreadable in it."""

from __future__ import annotations

from archiver.testing.http_server import Response
from faults.blank_font import font_of_nothing
from faults.draft import PageDraft
from faults.registry import Expected, written_fault, written_near_miss

GONE = Response(status=404, body=b"not here", media_type="text/plain")
OPEN = (("Access-Control-Allow-Origin", "*"),)
BLANK = "https://type.bench.example/nothing.ttf"
SITE = "https://paper.bench.example"

# --- P2: over the content ------------------------------------------------------------


@written_fault("P2", "harbour")
def veil_over_all(page: PageDraft) -> Expected:
    page.append(
        '<div style="position:fixed;inset:0;background:rgba(0,0,0,.8);z-index:99;color:#fff">'
        "Sign in to go on reading</div>"
    )
    return Expected(words="Sign in", implied=("T4",))


@written_fault("P2", "ferry")
def bar_in_the_middle(page: PageDraft) -> Expected:
    page.append(
        '<div style="position:fixed;top:300px;left:0;right:0;height:220px;background:#fed;'
        'z-index:9">Cookies make this site taste better</div>'
    )
    return Expected(words="Cookies make")


@written_fault("P2", "glacier")
def box_on_a_picture(page: PageDraft) -> Expected:
    _, block = page.picture(0)
    tag = page.image_tag(block)
    over = (
        '<span style="position:absolute;left:0;top:80px;width:760px;height:260px;background:#cde;'
        'z-index:3">Watch the film instead</span>'
    )
    page.change(tag, f'<span style="position:relative;display:block">{tag}{over}</span>')
    return Expected(words="Watch the film")


@written_fault("P2", "courtyard")
def wall_over_the_lower_half(page: PageDraft) -> Expected:
    page.style("body{position:relative}")
    page.append(
        '<div style="position:absolute;left:0;right:0;top:50%;bottom:0;background:#fff;z-index:5">'
        "Members read on from here</div>"
    )
    return Expected(words="Members read on", implied=("T4", "P3"))


@written_near_miss("P2", "harbour kitchen")
def fixed_header_over_its_own_room(page: PageDraft) -> None:
    page.style("body{padding-top:64px}")
    page.append(
        '<div style="position:fixed;top:0;left:0;right:0;height:56px;background:#222;z-index:9;'
        'color:#fff">The Bench Paper</div>'
    )


@written_near_miss("P2", "ferry")
def veil_that_is_clear(page: PageDraft) -> None:
    page.append('<div style="position:fixed;inset:0;z-index:9;pointer-events:none"></div>')


@written_near_miss("P2", "glacier")
def button_to_the_top(page: PageDraft) -> None:
    page.append(
        '<button style="position:fixed;right:20px;bottom:20px;width:56px;height:56px;z-index:9">'
        "Top</button>"
    )


@written_near_miss("P2", "courtyard")
def dialog_that_is_closed(page: PageDraft) -> None:
    page.append(
        '<div style="display:none;position:fixed;inset:0;background:#000;z-index:9">Log in</div>'
        "<dialog>Subscribe</dialog>"
    )


@written_near_miss("P2", "market")
def article_in_a_positioned_shell(page: PageDraft) -> None:
    page.style("main{position:absolute;left:0;right:0;top:0;z-index:2;background:#fff}")


# --- P3: blank, cut, restless --------------------------------------------------------


@written_fault("P3", "harbour caravan")
def pictures_never_faded_in(page: PageDraft) -> Expected:
    page.style("article img{opacity:.001}")
    return Expected(block=page.picture(0)[0], implied=("P3",))


@written_fault("P3", "bridge")
def painted_over_by_a_pseudo_element(page: PageDraft) -> Expected:
    page.style(
        "article{position:relative}"
        "article::after{content:'';position:absolute;left:-600px;right:-600px;top:300px;bottom:0;"
        "background:#fff;z-index:4}"
    )
    return Expected(implied=("P3", "T4", "P2"))


@written_fault("P3", "glacier")
def top_never_rests(page: PageDraft) -> Expected:
    page.open('<div id="band" style="height:260px"></div>')
    page.script(
        "let n = 1; setInterval(() => { n += 1; document.getElementById('band').style.background ="
        "`rgb(${(n * 97) % 256} ${(n * 151) % 256} ${(n * 211) % 256})`; }, 15);"
    )
    return Expected()


@written_near_miss("P3", "harbour")
def much_room_between_paragraphs(page: PageDraft) -> None:
    page.style("article p{margin-bottom:220px}")


@written_near_miss("P3", "ferry")
def white_footer(page: PageDraft) -> None:
    page.append('<footer style="height:900px"></footer>')


@written_near_miss("P3", "glacier")
def blinking_line(page: PageDraft) -> None:
    page.style("@keyframes b{50%{opacity:0}}.caret{animation:b .3s infinite}")
    page.open('<p class="caret" style="width:3px;height:20px;background:#000"></p>')


@written_near_miss("P3", "caravan courtyard")
def pictures_that_fade_in(page: PageDraft) -> None:
    page.style("@keyframes f{from{opacity:0}}article img{animation:f .4s}")


# --- T2: glyphs ----------------------------------------------------------------------


def _blank_font(page: PageDraft, more: str = "") -> None:
    page.answers[BLANK] = Response(body=font_of_nothing(), media_type="font/ttf", headers=OPEN)
    page.style(f"@font-face{{font-family:Blank;font-display:block;src:url({BLANK});{more}}}")


@written_fault("T2", "harbour caravan kitchen courtyard")
def font_of_blank_glyphs(page: PageDraft) -> Expected:
    index, block = page.prose(1)
    _blank_font(page)
    page.within(block, '<span style="font-family:Blank,sans-serif">', "</span>")
    return Expected(block=index, implied=("P3",))


@written_near_miss("T2", "harbour glacier")
def font_of_icons(page: PageDraft) -> None:
    _blank_font(page, "unicode-range:U+E000-F8FF")
    page.style("article h2::before{content:'\\e900';font-family:Blank}article{font-family:Blank}")


@written_near_miss("T2", "ferry")
def font_that_did_not_come(page: PageDraft) -> Expected:
    _blank_font(page)
    page.answers[BLANK] = GONE
    page.style("article{font-family:Blank,sans-serif}")
    return Expected(implied=("P4", "P5"))


@written_near_miss("T2", "market bridge")
def monospace_and_serif(page: PageDraft) -> None:
    page.style("article p:nth-of-type(odd){font-family:monospace}article h2{font-family:serif}")


# --- T4: hidden ----------------------------------------------------------------------

HIDDEN = {
    "harbour": "display:none",
    "teahouse": "visibility:hidden",
    "ferry": "opacity:0",
    "caravan": "font-size:0",
    "glacier": "color:#fff",
    "bridge": "-webkit-text-fill-color:transparent",
    "market": "display:block;text-indent:-9999px;overflow:hidden;white-space:nowrap",
    "courtyard": "display:block;clip-path:inset(100%)",
    "kitchen": "position:absolute;left:-4000px;width:500px",
}


@written_fault("T4", " ".join(HIDDEN))
def hidden_in_nine_ways(page: PageDraft) -> Expected:
    index, block = page.prose(1)
    name = next(iter(name for name in HIDDEN if f"{name}." in str(page.post.path)))
    page.styled(block, HIDDEN[name])
    return Expected(block=index)


@written_fault("T4", "harbour glacier")
def folded_after_the_second_paragraph(page: PageDraft) -> Expected:
    index, block = page.prose(2)
    page.folded(block, "max-height:0;overflow:hidden")
    return Expected(
        block=index, implied=("T4", "M1", "M2", "C1", "C2", "C3", "P3", "O2", "L1", "A1", "T6")
    )


@written_near_miss("T4", "glacier")
def white_on_dark(page: PageDraft) -> None:
    page.style("article{background:#123;color:#fff;padding:20px}")


@written_near_miss("T4", "market")
def words_on_a_picture(page: PageDraft) -> None:
    _, block = page.prose(0)
    _, picture = page.picture(0)
    page.styled(block, f"color:#fff;background:url({picture.url})")


@written_near_miss("T4", "harbour")
def in_a_box_that_scrolls(page: PageDraft) -> None:
    _, block = page.prose(1)
    page.styled(block, "display:block;height:40px;overflow-y:auto")


@written_near_miss("T4", "caravan")
def light_grey(page: PageDraft) -> None:
    page.style("article p{color:#bbb}")


@written_near_miss("T4", "courtyard")
def words_of_a_gradient(page: PageDraft) -> None:
    page.style(
        "article p{background:linear-gradient(#900,#009);-webkit-background-clip:text;"
        "color:transparent}"
    )


@written_near_miss("T4", "ferry")
def words_for_screen_readers_added(page: PageDraft) -> None:
    page.style(".sr{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)}")
    page.change("<h2>", '<h2><span class="sr">Section:</span> ')


@written_near_miss("T4", "bridge")
def fold_that_is_open(page: PageDraft) -> None:
    _, block = page.prose(1)
    page.folded(block, "max-height:9000px;overflow:hidden;transition:max-height 1s")


@written_near_miss("T4", "kitchen")
def copy_for_printing(page: PageDraft) -> None:
    _, block = page.prose(0)
    page.append(f'<div style="display:none">{block.text}</div>')


@written_near_miss("T4", "teahouse")
def open_details(page: PageDraft) -> None:
    _, block = page.prose(0)
    page.within(block, "<details open><summary>More</summary>", "</details>")


# --- C2 by style ---------------------------------------------------------------------


@written_fault("C2", "harbour ferry weather")
def caption_drawn_at_another_picture(page: PageDraft) -> Expected:
    index, block = page.caption(0)
    page.script(
        "addEventListener('load', () => { const cap = named("
        f"{block.text[:12]!r}); const pics = [...art.querySelectorAll('img')];"
        "const to = pics[2].getBoundingClientRect().bottom - cap.getBoundingClientRect().top;"
        "cap.style.position = 'relative'; cap.style.top = to + 2 + 'px'; });"
    )
    return Expected(block=index, implied=("C2",))


@written_near_miss("C2", "teahouse caravan")
def captions_laid_over_their_pictures(page: PageDraft) -> None:
    page.style(
        "figure{position:relative}"
        "figcaption{position:absolute;left:0;bottom:0;background:rgba(0,0,0,.3);color:#fff}"
    )


@written_near_miss("C2", "caravan")
def captions_beside_their_pictures(page: PageDraft) -> None:
    page.style("figure{display:flex;gap:12px}figure img{width:480px}figcaption{width:200px}")


@written_near_miss("C2", "teahouse")
def captions_drawn_above(page: PageDraft) -> None:
    page.style("figure{display:flex;flex-direction:column-reverse}")
