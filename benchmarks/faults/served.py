"""Cases that Chromium runs: what servers and scripts did to a page before its capture."""

from __future__ import annotations

from archiver.models import BlockKind
from archiver.testing.http_server import Response
from faults.draft import PageDraft
from faults.media import GIF
from faults.registry import Expected, written_fault, written_near_miss
from faults.scene import UnfitError

GONE = Response(status=404, body=b"not here", media_type="text/plain")
OPEN = (("Access-Control-Allow-Origin", "*"),)
SITE = "https://paper.bench.example"

# --- M2: lazy ------------------------------------------------------------------------


def _sleeping(page: PageDraft, at: int, attribute: str = "data-src") -> int:
    index, block = page.picture(at)
    tag = page.image_tag(block)
    page.change(tag, tag.replace('src="', f'src="{GIF}" {attribute}="', 1))
    return index


@written_fault("M2", "harbour market glacier courtyard")
def loader_never_ran(page: PageDraft) -> Expected:
    return Expected(block=_sleeping(page, 1))


@written_near_miss("M2", "market glacier")
def loader_by_intersection(page: PageDraft) -> None:
    _sleeping(page, 1)
    page.script(
        "const eye = new IntersectionObserver((all) => all.forEach((e) => { if (e.isIntersecting)"
        " e.target.src = e.target.dataset.src; }));"
        "art.querySelectorAll('[data-src]').forEach((e) => eye.observe(e));"
    )


@written_near_miss("M2", "courtyard")
def loader_by_scrolling(page: PageDraft) -> None:
    _sleeping(page, 2)
    page.script(
        "addEventListener('scroll', () => art.querySelectorAll('[data-src]').forEach((e) => {"
        " if (e.getBoundingClientRect().top < innerHeight) e.src = e.dataset.src; }));"
    )


@written_near_miss("M2", "harbour caravan")
def lazy_by_the_browser(page: PageDraft) -> None:
    page.change("<img ", '<img loading="lazy" ', 9)


# --- M1, M3, M6, M7: what the server or a script did ---------------------------------


@written_fault("M1", "market ferry")
def script_takes_a_picture_away(page: PageDraft) -> Expected:
    index, _ = page.picture(1)
    page.script("art.querySelectorAll('img')[1].remove();")
    return Expected(block=index, implied=("C3",))


@written_fault("M3", "harbour teahouse glacier")
def server_refuses_a_picture(page: PageDraft) -> Expected:
    index, block = page.picture(1)
    page.answers[block.url] = Response(status=403, body=b"no", media_type="text/plain")
    return Expected(block=index, implied=("P5",))


@written_fault("M6", "ferry caravan")
def server_breaks_off(page: PageDraft) -> Expected:
    index, block = page.picture(0)
    body = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(9_000)
    page.answers[block.url] = Response(body=body, media_type="image/jpeg", abort_after_bytes=4_000)
    return Expected(block=index, implied=("M3",))


@written_fault("M3", "market courtyard kitchen")
def server_sends_a_page_for_a_picture(page: PageDraft) -> Expected:
    """Chromium itself refuses another site's web page in the place of a picture."""
    index, block = page.picture(1)
    body = b"<!doctype html><title>Log in</title><p>Log in"
    page.answers[block.url] = Response(body=body, media_type="image/jpeg")
    return Expected(block=index, words="BLOCKED_BY_ORB", implied=("P5",))


@written_fault("M7", "market courtyard")
def the_site_itself_sends_a_page_for_a_picture(page: PageDraft) -> Expected:
    """From the article's own host Chromium lets anything through."""
    index, block = page.picture(1)
    own = f"{SITE}/media?of={block.url}"
    page.change(f'src="{block.url}"', f'src="{own}"')
    page.answers[own] = Response(body=b"<!doctype html><title>Log in</title><p>Log in")
    return Expected(block=index, implied=("P5",))


@written_fault("V1", "railway")
def player_forbids_to_be_framed(page: PageDraft) -> Expected:
    index, block = next(
        (i, b) for i, b in enumerate(page.post.blocks) if b.kind is BlockKind.PLAYER
    )
    page.answers[block.url] = Response(
        body=b"<!doctype html><title>No</title>", headers=(("X-Frame-Options", "DENY"),)
    )
    return Expected(block=index, implied=("P5",))


# --- P4, P5: parts and scripts -------------------------------------------------------


@written_fault("P4", "harbour ferry glacier")
def style_sheet_missing(page: PageDraft) -> Expected:
    page.answers[f"{SITE}/css/site.css"] = GONE
    page.head(f'<link rel="stylesheet" href="{SITE}/css/site.css">')
    return Expected(words="site.css", implied=("P5",))


@written_fault("P4", "caravan courtyard")
def font_missing(page: PageDraft) -> Expected:
    url = "https://type.bench.example/song.woff2"
    page.answers[url] = GONE
    page.style(f"@font-face{{font-family:Song;src:url({url})}}h1{{font-family:Song}}")
    return Expected(words="song.woff2", implied=("P5",))


@written_near_miss("P4", "harbour")
def prefetch_of_a_page_that_is_gone(page: PageDraft) -> None:
    page.answers[f"{SITE}/next.html"] = GONE
    page.head(f'<link rel="prefetch" href="{SITE}/next.html">')


@written_near_miss("P4", "ferry")
def style_sheet_after_a_redirect(page: PageDraft) -> None:
    page.answers[f"{SITE}/css/old.css"] = Response(
        status=301, headers=(("Location", f"{SITE}/css/new.css"),)
    )
    page.answers[f"{SITE}/css/new.css"] = Response(body=b"h1{color:#300}", media_type="text/css")
    page.head(f'<link rel="stylesheet" href="{SITE}/css/old.css">')


@written_near_miss("P4", "glacier")
def pixel_of_a_counter_missing(page: PageDraft) -> None:
    url = "https://count.adboard.example/p.gif"
    page.answers[url] = GONE
    page.append(f'<img src="{url}" width="1" height="1" alt="">')


@written_fault("P5", "harbour ferry glacier")
def script_throws(page: PageDraft) -> Expected:
    page.append("<script>document.querySelector('#none').append('x')</script>")
    return Expected(words="null")


@written_fault("P5", "caravan")
def fetch_of_the_site_fails(page: PageDraft) -> Expected:
    page.answers[f"{SITE}/api/more.json"] = Response(status=500, media_type="application/json")
    page.append(f"<script>fetch('{SITE}/api/more.json')</script>")
    return Expected(words="more.json")


@written_near_miss("P5", "courtyard")
def script_only_complains(page: PageDraft) -> None:
    page.append("<script>console.error('careful'); console.warn('old'); </script>")


@written_near_miss("P5", "market")
def error_that_the_script_handles(page: PageDraft) -> None:
    page.append("<script>try { JSON.parse('{') } catch (e) { console.log(e.message) }</script>")


@written_near_miss("P5", "bridge")
def beacon_of_others_fails(page: PageDraft) -> None:
    page.answers["https://count.adboard.example/b"] = GONE
    page.append("<script>navigator.sendBeacon('https://count.adboard.example/b', '1')</script>")


# --- what sites do to articles, all at once ------------------------------------------


@written_near_miss("T1", "harbour market bridge courtyard")
def blanks_and_marks_by_script(page: PageDraft) -> None:
    """Blanks between Han and Latin, as widely used scripts put them in."""
    page.script(
        "const walk = document.createTreeWalker(art, NodeFilter.SHOW_TEXT); let node;"
        "while ((node = walk.nextNode())) node.data = node.data"
        ".replace(/([\\u4e00-\\u9fff])([A-Za-z0-9])/g, '$1 $2')"
        ".replace(/([A-Za-z0-9])([\\u4e00-\\u9fff])/g, '$1 $2');"
    )


@written_near_miss("O2", "harbour caravan glacier")
def next_article_below(page: PageDraft) -> None:
    words = "The next story starts where this one ends, and is told by somebody else entirely. "
    page.append(f"<section><h2>Read next</h2><p>{words * 3}</p></section>")


@written_near_miss("O1", "market ferry courtyard kitchen")
def two_columns(page: PageDraft) -> None:
    page.style("article{columns:2;max-width:1200px}")


@written_near_miss("L1", "harbour bridge orchard")
def links_through_a_gate(page: PageDraft) -> None:
    page.script(
        "art.querySelectorAll('p a[href]').forEach((a) => { a.href ="
        " 'https://gate.bench.example/?target=' + encodeURIComponent(a.href); });"
    )


@written_near_miss("M1", "harbour teahouse glacier")
def pictures_in_a_lightbox(page: PageDraft) -> None:
    page.script(
        "art.querySelectorAll('img').forEach((img) => { const a = document.createElement('a');"
        "a.href = img.src; img.replaceWith(a); a.append(img); });"
    )


@written_fault("T1", "harbour glacier kitchen")
def script_takes_the_rest_away(page: PageDraft) -> Expected:
    index, block = page.prose(-1)
    if block.links:
        raise UnfitError
    page.script(f"named({block.text[:12]!r}).remove();")
    return Expected(block=index)


@written_fault("P1", "harbour ferry")
def challenge_in_the_place_of_the_page(page: PageDraft) -> Expected:
    page.html = (
        "<!doctype html><title>Just a moment</title><h1>One more step</h1>"
        "<p>Prove that you are a person to go on.</p>"
    )
    return Expected()


@written_fault("O1", "market courtyard")
def script_moves_a_paragraph(page: PageDraft) -> Expected:
    index, block = page.prose(0)
    page.script(f"art.append(named({block.text[:10]!r}));")
    return Expected(block=index)
