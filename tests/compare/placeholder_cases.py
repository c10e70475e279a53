"""The cases by which placeholder detection was developed."""

from __future__ import annotations

from dataclasses import replace

from placeholder_scenes import (
    CDN,
    NONE,
    ORIGIN,
    SAME,
    SITE,
    WECHAT,
    WHOLE,
    Collected,
    Scene,
    Shown,
    at,
    beside,
    flat,
    gif,
    jpeg,
    notice,
    photo,
    pixel,
    png,
    poster,
    signed,
    svg,
)

CASES = Collected()
plant, spare = CASES.plant, CASES.spare

A, B, C, D = at("a.jpg", "b.jpg", "c.jpg", "d.jpg")


# Known.


@plant("known", WECHAT.format("abc"))
def wechat_s_notice_by_its_size() -> Scene:
    return beside(Shown(WECHAT.format("abc"), png(notice("此图片", (470, 349)))))


@plant("known", WECHAT.format("abc"), WECHAT.format("def"), mild=True)
def wechat_s_notice_and_the_picture_without_a_referer() -> Scene:
    sign = png(notice("此图片", (470, 349)))
    return beside(
        Shown(WECHAT.format("abc"), sign, [(NONE, jpeg(photo(1)))]),
        Shown(WECHAT.format("def"), sign, [(NONE, jpeg(photo(2)))]),
    )


@plant("known", WECHAT.format("abc"))
def wechat_s_notice_for_every_referer() -> Scene:
    sign = png(notice("此图片", (470, 349)))
    return beside(Shown(WECHAT.format("abc"), sign, [(NONE, sign), (SITE, sign)]))


@plant("known", "https://relay.example/mmbiz_png/abc/640")
def wechat_s_notice_through_a_relay() -> Scene:
    return beside(
        Shown("https://relay.example/mmbiz_png/abc/640", png(notice("此图片", (470, 349))))
    )


@plant("known", "https://i.ytimg.com/vi/abc/maxresdefault.jpg")
def youtube_s_grey_picture() -> Scene:
    grey = jpeg(notice("", (120, 90)))
    return beside(Shown("https://i.ytimg.com/vi/abc/maxresdefault.jpg", grey))


@plant("known", WECHAT.format("abc"))
def a_refusal_and_then_the_notice_for_archiver() -> Scene:
    sign = png(notice("此图片", (470, 349)))
    return beside(Shown(WECHAT.format("abc"), 403, [(NONE, sign), (ORIGIN, sign)]))


@plant("known", A)
def one_pixel_for_a_photograph() -> Scene:
    return beside(Shown(A, pixel()))


@plant("known", f"{CDN}/a.png")
def one_pixel_where_the_post_wants_a_large_picture() -> Scene:
    return beside(Shown(f"{CDN}/a.png", pixel(), size=(640, 400)))


# The Referer decides.


@plant("split", A, mild=True)
def a_notice_for_a_foreign_referer() -> Scene:
    return beside(Shown(A, png(notice()), [(NONE, jpeg(photo(1)))]))


@plant("split", A, mild=True)
def a_notice_in_the_format_of_the_picture() -> Scene:
    return beside(Shown(A, jpeg(notice()), [(NONE, jpeg(photo(1)))]))


@plant("split", A, mild=True)
def a_notice_confirmed_by_asking_again_as_shown() -> Scene:
    sign = png(notice())
    return beside(Shown(A, sign, [(NONE, jpeg(photo(1))), (SAME, sign)]))


@plant("split", A, mild=True)
def a_notice_drawn_anew_for_each_request() -> Scene:
    first, again = (signed(jpeg(notice()), each) for each in ("1", "2"))
    return beside(Shown(A, first, [(NONE, jpeg(photo(1))), (SAME, again)]))


@plant("split", A, mild=True)
def a_colourful_poster_that_is_smaller() -> Scene:
    return beside(Shown(A, jpeg(poster()), [(NONE, jpeg(photo(1))), (SAME, jpeg(poster()))]))


@plant("split", A, B, mild=True)
def a_large_poster_that_two_pictures_share() -> Scene:
    sign = jpeg(poster((1200, 900)))
    return beside(
        Shown(A, sign, [(NONE, jpeg(photo(1)))], size=(640, 400)),
        Shown(B, sign, [(NONE, jpeg(photo(2)))], size=(640, 400)),
    )


@plant("split", A, B, C, mild=True)
def a_large_poster_that_three_pictures_share() -> Scene:
    sign = jpeg(poster((1200, 900)))
    return beside(*(Shown(u, sign, [(NONE, jpeg(photo(n)))]) for n, u in enumerate((A, B, C))))


@plant("split", A, mild=True)
def a_notice_for_no_referer_and_the_picture_for_the_site() -> Scene:
    sign = jpeg(notice())
    return beside(
        Shown(A, sign, [(ORIGIN, sign), (WHOLE, sign), (SITE, jpeg(photo(3)))], referrer="")
    )


@plant("split", A, mild=True)
def a_notice_for_no_referer_and_the_picture_for_the_page() -> Scene:
    return beside(Shown(A, jpeg(notice()), [(ORIGIN, jpeg(photo(3)))], referrer=""))


@plant("split", A, mild=True)
def a_drawing_instead_of_a_photograph() -> Scene:
    return beside(Shown(A, svg(400, 300), [(NONE, jpeg(photo(3)))]))


@plant("split", A, mild=True)
def a_flat_picture_of_the_right_size() -> Scene:
    return beside(Shown(A, jpeg(flat("#eeeeee")), [(NONE, jpeg(photo(4)))]))


@plant("split", A, mild=True)
def one_pixel_for_a_foreign_referer() -> Scene:
    return beside(Shown(A, pixel(), [(NONE, jpeg(photo(4)))]))


@plant("split", A, mild=True)
def a_picture_too_large_to_be_decoded_behind_a_notice() -> Scene:
    large = png(photo(4, (1200, 750)))
    return beside(Shown(A, png(notice()), [(NONE, large)]))


@plant("split", A, mild=True)
def a_broken_picture_sign() -> Scene:
    return beside(Shown(A, png(photo(9, (32, 32))), [(NONE, jpeg(photo(4)))]))


@plant("split", "https://cdn.example/p.jpg", mild=True)
def a_poster_of_a_film() -> Scene:
    film = "<video src='https://cdn.example/f.mp4' poster='https://cdn.example/p.jpg'></video>"
    sign = png(notice())
    return beside(Shown("https://cdn.example/p.jpg", sign, [(NONE, jpeg(photo(5)))], html=film))


@plant("split", f"{CDN}/head.jpg", mild=True)
def the_picture_above_the_article() -> Scene:
    head = Shown(f"{CDN}/head.jpg", png(notice()), [(NONE, jpeg(photo(5)))])
    return Scene([Shown(A, jpeg(photo(1)))], heads=[head])


@plant("split", A, mild=True)
def a_notice_behind_a_redirect() -> Scene:
    real = Shown(A, jpeg(photo(1))).lines()[0]
    return Scene(
        [Shown(A, png(notice()), via=f"{CDN}/sign/7f.png"), Shown(B, jpeg(photo(2)))],
        more=[replace(real, asked=NONE, referrer="")],
    )


# One picture under many addresses.


@plant("shared", A, B, C)
def one_notice_for_three() -> Scene:
    sign = png(notice())
    return beside(*(Shown(url, sign) for url in (A, B, C)))


@plant("shared", A, B, C, D)
def one_poster_for_four() -> Scene:
    sign = jpeg(poster())
    return beside(*(Shown(url, sign) for url in (A, B, C, D)))


@plant("shared", A, B, C)
def one_notice_for_three_whatever_the_referer() -> Scene:
    sign = png(notice())
    return beside(*(Shown(url, sign, [(NONE, sign), (SITE, sign)]) for url in (A, B, C)))


@plant("shared", A, B, C)
def one_poster_for_three_that_contradicts_their_sizes() -> Scene:
    sign = jpeg(poster())
    sizes = [(640, 400), (400, 640), (900, 300)]
    return beside(
        *(
            Shown(url, sign, [(NONE, sign)], size=size)
            for url, size in zip((A, B, C), sizes, strict=True)
        )
    )


@plant("shared", A, B, C, f"{CDN}/logo.png")
def a_notice_for_photographs_and_a_logo() -> Scene:
    sign = png(notice())
    return beside(*(Shown(url, sign) for url in (A, B, C)), Shown(f"{CDN}/logo.png", sign))


@plant("shared", *at("1/image.png", "2/image.png", "3/image.png"))
def one_notice_for_three_of_one_short_name() -> Scene:
    sign = png(notice())
    urls = at("1/image.png", "2/image.png", "3/image.png")
    return beside(*(Shown(url, sign) for url in urls))


@plant("shared", A, B)
def a_notice_for_two_of_another_aspect() -> Scene:
    sign = png(notice())
    return beside(Shown(A, sign, size=(640, 360)), Shown(B, sign, size=(300, 600)))


@plant("shared", A, B)
def a_flat_picture_for_two() -> Scene:
    grey = png(flat("#dddddd"))
    return beside(Shown(A, grey), Shown(B, grey))


@plant("shared", A, B, C)
def a_small_sign_for_three_pictures_with_captions() -> Scene:
    sign = gif(photo(9, (48, 48)))
    return beside(*(Shown(url, sign, caption=f"A view of harbour {url[-5]}") for url in (A, B, C)))


@plant("shared", A, B, C)
def one_pixel_for_three_pictures() -> Scene:
    dot = png(flat("white", (1, 1)))
    return beside(*(Shown(url, dot) for url in (A, B, C)))


# Sent on.


@plant("redirect", A)
def sent_on_to_a_refusal_by_name() -> Scene:
    return beside(Shown(A, png(photo(6, (400, 300))), via="https://cdn.example/403.png"))


@plant("redirect", A)
def sent_on_to_a_picture_named_removed() -> Scene:
    return beside(Shown(A, png(poster((161, 81))), via="https://cdn.example/removed.png"))


@plant("redirect", A, B)
def two_sent_on_to_one_picture() -> Scene:
    sign, place = jpeg(poster()), "https://cdn.example/static/7f3a.jpg"
    return beside(Shown(A, sign, via=place), Shown(B, sign, via=place))


@spare("redirect")
def sent_on_to_another_host_under_the_same_name() -> Scene:
    urls = at("harbour.jpg", "bridge.jpg")
    return beside(
        *(
            Shown(url, jpeg(photo(n)), via=url.replace("cdn.example", "img.example"))
            for n, url in enumerate(urls)
        )
    )


@spare("redirect")
def sent_on_to_pictures_of_their_own() -> Scene:
    return beside(
        *(
            Shown(url, jpeg(photo(n)), via=f"https://store.example/o/{n}f3e.jpg")
            for n, url in enumerate((A, B, C))
        )
    )


@spare("redirect")
def a_road_sign_named_404_that_was_promised() -> Scene:
    return beside(Shown(f"{CDN}/404.jpg", jpeg(photo(1)), via=f"{CDN}/v2/404.jpg"))


# Contradictions.


@plant("contradiction", f"{A}?imageView2/2/w/300/format/jpg")
def larger_than_ordered_and_of_another_aspect() -> Scene:
    url = f"{A}?imageView2/2/w/300/format/jpg"
    return beside(Shown(url, png(notice()), size=(300, 533)))


@plant("contradiction", f"{A}?imageView2/1/w/200/h/200")
def larger_than_a_square_and_flat() -> Scene:
    url = f"{A}?imageView2/1/w/200/h/200"
    return beside(Shown(url, png(flat("#eeeeee", (470, 349)))))


@plant("contradiction", f"{A}?x-oss-process=image/resize,w_300/format,webp")
def another_format_than_ordered_and_another_aspect() -> Scene:
    url = f"{A}?x-oss-process=image/resize,w_300/format,webp"
    return beside(Shown(url, png(notice("no", (300, 300))), size=(640, 300)))


@plant("contradiction", A)
def another_aspect_than_declared_and_another_picture_before() -> Scene:
    now = Shown(A, jpeg(poster()), size=(640, 300))
    before = Shown(A, jpeg(photo(3)), size=(640, 300))
    return Scene([now, Shown(B, jpeg(photo(5)))], earlier=[before, Shown(B, jpeg(photo(5)))])


@plant("contradiction", A)
def flat_now_and_another_picture_before() -> Scene:
    now, before = Shown(A, png(flat("#eeeeee"))), Shown(A, jpeg(photo(3)))
    return Scene([now, Shown(B, jpeg(photo(5)))], earlier=[before])


@plant("contradiction", A)
def a_drawing_for_a_photograph_of_another_aspect() -> Scene:
    return beside(Shown(A, svg(300, 300), size=(640, 360)))


@plant("contradiction", A)
def far_smaller_than_declared_and_flat() -> Scene:
    return beside(Shown(A, png(flat("#f0f0f0", (100, 62))), size=(640, 400)))


@plant("contradiction", *at("x1.jpg", "x2.jpg", "x3.jpg"))
def signs_drawn_for_each_address_of_another_aspect() -> Scene:
    urls = at("x1.jpg", "x2.jpg", "x3.jpg")
    return beside(
        *(
            Shown(url, signed(jpeg(poster()), url), size=(640, 300 + n))
            for n, url in enumerate(urls)
        )
    )
