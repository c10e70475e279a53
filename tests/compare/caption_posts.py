"""Small posts in every convention for captions, each with what a reader takes for its captions.

A post's body is HTML or Markdown; pictures are `a.jpg`, `b.jpg` ... and films and players
are named the same way. `captions` maps each caption to the letters of its media.
"""

from __future__ import annotations

from dataclasses import dataclass, field

EN = (
    "<p>The ferry had been late all week, and nobody on the pier expected it before the tide"
    " turned. So they waited.</p>"
)
DE = (
    "<p>Am dritten Tag lag der Nebel noch immer über dem Fluss, und die Fähre fuhr nur, wenn"
    " genug Leute warteten.</p>"
)
ZH = "<p>渡轮整整晚了一个星期，码头上没有人指望它在涨潮之前靠岸，大家只好坐在缆桩上慢慢地等着。</p>"
JA = "<p>三日目の朝になっても川には霧が残り、渡し船は人が集まったときにだけ岸を離れるのだった。</p>"
MID = '<p align="center">'
A, B, C = (f'<img src="{name}.jpg">' for name in "abc")


@dataclass(frozen=True, kw_only=True)
class Convention:
    """One post, and its captions."""

    name: str
    body: str
    captions: dict[str, str] = field(default_factory=dict)


def made(*rows: tuple[str, str, dict[str, str]]) -> list[Convention]:
    return [Convention(name=name, body=body, captions=captions) for name, body, captions in rows]


MARKED = made(
    ("mark, centred", f"{ZH}{MID}{A}</p>{MID}▲雾中的渡口</p>{ZH}", {"▲雾中的渡口": "a"}),
    ("mark, body style", f"{ZH}<p>{A}</p><p>△ 渡口，三月。</p>{ZH}", {"△ 渡口，三月。": "a"}),
    (
        "mark and full-width blank",
        f"{ZH}<p>{A}</p><p>\u3000\u3000▲\u3000渡口</p>{ZH}",
        {"▲ 渡口": "a"},
    ),
    (
        "mark, centred three ways",
        (
            f"{MID}{A}</p>{MID}▲甲</p>{ZH}<p>{B}</p><p style='text-align: center;'>▲乙</p>{ZH}"
            f"<div align='center'><p>{C}</p><p>▲丙</p></div>{ZH}"
        ),
        {"▲甲": "a", "▲乙": "b", "▲丙": "c"},
    ),
    ("mark in center", f"<center>{A}<br>▲ The ferry</center>{EN}", {"▲ The ferry": "a"}),
    ("mark behind br", f"{ZH}<p>{A}<br>▲渡口的早晨</p>{ZH}", {"▲渡口的早晨": "a"}),
    (
        "mark behind br, body in the same paragraph",
        f"{ZH}<p>{A}<br>▲渡口<br>渡轮整整晚了一个星期，大家只好坐着等，谁也不说话。</p>",
        {"▲渡口": "a"},
    ),
    (
        "mark behind empty paragraphs",
        f"{ZH}{MID}{A}</p><p><br></p><p>&nbsp;</p>{MID}▲渡口</p>{ZH}",
        {"▲渡口": "a"},
    ),
    (
        "mark in German",
        f"{DE}<p>{A}</p><p>▲ Die Fähre im Nebel</p>{DE}",
        {"▲ Die Fähre im Nebel": "a"},
    ),
    ("mark in Japanese", f"{JA}<p>{A}</p><p>▲霧の渡し場</p>{JA}", {"▲霧の渡し場": "a"}),
    (
        "mark in a span of its own",
        f"{ZH}<p>{A}</p><p><span>▲</span><span>渡口</span></p>{ZH}",
        {"▲渡口": "a"},
    ),
    ("mark as an entity", f"{EN}<p>{A}</p><p>&#9650; The pier</p>{EN}", {"▲ The pier": "a"}),
    ("emoji as mark", f"{ZH}<p>{A}</p><p>⬆️ 渡口</p>{ZH}", {"⬆️ 渡口": "a"}),
    (
        "mark under each of two pictures in a row",
        f"{ZH}{MID}{A}</p>{MID}▲甲</p>{MID}{B}</p>{MID}▲乙</p>{ZH}",
        {"▲甲": "a", "▲乙": "b"},
    ),
    (
        "mark under a player",
        f'{ZH}{MID}<iframe src="https://v.example/a"></iframe></p>{MID}▲现场视频</p>{ZH}',
        {"▲现场视频": "a"},
    ),
    (
        "mark under a linked picture",
        f'{ZH}<p><a href="https://s.example/">{A}</a></p><p>▲渡口</p>{ZH}',
        {"▲渡口": "a"},
    ),
    (
        "down mark before, credit in the figcaption",
        (
            f"{ZH}<blockquote>▼ 渡船靠岸。</blockquote><figure>{A}<figcaption>市档案馆</figcaption>"
            f"</figure>{ZH}"
        ),
        {"▼ 渡船靠岸。": "a", "市档案馆": "a"},
    ),
    ("down mark, plain", f"{ZH}<p>▼渡船靠岸</p><p>{A}</p>{ZH}", {"▼渡船靠岸": "a"}),
    ("down mark at the end", f"{JA}<p>霧の渡し場▼</p><p>{A}</p>{JA}", {"霧の渡し場▼": "a"}),
    (
        "mark at the end",
        f"{ZH}<p>{A}</p><blockquote><p>渡口的草图↑</p></blockquote>{ZH}",
        {"渡口的草图↑": "a"},
    ),
    (
        "arrow in English",
        f"{EN}<p>{A}</p><p>↑ The pier at low tide.</p>{EN}",
        {"↑ The pier at low tide.": "a"},
    ),
)

SET_APART = made(
    (
        "grey span, centred",
        f'{ZH}{MID}{A}</p>{MID}<span style="color:#666666;">渡口 直播画面</span></p>{ZH}',
        {"渡口 直播画面": "a"},
    ),
    (
        "grey span and mark",
        f'{ZH}{MID}{A}</p>{MID}<span style="color:#666666;">△摆渡人</span></p>{ZH}',
        {"△摆渡人": "a"},
    ),
    (
        "grey font",
        f'{DE}<p>{A}</p><p><font color="gray">Die Fähre im Nebel</font></p>{DE}',
        {"Die Fähre im Nebel": "a"},
    ),
    (
        "grey in nested spans",
        (
            f'{ZH}<p>{A}</p><p><span><span style="color: rgb(136, 136, 136); font-size: 14px;">'
            f"渡口的早晨</span></span></p>{ZH}"
        ),
        {"渡口的早晨": "a"},
    ),
    (
        "small",
        f"{EN}<p>{A}</p><p><small>The pier at low tide</small></p>{EN}",
        {"The pier at low tide": "a"},
    ),
    (
        "small and italic in the same paragraph as a player",
        (
            f'{EN}<p><iframe src="https://v.example/a"></iframe>\n'
            f"<small><em>Ann Lee, harbour master; Tom Ray, pilot</em></small></p>{EN}"
        ),
        {"Ann Lee, harbour master; Tom Ray, pilot": "a"},
    ),
    (
        "centred",
        f"{EN}{MID}{A}</p>{MID}The pier at low tide</p>{EN}",
        {"The pier at low tide": "a"},
    ),
    (
        "centred by class",
        f'{DE}<p class="text-center">{A}</p><p class="text-center">Die Fähre</p>{DE}',
        {"Die Fähre": "a"},
    ),
    (
        "italics in Markdown",
        f"{EN}\n\n![](a.jpg)\n\n*The pier at low tide.*\n\n{EN}",
        {"The pier at low tide.": "a"},
    ),
    (
        "italics in German",
        f"{DE}<p>{A}</p><p><em>Die Fähre im Nebel</em></p>{DE}",
        {"Die Fähre im Nebel": "a"},
    ),
    (
        "italics and link",
        f'{EN}<p>{A}</p><p><em>The pier, by <a href="/x">Ann Lee</a></em></p>{EN}',
        {"The pier, by Ann Lee": "a"},
    ),
    (
        "bold on the next line of the paragraph",
        f"{EN}\n\n![](a.jpg)\n**The new pier**\n\n{EN}",
        {"The new pier": "a"},
    ),
    ("next line of the paragraph", f"{ZH}\n\n![](a.jpg)\n疑似旧渡口\n\n{ZH}", {"疑似旧渡口": "a"}),
    ("next line, marked", f"{ZH}\n\n![](a.jpg)\n▲疑似旧渡口\n\n{ZH}", {"▲疑似旧渡口": "a"}),
    (
        "next line, under two pictures",
        f"{EN}\n\n![](a.jpg)\n![](b.jpg)\n**Two piers**\n\n{EN}",
        {"Two piers": "ab"},
    ),
    (
        "plain among marked ones",
        f"{ZH}<p>{A}</p><p>▲渡口</p>{ZH}<p>{B}</p><p>▲码头</p>{ZH}<p>{C}</p><p>缆桩</p>{ZH}",
        {"▲渡口": "a", "▲码头": "b", "缆桩": "c"},
    ),
    (
        "under a heading that says cover picture",
        (
            "\n## 封面图\n\n![](a.jpg)\n\n三月的早晨，渡口起了大雾，大家在等船。（[出处](/x)）"
            f"\n\n## 正文\n\n{ZH}"
        ),
        {"三月的早晨，渡口起了大雾，大家在等船。（出处）": "a"},
    ),
    (
        "that names the cover picture",
        f"{ZH}\n\n![](a.jpg)\n\n封面图：三月的一个早晨，渡口起了大雾。\n\n{ZH}",
        {"封面图：三月的一个早晨，渡口起了大雾。": "a"},
    ),
)
CREDITS = made(
    *(
        (f"credit: {words}", f"{body}<p>{A}</p><p>{words}</p>{body}", {words: "a"})
        for words, body in (
            ("图片来源：渡口晚报", ZH),
            ("图源：网络", ZH),
            ("图/渡口晚报", ZH),
            ("（图片来自网络）", ZH),
            ("三月，渡口。本报记者 李四 摄", ZH),
            ("受访者供图", ZH),
            ("視頻截圖", ZH),
            ("Photo: Ann Lee", EN),
            ("Photo by Ann Lee on Pictures", EN),
            ("Image credit: Harbour Board", EN),
            ("© Ann Lee / Harbour Board", EN),
            ("Foto: Max Muster", DE),
            ("Bild: Hafenamt", DE),
            ("Quelle: Hafenamt", DE),
            ("写真：港湾局", JA),
            ("写真提供＝港湾局", JA),
            ("撮影：山田花子", JA),
            ("画像：港湾局", JA),
            ("（出典：港湾局）", JA),
        )
    ),
)
NUMBERED = made(
    *(
        (f"number: {words}", f"{body}<p>{A}</p><p>{words}</p>{body}", {words: "a"})
        for words, body in (
            ("图1：渡口的位置", ZH),
            ("图 1-2. 渡口与码头", ZH),
            ("图一、渡口的位置", ZH),
            ("圖 3 渡口", ZH),
            ("视频1：渡船靠岸", ZH),
            ("Figure 1. Where the ferry lands", EN),
            ("Fig. 2: Where the ferry lands", EN),
            ("Abb. 1: Lage der Fähre", DE),
            ("Abbildung 2 – Lage der Fähre", DE),
            ("Bild 3: Lage der Fähre", DE),
            ("図1：渡し場の位置", JA),
            ("図 2 渡し場の位置", JA),
            ("写真1 渡し場", JA),
        )
    ),
    (
        "number before the picture",
        f"{EN}<p>Figure 1. Where the ferry lands</p><p>{A}</p>{EN}",
        {"Figure 1. Where the ferry lands": "a"},
    ),
)
