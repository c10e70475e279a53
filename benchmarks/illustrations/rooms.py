"""Illustrations of rooms and streets: books, lamps, tea."""

from __future__ import annotations

import numpy as np
from canvas import WIDTH, Canvas, mix
from things import lantern


def library_night() -> Canvas:
    canvas = Canvas(11, "#0e1a33", "#1d3153", "#3c4f72", "#7a7487")
    canvas.stars(420, 0.62)
    canvas.disc(1560, 240, 66, "#f7edd3")
    canvas.glow(1560, 240, 420, "#cdbf9b", 0.5)
    canvas.ridge(0.72, 0.06, "#26344f", "#3a4560", waves=5)
    canvas.rect(330, 470, 1670, 1000, "#463b45", "#5c4a4a")
    canvas.shape([(280, 476), (1000, 268), (1720, 476)], "#322b3a", "#41364a")
    canvas.rect(296, 462, 1704, 492, "#2b2533")
    for number in range(7):
        x = 440 + number * 187
        canvas.glow(x, 760, 210, "#f7b55c", 0.55)
        canvas.rect(x - 50, 650, x + 50, 900, "#fbe0a0", "#f3b562")
        canvas.disc(x, 652, 50, "#fbe6ae")
        for bar in (-17, 17):
            canvas.rect(x + bar - 3, 606, x + bar + 3, 900, "#6b4a3b")
        for y in (690, 770, 850):
            canvas.rect(x - 50, y - 3, x + 50, y + 3, "#6b4a3b")
    canvas.rect(240, 1000, 1760, 1030, "#2e2a37")
    canvas.rect(180, 1030, 1820, 1062, "#282532")
    canvas.rect(0, 1062, 2000, 1250, "#232838", "#141a29")
    for number in range(7):
        canvas.glow(440 + number * 187, 1120, 200, "#f0a850", 0.33)
    for x in (130, 1880):
        canvas.rect(x - 12, 700, x + 12, 1070, "#1b1f2d")
        canvas.disc(x, 620, 150, "#22314a", "#18233a", ratio=1.15)
    canvas.snow(260, 170)
    return canvas


def library_shelves() -> Canvas:
    canvas = Canvas(13, "#4b2f26", "#3a241f")
    spines = [
        "#9c3b2f",
        "#c7783f",
        "#d9b36c",
        "#5f7a6c",
        "#2f4f5c",
        "#7d5a6b",
        "#e6d9bd",
        "#3c3f58",
    ]
    for row in range(4):
        base = 306 + row * 306
        canvas.rect(0, base - 270, 2000, base, "#2a1a18", "#3a2420")
        x = 20.0
        while x < WIDTH - 30:
            width = float(canvas.dice.uniform(24, 66))
            tall = float(canvas.dice.uniform(150, 236))
            if canvas.dice.random() < 0.05:
                x += 70
                continue
            colour = mix(str(canvas.dice.choice(spines)), "#2a1a18", canvas.dice.uniform(0, 0.3))
            canvas.rect(x, base - tall, x + width - 4, base, mix(colour, "#ffffff", 0.08), colour)
            for part in (0.16, 0.8):
                y = base - tall * part
                canvas.rect(x + 5, y - 4, x + width - 9, y, mix(colour, "#f1d9a4", 0.6))
            x += width
        canvas.rect(0, base, 2000, base + 36, "#8a5a3c", "#5d3a28")
    canvas.glow(1480, 380, 1150, "#ffca7c", 0.62)
    canvas.line([(1480, 0), (1480, 300)], 6, "#1d1412")
    canvas.shape([(1360, 410), (1440, 300), (1520, 300), (1600, 410)], "#2f5f52", "#1f4439")
    canvas.disc(1480, 412, 118, "#fff1c9", ratio=0.16)
    return canvas


def reading_lamp() -> Canvas:
    canvas = Canvas(17, "#2c3149", "#3b3b55", "#4d4258")
    canvas.rect(180, 110, 860, 800, "#16223f", "#33476b")
    canvas.disc(640, 290, 62, "#f6ead0")
    canvas.glow(640, 290, 240, "#d9cfae", 0.5)
    canvas.shape(
        [(180, 800), (180, 640), (420, 560), (640, 650), (860, 590), (860, 800)], "#1c2a45"
    )
    for x, y, right, bottom in ((180, 110, 860, 130), (180, 780, 860, 808), (508, 110, 532, 800)):
        canvas.rect(x, y, right, bottom, "#6b5145")
    for x in (160, 850):
        canvas.rect(x, 100, x + 26, 810, "#775a4c")
    canvas.glow(1330, 720, 900, "#ffb95e", 0.85)
    canvas.shape([(1410, 930), (1560, 560), (1574, 566), (1434, 936)], "#2b2530")
    canvas.shape([(1572, 572), (1340, 400), (1352, 388), (1586, 556)], "#2b2530")
    canvas.shape([(1210, 560), (1270, 420), (1370, 380), (1420, 480)], "#2f6b5d", "#1f4a42")
    canvas.disc(1316, 524, 112, "#fff3cf", ratio=0.34)
    canvas.rect(0, 960, 2000, 1250, "#8a5738", "#4c2e22")
    canvas.disc(1424, 962, 130, "#2b2530", ratio=0.16)
    canvas.glow(1180, 1010, 620, "#ffd48a", 0.5)
    left = [(640, 1040), (960, 990), (960, 1080), (610, 1132)]
    canvas.shape(left, "#fbf1d8", "#e2cfa8")
    canvas.shape([(960, 990), (1290, 1034), (1330, 1124), (960, 1080)], "#f3e5c3", "#d8c193")
    for number in range(5):
        y = 1030 + number * 17
        canvas.line([(690 - number * 5, y + 14), (920, y - 20)], 4, "#a8987a")
        canvas.line([(1000, y - 20), (1248 + number * 6, y + 12)], 4, "#a08f70")
    canvas.disc(380, 1010, 86, "#e8e1d2", "#b7ab9a", ratio=0.24)
    canvas.shape([(300, 1010), (460, 1010), (438, 1110), (322, 1110)], "#e8e1d2", "#a99c8d")
    canvas.disc(380, 1010, 70, "#6b4330", ratio=0.2)
    return canvas


def tea_cup() -> Canvas:
    canvas = Canvas(23, "#e9dfc9", "#f3e8d2", "#dcc8a8")
    for x in range(0, WIDTH, 250):
        canvas.rect(x, 0, x + 14, 800, "#b89a76")
    for y in (120, 430, 740):
        canvas.rect(0, y, 2000, y + 14, "#b89a76")
    canvas.glow(420, 260, 1000, "#fff6d8", 0.75)
    canvas.shape([(1480, 0), (2000, 0), (2000, 520), (1720, 330)], "#c7c59a")
    for number in range(8):
        x, y = 1500 + number * 66, 60 + (number * 97) % 320
        canvas.shape([(x, y), (x + 120, y + 46), (x + 150, y + 96), (x + 60, y + 70)], "#7f9b6c")
    canvas.rect(0, 800, 2000, 1250, "#8d5f3f", "#5b3a28")
    for y in (850, 930, 1050):
        canvas.line([(0, y), (2000, y + 22)], 3, "#7a5036")
    canvas.disc(900, 1054, 430, "#5f3e2b", ratio=0.17)
    canvas.disc(890, 1030, 400, "#d9dcd0", "#a9b3a8", ratio=0.15)
    bowl = [(640, 760), (1140, 760)]
    bowl += [
        (float(890 + 250 * np.cos(a)), float(760 + 262 * np.sin(a)))
        for a in np.linspace(0, np.pi, 60)
    ]
    canvas.shape(bowl, "#edf0e6", "#9fb0a4")
    canvas.disc(890, 762, 250, "#f7f8ef", "#d5ddd0", ratio=0.19)
    canvas.disc(890, 770, 222, "#a8762f", "#c99a45", ratio=0.16)
    canvas.shape([(700, 905), (760, 880), (840, 960), (790, 975)], "#6f93a0")
    canvas.shape([(870, 900), (950, 930), (980, 880), (920, 985)], "#6f93a0")
    for drift in (0.0, 2.1, 4.0):
        y = np.linspace(700, 250, 90)
        x = 860 + drift * 18 + 52 * np.sin(y / 92 + drift) * (700 - y) / 450
        for at, level in zip(x, y, strict=True):
            canvas.glow(float(at), float(level), 44, "#ffffff", 0.055)
    canvas.disc(1520, 960, 150, "#6a3f30", "#4b2b22", ratio=0.9)
    canvas.disc(1520, 838, 84, "#5c362a", ratio=0.2)
    canvas.disc(1520, 812, 18, "#4b2b22")
    canvas.line([(1650, 930), (1750, 900), (1780, 840)], 34, "#5c362a")
    canvas.ring((1330, 860, 1450, 1040), 24, "#5c362a")
    return canvas


def lantern_street() -> Canvas:
    canvas = Canvas(43, "#141430", "#2b2148", "#5b2f52", "#92454c")
    canvas.stars(160, 0.4)
    for side in (-1, 1):
        for number in range(5):
            near, next_near = 1 - number * 0.19, 0.81 - number * 0.19
            edge, far = (1000 + side * (150 + 860 * share) for share in (near, next_near))
            top, far_top = 620 - 560 * near, 620 - 560 * next_near
            wall = mix("#3a2438", "#7a3d46", number * 0.2)
            ends = [(far, 860 + 390 * next_near), (edge, 860 + 390 * near)]
            canvas.shape([(edge, top), (far, far_top), *ends], wall, mix(wall, "#1a1020", 0.3))
            lip = side * 40 * near
            eaves = [(edge, top - 46 * near), (far, far_top - 30 * near)]
            eaves += [(far - lip, far_top + 34 * near), (edge - lip, top + 30 * near)]
            canvas.shape(eaves, "#1d1628", "#2a1d30")
            middle, wide = (edge + far) / 2, 40 * near
            canvas.glow(middle, 700, 240 * near, "#ff9a4a", 0.4)
            canvas.rect(
                middle - wide,
                560 + 60 * near,
                middle + wide,
                700 + 130 * near,
                "#ffc978",
                "#f09a4c",
            )
    canvas.shape([(0, 1250), (850, 860), (1150, 860), (2000, 1250)], "#6b3c46", "#251a2c")
    canvas.glow(1000, 900, 520, "#ffb066", 0.65)
    for number in range(6):
        near = 1 - number * 0.15
        y = 560 - 430 * near
        rope = [
            (float(x), float(y + 90 * near * (1 - ((x - 1000) / (900 * near)) ** 2)))
            for x in np.linspace(1000 - 900 * near, 1000 + 900 * near, 40)
        ]
        canvas.line(rope, 3, "#1d1628")
        for part in (-0.66, -0.22, 0.22, 0.66):
            x = 1000 + 900 * near * part
            lantern(canvas, x, y + 90 * near * (1 - part**2) + 50 * near, 46 * near)
    for x, tall, coat in (
        (860, 150, "#2f3f5f"),
        (930, 120, "#a8433a"),
        (1120, 170, "#3b2a3d"),
        (1190, 96, "#d9a25a"),
        (700, 210, "#22243a"),
    ):
        base = 900 + tall * 0.9
        canvas.shape(
            [
                (x - tall * 0.16, base),
                (x - tall * 0.1, base - tall * 0.72),
                (x + tall * 0.1, base - tall * 0.72),
                (x + tall * 0.16, base),
            ],
            coat,
            mix(coat, "#120e1a", 0.5),
        )
        canvas.disc(x, base - tall * 0.83, tall * 0.1, "#3a2a2c")
    return canvas


def lamp_lens() -> Canvas:
    canvas = Canvas(71, "#0f2233", "#1d3c4c", "#2d5560")
    canvas.glow(1000, 620, 1050, "#ffdf9a", 0.85)
    for number in range(15, 0, -1):
        radius = number * 38
        tone = mix("#8fd0c4", "#fff3c8", 1 - number / 15)
        tone = mix(tone, "#16323f", 0.42 if number % 2 else 0.08)
        canvas.disc(1000, 620, radius, mix(tone, "#ffffff", 0.16), tone)
        canvas.ring((1000 - radius, 620 - radius, 1000 + radius, 620 + radius), 3, "#e6f3e6")
    canvas.disc(1000, 620, 34, "#fffbe8")
    canvas.glow(1000, 620, 420, "#fff2c0", 0.9)
    for angle in np.linspace(0, 2 * np.pi, 9)[:-1]:
        x, y = 1000 + 590 * np.cos(angle), 620 + 590 * np.sin(angle)
        inner = (1000 + 80 * np.cos(angle), 620 + 80 * np.sin(angle))
        canvas.line([inner, (float(x), float(y))], 5, "#b78a4a")
    canvas.ring((400, 20, 1600, 1220), 26, "#8a6236")
    canvas.rect(0, 1180, 2000, 1250, "#241c1a")
    return canvas


PAINTERS = (library_night, library_shelves, reading_lamp, tea_cup, lantern_street, lamp_lens)
