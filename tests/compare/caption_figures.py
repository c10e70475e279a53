"""More posts as in `caption_posts`: captions told by structure."""

from __future__ import annotations

from caption_posts import DE, EN, JA, MID, ZH, A, B, C, made

FIGURES = made(
    (
        "figcaption",
        f"{EN}<figure>{A}<figcaption>The pier</figcaption></figure>{EN}",
        {"The pier": "a"},
    ),
    (
        "figcaption of paragraphs",
        f"{ZH}<figure>{A}<figcaption><p>渡口</p><p>图：港务局</p></figcaption></figure>{ZH}",
        {"渡口": "a", "图：港务局": "a"},
    ),
    (
        "figcaption before the picture",
        f"{DE}<figure><figcaption>Die Fähre</figcaption>{A}</figure>{DE}",
        {"Die Fähre": "a"},
    ),
    (
        "figcaption with a link",
        f'{EN}<figure>{A}<figcaption><a href="/x">The pier</a>, 1920.</figcaption></figure>{EN}',
        {"The pier, 1920.": "a"},
    ),
    (
        "figcaption outside a figure",
        f"{ZH}\n\n![](a.jpg)\n\n<figcaption>▲三月的渡口</figcaption>\n\n{ZH}",
        {"▲三月的渡口": "a"},
    ),
    (
        "figure around a player",
        (
            f'{ZH}<figure class="embed"><div><iframe src="https://v.example/a"></iframe>'
            f"</div><figcaption>渡船</figcaption></figure>{ZH}"
        ),
        {"渡船": "a"},
    ),
    (
        "figure around a picture element",
        (
            f'{JA}<figure><picture><source srcset="a.webp"><img src="a.jpg"></picture>'
            f"<figcaption><span>霧の朝</span></figcaption></figure>{JA}"
        ),
        {"霧の朝": "a"},
    ),
    (
        "empty figcaption, then a mark",
        f"{ZH}<figure>{A}<figcaption></figcaption></figure><p>▲渡口</p>{ZH}",
        {"▲渡口": "a"},
    ),
    (
        "figure of two pictures",
        f'{EN}<figure class="half">{A}{B}<figcaption>Two piers.</figcaption></figure>{EN}',
        {"Two piers.": "ab"},
    ),
    (
        "figure of three figures",
        (
            f"{EN}<figure><figure>{A}</figure><figure>{B}</figure><figure>{C}</figure>"
            f"<figcaption>Three piers.</figcaption></figure>{EN}"
        ),
        {"Three piers.": "abc"},
    ),
    (
        "a mark under a row of pictures",
        f"{ZH}{MID}{A}{B}{C}</p>{MID}▲从左到右：渡口、码头、缆桩</p>{ZH}",
        {"▲从左到右：渡口、码头、缆桩": "abc"},
    ),
    (
        "WordPress",
        f'{DE}<div class="wp-caption">{A}<p class="wp-caption-text">Die Fähre</p></div>{DE}',
        {"Die Fähre": "a"},
    ),
    (
        "WordPress shortcode",
        f'{EN}\n\n[caption id="x" width="300"]{A} The pier[/caption]\n\n{EN}',
        {"The pier": "a"},
    ),
    (
        "WordPress shortcode, older",
        f'{EN}\n\n[caption width="300" caption="The pier"]{A}[/caption]\n\n{EN}',
        {"The pier": "a"},
    ),
    (
        "Hugo shortcode",
        f'{EN}\n\n{{{{< figure src="a.jpg" caption="The pier" >}}}}\n\n{EN}',
        {"The pier": "a"},
    ),
    ("Hexo tag", f'{ZH}\n\n{{% img /a.jpg 400 300 \'"渡口" "失败"\' %}}\n\n{ZH}', {"渡口": "a"}),
    ("Markdown title", f'{ZH}\n\n![](a.jpg "三月的渡口")\n\n{ZH}', {"三月的渡口": "a"}),
    (
        "caption class",
        f'{ZH}<div class="image-package">{A}<div class="image-caption">渡口</div></div>{ZH}',
        {"渡口": "a"},
    ),
    (
        "caption class inside a wrapper",
        f'{ZH}<div class="img-wrap"><div>{A}</div><span class="img-desc">渡口</span></div>{ZH}',
        {"渡口": "a"},
    ),
    (
        "credit class and caption class",
        (
            f'{EN}<div><a href="a.jpg">{A}</a></div>'
            '<div class="photo-credit">Ann Lee—Harbour Board</div><div>'
            '<div class="photo-caption">'
            "<p>Passengers wait on the pier while the fog lifts, March 2023.</p></div>"
            f"</div>{EN}"
        ),
        {
            "Ann Lee—Harbour Board": "a",
            "Passengers wait on the pier while the fog lifts, March 2023.": "a",
        },
    ),
    (
        "title class under a film",
        (
            f'{ZH}<div class="video-box"><video src="a.mp4"></video>'
            f'<p class="in-article-video-title">渡船靠岸</p></div>{ZH}'
        ),
        {"渡船靠岸": "a"},
    ),
    (
        "table of two rows",
        (
            f"<table><tr><td>{A}</td><td>{B}</td></tr><tr><td>东岸的老渡口</td>"
            f"<td>西岸的新码头</td></tr></table>{ZH}"
        ),
        {"东岸的老渡口": "a", "西岸的新码头": "b"},
    ),
    (
        "table of a picture and a line",
        f"{ZH}<table align=center><tr><td>{A}</td></tr><tr><td>▲东岸的老渡口</td></tr></table>{ZH}",
        {"▲东岸的老渡口": "a"},
    ),
    (
        "table, caption in the cell",
        (
            f"{ZH}<table><tr><td align=center>{A}<br>东岸的老渡口</td>"
            f"<td align=center>{B}<br>西岸的新码头</td></tr></table>{ZH}"
        ),
        {"东岸的老渡口": "a", "西岸的新码头": "b"},
    ),
    (
        "Markdown table",
        (
            f"{ZH}\n\n| ![](a.jpg) | ![](b.jpg) |\n| :-: | :-: |\n| 东岸的老渡口 | 西岸的新码头"
            f" |\n\n{ZH}"
        ),
        {"东岸的老渡口": "a", "西岸的新码头": "b"},
    ),
    (
        "two captions of one picture",
        f"{ZH}{MID}{A}</p>{MID}▲渡口</p>{MID}图片来源：港务局</p>{ZH}",
        {"▲渡口": "a", "图片来源：港务局": "a"},
    ),
    (
        "sound",
        (
            f'{ZH}<figure class="audio"><audio src="a.mp3"></audio><figcaption>渡船汽笛'
            f"</figcaption></figure>{ZH}"
        ),
        {"渡船汽笛": "a"},
    ),
    (
        "lazy picture",
        (
            f"{ZH}<p>"
            '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="a.jpg"></p>'
            f"<p>▲渡口</p>{ZH}"
        ),
        {"▲渡口": "a"},
    ),
)
