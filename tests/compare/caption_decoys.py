"""Posts as in `caption_posts` whose texts look like captions and are none."""

from __future__ import annotations

from caption_posts import DE, EN, JA, MID, ZH, A, made

GREY = '<span style="color:#666666;">{}</span>'
PICTURE = f"{MID}{A}</p>"

DECOYS = made(
    *(
        (name, body, {})
        for name, body in {
            "arrows in headings": f"{EN}<p>{A}</p><h2>▲ Top of the week ▼</h2>{EN}",
            "a lone mark under a picture": f"{ZH}{PICTURE}<p>▼</p>{ZH}",
            "a lone mark, then a section": (
                f"{ZH}<p>▼</p><p><strong>渡口</strong></p>{ZH}{PICTURE}{ZH}"
            ),
            "a footnote's arrow": (
                f'{EN}{PICTURE}{EN}<p>1. <a href="#r">↑</a> See the log book.</p>'
            ),
            "a footnote's arrow at the end": (
                f'{EN}{PICTURE}{EN}<p>See the log book. <a href="#r">↑</a></p>'
            ),
            "a section label": f"{ZH}{PICTURE}<p>▲ 网友观点</p>{ZH}{PICTURE}<p>▲ 网友观点</p>{ZH}",
            "bullets": f"{ZH}{PICTURE}<ul><li>◇ 渡口</li><li>△ 码头</li></ul>{ZH}",
            "bullets without a list": f"{ZH}{PICTURE}{ZH}<p>△ 渡口</p><p>△ 码头</p><p>△ 缆桩</p>",
            "figcaption of rights": (
                f"{ZH}<figure>{A}<figcaption>版权所有，转载请联系本站。</figcaption></figure>{ZH}"
            ),
            "figcaption of an advertisement": (
                f"{ZH}<figure>{A}<figcaption>以下为推广</figcaption></figure>{ZH}"
            ),
            "a centred article after a player": '<iframe src="https://v.example/a"></iframe>'
            + "".join(f"{MID}第{n}年，渡口有了第{n}条船</p>" for n in range(1, 32)),
            "a link label": f"{ZH}{PICTURE}{MID}{GREY.format('点击此处观看原视频')}</p>{ZH}",
            "a by-line": f"{ZH}{PICTURE}<p>（文/渡口晚报 李四）</p>",
            "a by-line in German": f"{DE}{PICTURE}<p>Text: Max Muster</p>{DE}",
            "a by-line in Japanese": f"{JA}{PICTURE}<p>文：山田花子</p>{JA}",
            "an editor": f"{ZH}{PICTURE}{MID}责任编辑：李四</p>",
            "the end": f"{ZH}{PICTURE}{MID}— 完 —</p>",
            "the end in English": f"{EN}{PICTURE}{MID}- THE END -</p>",
            "a table drawn in characters": (
                f"{ZH}{PICTURE}<pre>┌──┬──┐\n│▲ │渡口│\n└──┴──┘</pre>{ZH}"
            ),
            "a lead-in": f"{ZH}{PICTURE}{MID}下图是渡口的位置：</p>{ZH}",
            "a lead-in with an arrow": f"{ZH}<p>渡口长这样↓</p><p>{A}</p>{ZH}",
            "a section's title in bold": (
                f"{EN}<p>{A}</p><p><strong>What happened next</strong></p>{EN}"
            ),
            "a section's title with a number": (
                f"{ZH}<p>{A}</p><p><strong>一、渡口的来历</strong></p>{ZH}"
            ),
            "a sentence about the figure": (
                f"{EN}<p>{A}</p>"
                "<p>Figure 1 shows where the ferry lands, and why nobody on the pier"
                f" could see it before the fog had lifted; the log book says more.</p>{EN}"
            ),
            "running text": f"{JA}<p>{A}</p>{JA}",
            "a way to the top": f'{EN}{PICTURE}<p><a href="#top">↑ Back to top</a></p>',
            "a way to the top in Chinese": f'{ZH}{PICTURE}<p><a href="#">▲ 返回顶部</a></p>',
            "figures with an arrow": f"{EN}{PICTURE}<p>▲ 3.2%</p>{EN}",
            "an invitation": f"{ZH}{PICTURE}{MID}{GREY.format('长按识别二维码关注我们')}</p>{ZH}",
            "an invitation in English": f"{EN}{PICTURE}{MID}Subscribe to our newsletter</p>{EN}",
            "an icon": (
                f'{EN}<p align="center">'
                f'<img src="a.png" width="16" height="16" box="0,0,16,16"></p>{MID}menu'
                f"</p>{EN}"
            ),
            "a tooltip": f'{ZH}<p><img src="a.jpg" title="点击查看大图"></p>{ZH}',
            "a title that names the file": f'{EN}<p><img src="a.jpg" title="IMG 0042.jpg"></p>{EN}',
            "an alternative text": f"{EN}\n\n![The pier at low tide](a.jpg)\n\n{EN}",
            "words around a picture": f"{EN}<p>The sign {A} means stop.</p>{EN}",
            "a hint that comes again": "".join(
                f"{EN}<p>{A.replace('a', n, 1)}\n(hover for more)</p>" for n in "abc"
            ),
            "a quotation": f"{ZH}<p>{A}</p><p>“船来了。”</p>{ZH}",
            "a question": f"{ZH}<p>{A}</p><p>渡船在哪里？</p>{ZH}",
            "who the author is": (
                f"{ZH}<p>{A}</p><p><em>主要研究渡口的历史</em></p><p><em>现居河边</em></p><p>"
                f"<em>著有多部书</em></p>{ZH}"
            ),
            "a heading": f"{DE}{PICTURE}<h3>Die Fähre im Nebel</h3>{DE}",
            "code": f"{EN}<p>{A}</p><pre>▲ build finished</pre>{EN}",
            "a film's place in the text": f'{EN}<video src="a.mp4"></video>{EN}',
        }.items()
    )
)
