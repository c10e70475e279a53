"""Illustrations of the open country: hills, coast, snow."""

from __future__ import annotations

import numpy as np
from canvas import HEIGHT, WIDTH, Canvas, mix
from PIL import Image
from things import arch, house


def tea_hills() -> Canvas:
    canvas = Canvas(19, "#b9d6d6", "#e3ecd5", "#f8f1d8")
    canvas.glow(520, 240, 560, "#fff1bf", 0.7)
    canvas.ridge(0.40, 0.18, "#9bbcb2", "#e4ecd6", waves=2.0)
    canvas.haze(0.45, 0.05, "#f4f4e0", 0.8)
    greens = ["#7ba873", "#629658", "#4a8248", "#356b3c"]
    for number, green in enumerate(greens):
        level = 0.52 + number * 0.14
        x = np.linspace(0, WIDTH, 200)
        phase = number * 1.9
        top = (level - 0.075 * np.sin(x / WIDTH * 4.4 + phase)) * HEIGHT
        hill = [(float(a), float(b)) for a, b in zip(x, top, strict=True)]
        canvas.shape([*hill, (WIDTH, HEIGHT), (0, HEIGHT)], green, mix(green, "#1f3d2b", 0.35))
        for row in range(1, 9):
            drop = row * (16 + number * 9) + row**2 * (1 + number * 0.6)
            light = mix(green, "#dfe9a8", 0.34 - row * 0.02)
            wave = 6 * np.sin(x / (40 + number * 22) + row)
            canvas.line(
                [(float(a), float(b)) for a, b in zip(x, top + drop + wave, strict=True)],
                5 + number * 2,
                light,
            )
        canvas.haze(level + 0.11, 0.035, "#eef3dc", 0.32 - number * 0.08)
    for x, y in ((620, 800), (690, 822), (1330, 930)):
        canvas.shape([(x - 30, y), (x, y - 22), (x + 30, y)], "#e9d7a3", "#c9ac6a")
        canvas.shape([(x - 17, y), (x + 17, y), (x + 23, y + 50), (x - 23, y + 50)], "#a8433a")
    return canvas


def lighthouse() -> Canvas:
    canvas = Canvas(37, "#5e9cc0", "#a9d0d8", "#f3ead2")
    for x, y, size in ((300, 280, 1.0), (980, 170, 0.7), (1740, 330, 1.1)):
        for shift, radius in ((-118, 52), (-46, 88), (52, 70), (124, 44)):
            arch(canvas, x + shift * size, y, radius * size, "#fbf9f2")
    canvas.rect(0, 720, 2000, 1250, "#3f87a3", "#1c5573")
    for _ in range(60):
        y = 728 + 510 * float(canvas.dice.random()) ** 1.5
        x, length = float(canvas.dice.uniform(0, 2000)), (y - 690) * 0.3
        canvas.line([(x, y), (x + length, y)], 3, mix("#3f87a3", "#dff0ee", 0.45))
    cliff = [
        (2000, 620),
        (1720, 640),
        (1500, 690),
        (1290, 700),
        (1180, 760),
        (1120, 900),
        (1010, 1010),
    ]
    canvas.shape([*cliff, (900, 1250), (2000, 1250)], "#8a7a63", "#4d4338")
    canvas.shape(
        [(2000, 600), (1700, 622), (1480, 672), (1270, 684), (1200, 742), (1420, 742), (2000, 730)],
        "#8fae6a",
        "#5f8450",
    )
    canvas.shape([(1370, 690), (1410, 250), (1530, 250), (1570, 690)], "#fbf5ea", "#dccfc0")
    for top, wide in ((330, 67), (470, 80), (610, 93)):
        canvas.shape(
            [
                (1470 - wide, top + 62),
                (1470 - wide + 7, top),
                (1470 + wide - 7, top),
                (1470 + wide, top + 62),
            ],
            "#c2463a",
            "#9c352f",
        )
    canvas.rect(1386, 232, 1554, 256, "#35343c")
    canvas.rect(1418, 160, 1522, 234, "#ffe9ad", "#ffd372")
    for x in (1418, 1466, 1514):
        canvas.rect(x, 160, x + 8, 234, "#35343c")
    canvas.shape([(1400, 164), (1470, 96), (1540, 164)], "#c2463a", "#8e302b")
    house(canvas, 1640, 668, (220, 110), "#5d6f78")
    for number in range(44):
        x = 900 + number * 6.4 + float(canvas.dice.uniform(-34, 14))
        radius = float(canvas.dice.uniform(8, 22))
        canvas.disc(x, 1236 - number * 8.4, radius, "#f4faf8", ratio=0.6)
    canvas.shape([(250, 800), (480, 800), (440, 840), (300, 840)], "#f3efe6")
    canvas.shape([(360, 790), (360, 620), (460, 790)], "#ffffff", "#dfe5e2")
    return canvas


def lighthouse_night() -> Canvas:
    canvas = Canvas(41, "#070f26", "#132a4d", "#2b4a6b", "#4d6b7d")
    canvas.stars(620, 0.7)
    for top, bottom in (((-40, 150), (-40, 520)), ((2040, 60), (2040, 250))):
        for share in range(14):
            spread = share / 14
            beam = [
                (760, 330),
                (top[0], top[1] + 150 * spread),
                (bottom[0], bottom[1] - 150 * spread),
            ]
            before = canvas.image.copy()
            canvas.shape([(float(x), float(y)) for x, y in beam], "#ffeab5")
            canvas.image = Image.blend(before, canvas.image, 0.028)
    canvas.rect(0, 880, 2000, 1250, "#1d3c5b", "#0a1a30")
    for _ in range(70):
        y = 884 + 360 * float(canvas.dice.random()) ** 1.4
        x = float(canvas.dice.uniform(0, 2000))
        canvas.line([(x, y), (x + (y - 860) * 0.4, y)], 3, "#3d6180")
    canvas.shape(
        [
            (180, 1250),
            (380, 1010),
            (520, 930),
            (640, 880),
            (900, 874),
            (1040, 950),
            (1180, 1080),
            (1380, 1250),
        ],
        "#1a2334",
        "#0b101c",
    )
    canvas.shape([(690, 890), (716, 400), (804, 400), (830, 890)], "#4b5a70", "#28344a")
    canvas.rect(690, 384, 830, 404, "#0c1322")
    canvas.rect(722, 296, 798, 386, "#fff3c4", "#ffd77f")
    canvas.shape([(704, 300), (760, 240), (816, 300)], "#0c1322")
    canvas.glow(760, 335, 420, "#ffe2a0", 0.9)
    canvas.rect(744, 600, 776, 640, "#ffcf7a")
    return canvas


def snow_train() -> Canvas:
    canvas = Canvas(53, "#8fb3cf", "#c7d9e4", "#f4e6dc")
    canvas.glow(1560, 320, 620, "#ffe9cf", 0.7)
    canvas.ridge(0.50, 0.34, "#9fb6cd", "#e3e8ee", waves=2.6)
    canvas.ridge(0.58, 0.22, "#7f9dbb", "#dfe6ee", waves=3.6)
    canvas.haze(0.62, 0.05, "#f4f2f2", 0.75)
    canvas.rect(0, 790, 2000, 1250, "#f2f3f6", "#cfdae6")
    for number in range(46):
        x, size = (
            number * 45 + float(canvas.dice.uniform(-20, 20)),
            float(canvas.dice.uniform(50, 110)),
        )
        canvas.shape(
            [(x - size * 0.3, 812), (x, 812 - size * 1.5), (x + size * 0.3, 812)],
            "#54746f",
            "#3c5a5c",
        )
        canvas.shape(
            [
                (x - size * 0.14, 812 - size * 0.8),
                (x, 812 - size * 1.5),
                (x + size * 0.1, 812 - size * 0.9),
            ],
            "#f4f6f8",
        )
    canvas.shape([(0, 1000), (2000, 930), (2000, 968), (0, 1044)], "#b9c4d0", "#9fadbd")
    for number in range(6):
        x = 1640 - number * 318
        y = 940 - 64 + (1640 - x) * 0.035
        canvas.shape(
            [(x, y - 104), (x + 300, y - 114), (x + 300, y + 50), (x, y + 60)],
            "#2f7a5f" if number else "#a8322a",
            "#1f5745" if number else "#7c2723",
        )
        canvas.shape(
            [(x, y - 104), (x + 300, y - 114), (x + 300, y - 132), (x, y - 122)], "#f6f7f9"
        )
        for window in range(5):
            left = x + 24 + window * 54
            canvas.shape(
                [(left, y - 76), (left + 38, y - 78), (left + 38, y - 22), (left, y - 20)],
                "#ffe0a0",
                "#f4b765",
            )
        canvas.shape([(x, y + 4), (x + 300, y - 6), (x + 300, y + 4), (x, y + 14)], "#e9c979")
        for wheel in (50, 100, 210, 260):
            canvas.disc(x + wheel, y + 62 - wheel * 0.03, 20, "#2b2d33")
    canvas.shape([(1940, 792), (2000, 786), (2000, 950), (1940, 932)], "#a8322a", "#7c2723")
    canvas.snow(420, 230)
    return canvas


def snow_village() -> Canvas:
    canvas = Canvas(59, "#27406b", "#5a6f98", "#b59aa6", "#efc7a8")
    canvas.stars(140, 0.35)
    canvas.ridge(0.52, 0.24, "#6f83a8", "#c7b4bd", waves=2.2)
    canvas.haze(0.56, 0.05, "#e3c9bf", 0.5)
    canvas.ridge(0.64, 0.1, "#b7c0d6", "#dcdbe6", waves=2.8)
    for x, base, wide in (
        (260, 800, 250),
        (620, 850, 300),
        (1080, 800, 240),
        (1420, 880, 330),
        (1780, 810, 220),
    ):
        tall = wide * 0.5
        canvas.rect(x, base - tall, x + wide, base, "#6a4a45", "#4a3438")
        canvas.shape(
            [
                (x - 34, base - tall + 14),
                (x + wide / 2, base - tall - wide * 0.42),
                (x + wide + 34, base - tall + 14),
            ],
            "#f6f4f6",
            "#c5cde0",
        )
        for part in (0.18, 0.6):
            left = x + wide * part
            canvas.glow(left + wide * 0.11, base - tall * 0.5, wide * 0.5, "#ffb35e", 0.6)
            canvas.rect(
                left,
                base - tall * 0.72,
                left + wide * 0.22,
                base - tall * 0.28,
                "#ffe2a0",
                "#ffc068",
            )
        canvas.rect(
            x + wide * 0.68,
            base - tall - wide * 0.4,
            x + wide * 0.78,
            base - tall - wide * 0.14,
            "#5a3f3d",
        )
        for step in range(7):
            canvas.glow(
                x + wide * 0.73 + step * 14,
                base - tall - wide * 0.45 - step * 34,
                30 + step * 8,
                "#dcd5de",
                0.2,
            )
        canvas.disc(x + wide / 2, base + 8, wide * 0.72, "#eef0f7", "#d3daea", ratio=0.14)
    canvas.rect(0, 1000, 2000, 1250, "#e3e7f2", "#b4c0da")
    x = np.linspace(0, WIDTH, 80)
    bank = 960 + 46 * np.sin(x / 300) + 18 * np.sin(x / 120)
    canvas.shape(
        [
            *((float(a), float(b)) for a, b in zip(x, bank, strict=True)),
            (WIDTH, HEIGHT),
            (0, HEIGHT),
        ],
        "#eaedf6",
        "#aebbd8",
    )
    canvas.snow(360, 220)
    return canvas


def bamboo() -> Canvas:
    canvas = Canvas(61, "#dce8c8", "#eef2d2", "#c9d9ac")
    canvas.glow(1180, 420, 800, "#fffbe0", 0.9)
    for layer, (count, tone) in enumerate(
        ((34, "#b7cf9c"), (24, "#86ad74"), (13, "#4f8450"), (6, "#2f6240"))
    ):
        for _ in range(count):
            x, wide = float(canvas.dice.uniform(-40, 2040)), 12 + layer * 15
            lean = float(canvas.dice.uniform(-60, 60))
            if layer > 1 and 820 < x < 1360:
                x += 560 if x > 1090 else -560
            canvas.shape(
                [(x, 1250), (x + lean, 0), (x + lean + wide, 0), (x + wide, 1250)],
                mix(tone, "#ffffff", 0.1),
                tone,
            )
            joint = float(canvas.dice.uniform(40, 160))
            while joint < HEIGHT:
                at = x + lean * (1 - joint / HEIGHT)
                canvas.rect(
                    at - 3, joint, at + wide + 3, joint + 5 + layer * 2, mix(tone, "#f3f7d8", 0.45)
                )
                joint += float(canvas.dice.uniform(130, 210)) * (0.7 + layer * 0.15)
        for _ in range(22 + layer * 22):
            x, y = (
                float(canvas.dice.uniform(0, 2000)),
                float(canvas.dice.uniform(0, 560)) * (1 - layer * 0.1),
            )
            size, turn = 40 + layer * 26, float(canvas.dice.uniform(0.2, 1.2))
            for way in (turn, turn + 0.7, np.pi - turn):
                tip = (x + size * 2 * np.cos(way), y + size * 2 * np.sin(way))
                side = (x + size * np.cos(way + 0.22), y + size * np.sin(way + 0.22))
                other = (x + size * np.cos(way - 0.22), y + size * np.sin(way - 0.22))
                canvas.shape([(x, y), side, tip, other], mix(tone, "#dfe9a8", 0.2))
        canvas.haze(0.86, 0.16, "#e6efcf", 0.5 - layer * 0.13)
    path = [
        (900, 1250),
        (1010, 1010),
        (1130, 880),
        (1150, 820),
        (1180, 820),
        (1230, 900),
        (1240, 1040),
        (1310, 1250),
    ]
    canvas.shape([(float(a), float(b)) for a, b in path], "#efe3bf", "#c9b98c")
    return canvas


def moon_hills() -> Canvas:
    canvas = Canvas(67, "#101c3d", "#2a3f6b", "#6f7f9f", "#c9b8ae")
    canvas.stars(320, 0.5)
    canvas.glow(1240, 420, 620, "#e9d8ae", 0.6)
    canvas.disc(1240, 420, 168, "#fdf3d8", "#f1ddb0")
    for x, y, size in ((1190, 380, 30), (1290, 460, 42), (1230, 500, 18), (1300, 360, 16)):
        canvas.disc(x, y, size, "#efdcb2")
    for level, tone in ((0.54, "#5f7396"), (0.66, "#435a80"), (0.78, "#2c4266"), (0.92, "#182a48")):
        canvas.ridge(level, 0.16, tone, mix(tone, "#c9b8ae", 0.5), waves=2.0 + level)
        canvas.haze(level + 0.05, 0.03, "#b9b3bd", 0.4)
    for x in (300, 350, 1640):
        canvas.shape([(x - 40, 1160), (x, 960), (x + 40, 1160)], "#0f1c33")
    return canvas


PAINTERS = (tea_hills, lighthouse, lighthouse_night, snow_train, snow_village, bamboo, moon_hills)
