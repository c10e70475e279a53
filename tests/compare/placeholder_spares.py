"""What looks like a placeholder and is none: the near misses of development."""

from __future__ import annotations

from dataclasses import replace

from placeholder_cases import CASES, A, B, C, D
from placeholder_scenes import (
    CDN,
    NONE,
    ORIGIN,
    SAME,
    SITE,
    WECHAT,
    WHOLE,
    Scene,
    Shown,
    at,
    beside,
    code,
    flat,
    gif,
    jpeg,
    notice,
    page_of_text,
    photo,
    pixel,
    png,
    poster,
    signed,
    svg,
    webp,
)

spare = CASES.spare


# Not what is known.


@spare("known")
def wechat_picture_of_another_size() -> Scene:
    return beside(Shown(WECHAT.format("abc"), jpeg(photo(1, (640, 475)))))


@spare("known")
def a_photograph_of_the_notice_s_size_that_comes_without_a_referer() -> Scene:
    real = jpeg(photo(1, (470, 349)))
    return beside(Shown(WECHAT.format("abc"), real, [(NONE, real)]))


@spare("known")
def the_notice_s_size_at_another_host() -> Scene:
    return beside(Shown(A, jpeg(photo(1, (470, 349)))))


@spare("known")
def youtube_s_smallest_picture() -> Scene:
    return beside(Shown("https://i.ytimg.com/vi/abc/default.jpg", jpeg(photo(1, (120, 90)))))


@spare("known")
def a_pixel_that_the_post_promises() -> Scene:
    url = "https://stats.example/open.gif?post=7"
    return beside(Shown(url, pixel(), size=(1, 1)))


@spare("known")
def trackers_without_a_size() -> Scene:
    urls = [f"https://stats.example/open?post={n}" for n in range(4)]
    return beside(*(Shown(url, pixel()) for url in urls))


@spare("known")
def pixel_art_of_one_pixel() -> Scene:
    return beside(Shown(f"{CDN}/one.png", png(flat("red", (1, 1)))))


@spare("known")
def spacers() -> Scene:
    urls = at("spacer.gif", "1/spacer.gif", "blank.gif", "pixel.gif")
    return beside(*(Shown(url, pixel()) for url in urls))


# The same picture for every Referer, and copies of it.


@spare("split")
def the_same_bytes_for_every_referer() -> Scene:
    real = jpeg(photo(1))
    return beside(Shown(A, real, [(NONE, real), (ORIGIN, real), (SITE, real)]))


@spare("split")
def encoded_anew_for_each_request() -> Scene:
    return beside(
        Shown(A, jpeg(photo(1), 90), [(NONE, jpeg(photo(1), 60)), (SAME, webp(photo(1)))])
    )


@spare("split")
def webp_for_the_browser_and_jpeg_for_archiver() -> Scene:
    return beside(Shown(A, webp(photo(2)), [(NONE, jpeg(photo(2)))]))


@spare("split")
def smaller_for_foreign_readers() -> Scene:
    return beside(Shown(A, jpeg(photo(2, (320, 200))), [(NONE, jpeg(photo(2)))]))


@spare("split")
def a_watermark_for_foreign_readers() -> Scene:
    marked = photo(3)
    marked.paste(notice("(c)", (120, 60)), (500, 330))
    return beside(Shown(A, jpeg(marked), [(NONE, jpeg(photo(3)))]))


@spare("split")
def a_reader_gets_the_picture_and_no_referer_the_notice() -> Scene:
    return beside(Shown(A, jpeg(photo(3)), [(NONE, png(notice()))]))


@spare("split")
def readers_get_the_pictures_and_others_a_larger_poster() -> Scene:
    sign = jpeg(poster((1200, 900)))
    return beside(*(Shown(u, jpeg(photo(n)), [(NONE, sign)]) for n, u in enumerate((A, B, C))))


@spare("split")
def a_reader_gets_what_is_declared_and_others_a_larger_poster() -> Scene:
    sign = jpeg(poster((1200, 900)))
    return beside(Shown(A, jpeg(photo(3)), [(NONE, sign)], size=(640, 400)))


@spare("split")
def a_host_of_random_pictures() -> Scene:
    url = "https://picsum.photos/640/400?random=3"
    return beside(Shown(url, jpeg(photo(3)), [(NONE, jpeg(photo(4, (900, 600))))]))


@spare("split")
def another_picture_at_each_request() -> Scene:
    again = [(NONE, jpeg(photo(4, (900, 600)))), (SAME, jpeg(photo(5, (800, 600))))]
    return beside(Shown(A, jpeg(photo(3)), again))


@spare("split")
def another_picture_for_each_way_of_asking() -> Scene:
    again = [(NONE, jpeg(photo(4, (900, 600)))), (ORIGIN, jpeg(photo(5, (1000, 600))))]
    return beside(Shown(A, jpeg(photo(3)), again))


@spare("split")
def a_refusal_for_archiver_only() -> Scene:
    return beside(Shown(A, jpeg(photo(3)), [(NONE, 403), (ORIGIN, 403)]))


@spare("split")
def a_refusal_for_the_page_that_archiver_got_around() -> Scene:
    return beside(Shown(A, 403, [(NONE, jpeg(photo(3)))]))


@spare("split")
def a_square_thumbnail_of_the_same_picture_elsewhere() -> Scene:
    square = f"{A}?imageView2/1/w/200/h/200"
    lines = Shown(square, jpeg(photo(3, (200, 200))), referrer="").lines()
    return Scene([Shown(A, jpeg(photo(3))), Shown(B, jpeg(photo(4)))], more=lines)


@spare("split")
def a_photograph_turned_by_its_camera() -> Scene:
    standing = jpeg(photo(3, (400, 640)))
    return beside(Shown(A, standing, [(NONE, standing)], size=(640, 400)))


@spare("split")
def flat_art_encoded_anew() -> Scene:
    return beside(Shown(A, png(flat()), [(NONE, jpeg(flat()))]))


@spare("split")
def pictures_too_large_to_be_decoded() -> Scene:
    one, other = png(photo(3, (1200, 750))), webp(photo(3, (1200, 750)))
    return beside(Shown(A, one, [(NONE, other)]))


@spare("split")
def two_pictures_that_their_query_tells_apart() -> Scene:
    """`name` is taken for a size, so that both have one key."""
    one, other = f"{CDN}/get?name=one", f"{CDN}/get?name=two"
    return beside(
        Shown(one, jpeg(photo(3)), [(NONE, jpeg(photo(3), 70))]),
        Shown(other, jpeg(photo(4, (900, 600))), [(NONE, jpeg(photo(4, (900, 600)), 70))]),
    )


# True repeats.


@spare("shared")
def one_picture_uploaded_twice() -> Scene:
    real = jpeg(photo(3))
    return beside(Shown(A, real), Shown(B, real))


@spare("shared")
def mirrors_of_one_picture() -> Scene:
    real = jpeg(photo(3))
    return beside(*(Shown(f"https://i{n}.example/bfs/a.jpg", real) for n in range(4)))


@spare("shared")
def one_picture_in_three_sizes() -> Scene:
    real = jpeg(photo(3))
    return beside(*(Shown(f"{A}?imageView2/2/w/{w}", real) for w in (700, 800, 900)))


@spare("shared")
def one_picture_in_three_folders() -> Scene:
    real = jpeg(photo(3))
    urls = at("1/harbour-dawn.jpg", "2/harbour-dawn.jpg", "3/harbour-dawn.jpg")
    return beside(*(Shown(url, real) for url in urls))


@spare("shared")
def dividers() -> Scene:
    strip = png(photo(3, (640, 40)))
    return beside(*(Shown(url, strip) for url in (A, B, C, D)))


@spare("shared")
def flat_dividers() -> Scene:
    strip = png(flat("#cccccc", (640, 20)))
    return beside(*(Shown(url, strip) for url in (A, B, C, D)))


@spare("shared")
def small_icons() -> Scene:
    icon = png(photo(3, (48, 48)))
    return beside(*(Shown(f"{CDN}/{n}.png", icon) for n in range(5)))


@spare("shared")
def emoji_by_their_folder() -> Scene:
    face = png(photo(3, (72, 72)))
    return beside(*(Shown(f"{CDN}/emoji/1f60{n}.png", face) for n in range(4)))


@spare("shared")
def logos() -> Scene:
    logo = png(photo(3, (300, 120)))
    return beside(*(Shown(f"{CDN}/{n}/logo-{n}.png", logo) for n in range(4)))


@spare("shared")
def a_code_uploaded_for_each_section_in_its_own_size() -> Scene:
    same = png(code(1))
    return beside(*(Shown(WECHAT.format(n), same, size=(258, 258)) for n in "abc"))


@spare("shared")
def one_photograph_three_times_whatever_the_referer() -> Scene:
    real = jpeg(photo(3))
    return beside(*(Shown(url, real, [(NONE, real)]) for url in (A, B, C)))


@spare("shared")
def one_of_three_was_asked_for_again() -> Scene:
    real = jpeg(photo(3))
    return beside(Shown(A, real, [(NONE, real)]), Shown(B, real), Shown(C, real))


@spare("shared")
def different_codes() -> Scene:
    return beside(*(Shown(url, png(code(n))) for n, url in enumerate((A, B, C))))


@spare("shared")
def screenshots_of_pages_of_text() -> Scene:
    return beside(*(Shown(u, png(page_of_text(9 + n))) for n, u in enumerate((A, B, C, D))))


@spare("shared")
def frames_of_one_scene() -> Scene:
    frames = []
    for n, url in enumerate((A, B, C, D)):
        frame = photo(3)
        frame.paste(photo(4, (20, 20)), (30 * n, 40))
        frames.append(Shown(url, jpeg(frame)))
    return beside(*frames)


# One contradiction alone.


@spare("contradiction")
def a_size_that_the_author_got_wrong() -> Scene:
    return beside(Shown(A, jpeg(photo(3)), size=(640, 640)))


@spare("contradiction")
def a_thumbnail_cropped_square() -> Scene:
    return beside(Shown(A, jpeg(photo(3, (200, 200))), size=(640, 400)))


@spare("contradiction")
def a_host_that_does_not_scale() -> Scene:
    urls = [f"{url}?imageView2/2/w/300/format/png" for url in (A, B, C)]
    return Scene([Shown(u, jpeg(photo(n)), size=(300, 300)) for n, u in enumerate(urls)])


@spare("contradiction")
def larger_than_ordered_and_nothing_else() -> Scene:
    return beside(Shown(f"{A}?imageView2/2/w/300/format/jpg", jpeg(photo(3))))


@spare("contradiction")
def a_mode_that_bounds_the_shorter_side() -> Scene:
    return beside(Shown(f"{A}?imageView2/3/w/300/h/200", jpeg(photo(3)), size=(640, 640)))


@spare("contradiction")
def the_original_after_an_error() -> Scene:
    url = f"{A}?imageView2/2/w/300/format/png/ignore-error/1"
    return beside(Shown(url, jpeg(photo(3)), size=(640, 640)))


@spare("contradiction")
def a_picture_that_was_replaced_since() -> Scene:
    return Scene(
        [Shown(A, jpeg(photo(3))), Shown(B, jpeg(photo(4)))],
        earlier=[Shown(A, jpeg(photo(5))), Shown(B, jpeg(photo(4)))],
    )


@spare("contradiction")
def a_notice_before_and_the_picture_now() -> Scene:
    return Scene(
        [Shown(A, jpeg(photo(3)), size=(640, 640)), Shown(B, jpeg(photo(4)))],
        earlier=[Shown(A, png(notice())), Shown(B, png(notice()))],
    )


@spare("contradiction")
def a_random_picture_of_another_size_before() -> Scene:
    url = "https://picsum.photos/640/640?random=3"
    return Scene(
        [Shown(url, jpeg(photo(3)), size=(640, 640)), Shown(B, jpeg(photo(4)))],
        earlier=[Shown(url, jpeg(photo(5)))],
    )


@spare("contradiction")
def a_sticker_renamed_to_jpg() -> Scene:
    return beside(Shown(A, gif(photo(3, (240, 240)))))


@spare("contradiction")
def a_drawing_whose_name_says_svg() -> Scene:
    return beside(Shown(f"{CDN}/chart.svg", svg(640, 400, "a chart"), size=(640, 300)))


# Flat art.


@spare("flat")
def art_of_one_colour() -> Scene:
    return beside(Shown(A, png(flat()), size=(640, 400)))


@spare("flat")
def two_pictures_of_one_colour_each_its_own() -> Scene:
    return beside(Shown(A, png(flat())), Shown(B, png(flat("#003f87"))))


@spare("flat")
def a_screenshot_with_much_white() -> Scene:
    return beside(Shown(A, png(page_of_text(3)), size=(600, 800)))


@spare("flat")
def the_page_itself_shows_a_sign_as_its_picture() -> Scene:
    sign = png(notice("no entry"))
    return beside(Shown(A, sign, [(NONE, sign), (WHOLE, sign)], size=(400, 300)))


@spare("flat")
def the_same_picture_with_a_comment_in_its_bytes() -> Scene:
    one, other = (signed(jpeg(photo(3)), url) for url in (A, B))
    line = replace(Shown(A, one).lines()[0], asked=NONE, referrer="")
    return Scene([Shown(A, one), Shown(B, other)], more=[line])
