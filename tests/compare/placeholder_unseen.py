"""Cases written after placeholder detection was done, run once, and mended only then."""

from __future__ import annotations

from dataclasses import replace

from PIL import Image, ImageDraw
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
    code,
    encoded,
    flat,
    gif,
    jpeg,
    notice,
    photo,
    png,
    poster,
    svg,
    webp,
)

CASES = Collected()
plant, spare = CASES.plant, CASES.spare

A, B, C, D = at("ship.jpg", "mill.jpg", "dock.jpg", "pier.jpg")
SINA = "https://wx3.sinaimg.cn/mw690/{}.jpg"
ZHIHU = "https://pic2.zhimg.com/v2-{}_720w.jpg?source=1"


@plant("redirect", "https://i.imgur.example/a1B2c3.jpg", "https://i.imgur.example/d4E5f6.png")
def removed_pictures_of_an_image_host() -> Scene:
    gone, place = png(notice("removed", (161, 81))), "https://i.imgur.example/removed.png"
    return beside(
        Shown("https://i.imgur.example/a1B2c3.jpg", gone, via=place),
        Shown("https://i.imgur.example/d4E5f6.png", gone, via=place),
    )


@plant("contradiction", SINA.format("006abc"))
def a_sign_as_gif_for_a_deleted_photograph() -> Scene:
    return beside(Shown(SINA.format("006abc"), gif(notice("deleted", (120, 120))), caption="Old"))


@plant("split", ZHIHU.format("a"), ZHIHU.format("b"), mild=True)
def only_the_host_s_own_referer_gets_the_picture() -> Scene:
    sign = jpeg(notice("zhihu", (300, 300)))
    return beside(
        *(
            Shown(ZHIHU.format(name), sign, [(NONE, sign), (SITE, jpeg(photo(n)))])
            for n, name in enumerate("ab")
        )
    )


@plant("shared", *(f"https://relay.example/get?src=img{n}" for n in range(5)))
def a_relay_that_gives_one_poster_for_all() -> Scene:
    sign = webp(poster())
    return beside(*(Shown(f"https://relay.example/get?src=img{n}", sign) for n in range(5)))


@plant("shared", *(f"{url}?imageView2/2/w/{w}" for url, w in ((A, 300), (B, 420), (C, 500))))
def a_poster_scaled_for_each_address() -> Scene:
    sizes = {A: 300, B: 420, C: 500}
    return beside(
        *(
            Shown(
                f"{url}?imageView2/2/w/{w}",
                jpeg(poster().resize((w, w * 3 // 4))),
                size=(w, w // 2),
            )
            for url, w in sizes.items()
        )
    )


@plant("split", A, mild=True)
def a_moving_sign() -> Scene:
    frames = [notice(words).quantize(32) for words in ("do", "not", "hotlink")]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    return beside(Shown(A, moving, [(NONE, jpeg(photo(2)))]))


@plant("split", A, mild=True)
def the_real_picture_is_avif() -> Scene:
    real = encoded(photo(2, (640, 360)), "AVIF")
    return beside(Shown(A, webp(notice()), [(NONE, real)]))


@plant("split", A, B, mild=True)
def a_poster_as_large_as_the_pictures() -> Scene:
    sign = jpeg(poster((640, 400)))
    return beside(
        Shown(A, sign, [(NONE, jpeg(photo(2)))]), Shown(B, sign, [(NONE, jpeg(photo(3)))])
    )


@plant("shared", A, B, C)
def asked_again_but_only_by_foreign_referers() -> Scene:
    sign = jpeg(poster())
    return beside(*(Shown(url, sign, [(ORIGIN, sign), (WHOLE, sign)]) for url in (A, B, C)))


@plant("shared", A, B)
def two_signs_and_refusals_for_archiver() -> Scene:
    sign = jpeg(notice())
    return beside(*(Shown(url, sign, [(NONE, 403), (SITE, 403)]) for url in (A, B)))


@plant("contradiction", A, B)
def a_poster_for_two_that_were_there_before() -> Scene:
    sign = jpeg(poster())
    return Scene(
        [Shown(A, sign), Shown(B, sign), Shown(C, jpeg(photo(4)))],
        earlier=[Shown(A, jpeg(photo(2))), Shown(B, jpeg(photo(3))), Shown(C, jpeg(photo(4)))],
    )


@plant("shared", f"{CDN}/top.jpg", A, B)
def the_head_shares_with_the_body() -> Scene:
    sign = png(notice())
    head = Shown(f"{CDN}/top.jpg", sign)
    return Scene([Shown(A, sign), Shown(B, sign), Shown(C, jpeg(photo(4)))], heads=[head])


@plant("contradiction", *at("f1.png", "f2.png", "f3.png"))
def drawings_for_pictures_with_their_address_inside() -> Scene:
    urls = at("f1.png", "f2.png", "f3.png")
    return beside(*(Shown(url, svg(300, 150, url)) for url in urls))


@plant("split", WECHAT.format("k"), mild=True)
def a_notice_in_another_language_and_size() -> Scene:
    sign = png(notice("This picture is from Weixin", (520, 390)))
    return beside(Shown(WECHAT.format("k"), sign, [(NONE, jpeg(photo(4)))]))


@spare("split")
def other_variants_were_asked_for_and_are_cropped() -> Scene:
    variants = [
        replace(Shown(f"{A}?w={n}", jpeg(photo(2, (n, n)))).lines()[0], asked=SAME)
        for n in (200, 400)
    ]
    return Scene([Shown(A, jpeg(photo(2))), Shown(B, jpeg(photo(3)))], more=variants)


@spare("shared")
def a_code_three_times_after_asking_again() -> Scene:
    same = png(code(3))
    return beside(*(Shown(WECHAT.format(n), same, [(NONE, same)]) for n in "abc"))


@spare("flat")
def a_night_sky() -> Scene:
    sky = Image.new("RGB", (640, 400), (4, 5, 12))
    draw = ImageDraw.Draw(sky)
    for n in range(60):
        draw.point((n * 97 % 640, n * 53 % 400), fill=(200, 200, 220))
    return beside(Shown(A, jpeg(sky), size=(600, 400)))


@spare("flat")
def white_drawings_on_nothing() -> Scene:
    drawn = []
    for n, url in enumerate(at("mark-one.png", "mark-two.png", "mark-three.png")):
        clear = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
        ImageDraw.Draw(clear).ellipse((20 * n, 20, 90, 90), fill=(255, 255, 255, 255))
        drawn.append(Shown(url, png(clear)))
    return beside(*drawn)


@spare("flat")
def a_moving_picture_that_begins_with_white() -> Scene:
    frames = [flat("white", (320, 240)), photo(3, (320, 240)), photo(4, (320, 240))]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    return beside(Shown(f"{CDN}/moving.gif", moving, [(NONE, moving)], size=(320, 240)))


@spare("contradiction")
def twice_as_many_pixels_for_a_fine_screen() -> Scene:
    return beside(Shown(A, jpeg(photo(3, (1280, 800))), size=(640, 400)))


@spare("contradiction")
def a_small_old_picture_shown_large() -> Scene:
    return beside(Shown(A, jpeg(photo(3, (150, 94))), size=(640, 400)))


@spare("contradiction")
def cropped_in_another_way_before() -> Scene:
    return Scene(
        [Shown(A, jpeg(photo(3)), size=(640, 400)), Shown(B, jpeg(photo(4)))],
        earlier=[Shown(A, jpeg(photo(3, (300, 300)))), Shown(B, jpeg(photo(4)))],
    )


@spare("split")
def no_referer_gets_the_larger_original() -> Scene:
    return beside(Shown(A, jpeg(photo(3)), [(NONE, jpeg(photo(3, (1600, 1000)))), (SITE, 403)]))


@spare("split")
def no_referer_gets_a_login_picture() -> Scene:
    login = jpeg(poster((320, 200)))
    return beside(*(Shown(url, jpeg(photo(n)), [(NONE, login)]) for n, url in enumerate((A, B))))


@spare("redirect")
def signed_addresses_of_one_store() -> Scene:
    return beside(
        *(
            Shown(url, jpeg(photo(n)), via=f"https://store.example/get?key={n}&sig=abc{n}")
            for n, url in enumerate((A, B, C))
        )
    )


@spare("shared")
def moving_dividers_of_a_magazine() -> Scene:
    frames = [photo(n, (1080, 100)).quantize(32) for n in (3, 4)]
    strip = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    return beside(*(Shown(WECHAT.format(n), strip) for n in "abcd"))


@spare("shared")
def the_front_matter_names_the_first_picture() -> Scene:
    real = jpeg(photo(3))
    return Scene([Shown(A, real), Shown(B, jpeg(photo(4)))], heads=[Shown(A, real)])


@spare("shared")
def one_photograph_under_three_hosts_of_a_network() -> Scene:
    real = jpeg(photo(3))
    urls = [f"https://{host}.example/large/006xyz.jpg" for host in ("wx1", "wx2", "tva3")]
    return beside(*(Shown(url, real) for url in urls))


@spare("shared")
def charts_of_one_design() -> Scene:
    charts = []
    for n, url in enumerate((A, B, C, D)):
        chart = Image.new("RGB", (640, 400), "white")
        draw = ImageDraw.Draw(chart)
        draw.line((40, 20, 40, 360, 620, 360), fill="black", width=2)
        for bar in range(8):
            top = 350 - (bar * 37 + n * 61) % 300
            draw.rectangle((60 + 70 * bar, top, 100 + 70 * bar, 360), fill=(40, 90, 160))
        charts.append(Shown(url, png(chart), size=(640, 400)))
    return beside(*charts)
