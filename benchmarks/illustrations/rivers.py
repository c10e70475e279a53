"""Illustrations with water: bridges, towns on a bank, boats."""

from __future__ import annotations

import numpy as np
from canvas import WIDTH, Canvas, mix
from things import arch, boat, deck, house


def bridge_dawn() -> Canvas:
    canvas = Canvas(3, "#7d9bb5", "#e9b99a", "#fbe3bd", "#fbe9cf")
    canvas.glow(1320, 560, 620, "#ffd79a", 0.9)
    canvas.disc(1320, 560, 74, "#fff4dc")
    canvas.ridge(0.50, 0.16, "#a9a3ad", "#efd3bb", waves=2.2)
    canvas.haze(0.55, 0.06, "#f8dfc4", 0.55)
    canvas.ridge(0.60, 0.13, "#7b7f92", "#d9bfb2", waves=3.1)
    canvas.haze(0.66, 0.06, "#f3d8c2", 0.7)
    canvas.shape(deck(180, 1560, 860, 190, 64), "#5a5360", "#7a6b6c")
    for x, radius in ((480, 118), (870, 178), (1260, 118)):
        arch(canvas, x, 862, radius, "#efd2ba")
    for x in range(260, 1500, 62):
        part = (x - 180) / 1380
        top = 860 - 64 - 190 * np.sin(np.pi * part) ** 1.3
        canvas.rect(x, top - 34, x + 12, top + 6, "#4c4652")
    canvas.line(deck(240, 1500, 830, 190, 64)[:120], 8, "#4c4652")
    canvas.rect(0, 850, 330, 872, "#57505c")
    canvas.rect(1440, 850, 2000, 872, "#57505c")
    for x, size in ((60, 74), (170, 54), (1690, 70), (1840, 92), (1950, 60)):
        canvas.disc(x, 812, size, "#6a6a6c", "#4b4a55", ratio=0.86)
    canvas.mirror(0.692, "#c99f8f", 0.16)
    boat(canvas, 1500, 1040, 17, ("#3b3440", "#6c5a58"))
    return canvas


def bridge_arch() -> Canvas:
    canvas = Canvas(5, "#c9d8d2", "#e4e6d4", "#f6eccf")
    canvas.ridge(0.46, 0.14, "#a9beb6", "#dfe3d0", waves=2.0)
    canvas.haze(0.5, 0.05, "#eef0dc", 0.6)
    for x in range(430, 1600, 210):
        house(canvas, x, 700, (170, 120 + (x * 7) % 60), "#8d8078")
    canvas.rect(0, 694, 2000, 730, "#8f9a86")
    stone = [(-40, 730), (-40, 300)]
    stone += [
        (float(x), float(150 + 190 * ((x - 1000) / 1000) ** 2)) for x in np.linspace(-40, 2040, 80)
    ]
    angles = np.linspace(0, np.pi, 120)
    hole = [(float(1000 - 560 * np.cos(a)), float(730 - 470 * np.sin(a))) for a in angles]
    canvas.shape([*stone, (2040, 730), *reversed(hole)], "#8b8578", "#6d685f")
    for course in range(7):
        y = 300 + course * 66
        for x in range(-40 + 60 * (course % 2), 2040, 130):
            inside = ((x + 65 - 1000) / 600) ** 2 + ((730 - y - 30) / 505) ** 2 < 1
            if not inside and y > 215 + 190 * ((x - 1000) / 1000) ** 2:
                canvas.line([(x, y), (x + 118, y)], 3, "#746e63")
    canvas.line(hole, 22, "#a39c8c")
    canvas.mirror(0.584, "#8fa59a", 0.22)
    boat(canvas, 760, 900, 24, ("#35342f", "#7d6b4f"))
    canvas.disc(880, 830, 15, "#35342f")
    canvas.rect(868, 842, 892, 904, "#35342f")
    return canvas


def river_town() -> Canvas:
    canvas = Canvas(8, "#8fb4c4", "#cfe0d8", "#f7ead0")
    canvas.ridge(0.42, 0.2, "#7fa0a6", "#d3ddd0", waves=1.8)
    canvas.ridge(0.52, 0.14, "#5f8485", "#c3d0bf", waves=2.9)
    canvas.haze(0.56, 0.05, "#eaeeda", 0.75)
    for row, base in enumerate((760, 830, 896)):
        x = -60 + row * 40
        while x < WIDTH:
            width = float(canvas.dice.uniform(130, 230))
            house(canvas, x, base, (width, float(canvas.dice.uniform(90, 190))), "#8a7f7a")
            x += width * 0.93
    for x, size in ((250, 60), (930, 74), (1480, 66)):
        canvas.disc(x, 836, size, "#7fa06f", "#567a58", ratio=1.1)
    canvas.rect(0, 890, 2000, 926, "#a99d8c", "#857a6d")
    canvas.mirror(0.74, "#8fa9a6", 0.25)
    boat(canvas, 420, 1060, 20, ("#37393b", "#80694f"))
    boat(canvas, 1340, 990, 13, ("#44474a", "#8b745a"))
    return canvas


def ferry_dusk() -> Canvas:
    canvas = Canvas(29, "#2b3a67", "#8a5a83", "#e8896c", "#f9c98a")
    canvas.glow(560, 690, 700, "#ffcf86", 0.8)
    canvas.disc(560, 700, 84, "#fff0cc")
    canvas.ridge(0.585, 0.08, "#7d5277", "#b4707a", waves=2.6)
    for x, tall in ((1420, 210), (1510, 300), (1600, 170), (1680, 250), (1790, 330), (1880, 190)):
        canvas.rect(x, 745 - tall, x + 76, 752, "#5a406a", "#6e4b6f")
        for y in range(int(745 - tall) + 26, 730, 34):
            canvas.rect(x + 14, y, x + 26, y + 14, "#f5c384")
            canvas.rect(x + 46, y, x + 58, y + 14, "#f5c384")
    canvas.mirror(0.6, "#4d3f6d", 0.2)
    canvas.shape([(640, 870), (1390, 870), (1330, 966), (720, 966)], "#2a2540", "#1c1a30")
    canvas.rect(700, 842, 1350, 872, "#b8483d")
    canvas.rect(760, 740, 1290, 846, "#efe0cf", "#cfae9f")
    canvas.rect(860, 660, 1160, 744, "#e6d3c4", "#c7a699")
    canvas.rect(1010, 560, 1080, 664, "#b8483d", "#8e3534")
    for x in range(792, 1260, 66):
        canvas.rect(x, 768, x + 44, 812, "#ffd98e")
        canvas.glow(x + 22, 790, 90, "#ffc06a", 0.35)
    for x in range(884, 1140, 60):
        canvas.rect(x, 686, x + 38, 718, "#ffe2a6")
    for step in range(9):
        canvas.glow(1046 + step * 46, 520 - step * 26, 60 + step * 12, "#caa6b4", 0.14)
    for x in range(800, 1260, 66):
        canvas.glow(x, 1050, 80, "#ffb866", 0.3)
    return canvas


def harbour() -> Canvas:
    canvas = Canvas(31, "#86b6cf", "#c8dfe2", "#f6ecd6")
    canvas.glow(1500, 330, 500, "#fff3cf", 0.7)
    canvas.ridge(0.5, 0.1, "#8fb0ba", "#cfdedb", waves=2.4)
    canvas.haze(0.55, 0.04, "#eef2e6", 0.7)
    fronts = ["#d9694f", "#e9b45f", "#5f8f93", "#efe3cc", "#b9505a", "#89a36e"]
    for number in range(13):
        x, tall = number * 158 - 30, 170 + (number * 61) % 120
        front = fronts[number % 6]
        canvas.rect(x, 770 - tall, x + 152, 770, front, mix(front, "#4a3a3a", 0.22))
        canvas.shape(
            [(x - 8, 772 - tall), (x + 76, 690 - tall), (x + 160, 772 - tall)], "#6d4740", "#573832"
        )
        for column in (26, 92):
            for y in range(int(770 - tall) + 34, 730, 68):
                canvas.rect(x + column, y, x + column + 34, y + 42, "#fdf3dc", "#bcd0d2")
    canvas.rect(0, 766, 2000, 800, "#9a8a78", "#7c6d5f")
    canvas.mirror(0.64, "#7fa8b4", 0.24)
    for x, y, size, sail in ((260, 960, 1.5, "#f7eddb"), (1180, 900, 1.1, "#e7c58d")):
        canvas.shape(
            [
                (x, y),
                (x + 230 * size, y),
                (x + 190 * size, y + 46 * size),
                (x + 36 * size, y + 46 * size),
            ],
            "#7a3b36",
            "#4f2a2c",
        )
        mast = x + 110 * size
        canvas.rect(mast - 4, y - 330 * size, mast + 4, y, "#4b3a33")
        canvas.shape(
            [(mast + 10, y - 310 * size), (mast + 10, y - 30), (mast + 150 * size, y - 30)], sail
        )
    for x, y in ((700, 230), (780, 190), (900, 260), (1040, 210)):
        canvas.line(
            [(x - 34, y - 12), (x - 14, y - 20), (x, y), (x + 14, y - 20), (x + 34, y - 12)],
            5,
            "#5d6f78",
        )
    return canvas


def lantern_river() -> Canvas:
    canvas = Canvas(47, "#0f1730", "#24284d", "#4a3763", "#8a4d63")
    canvas.stars(260, 0.45)
    canvas.disc(1480, 104, 70, "#fbeccb")
    canvas.glow(1480, 104, 380, "#d8b98f", 0.5)
    canvas.ridge(0.5, 0.12, "#2f2c52", "#5b3f66", waves=2.2)
    for number in range(15):
        x, tall = number * 140 - 40, 110 + (number * 37) % 80
        canvas.rect(x, 722 - tall, x + 136, 722, "#2a2444", "#3a2a45")
        roof = [(x - 14, 726 - tall), (x + 30, 676 - tall), (x + 106, 676 - tall)]
        canvas.shape([*roof, (x + 150, 726 - tall)], "#181630", "#221c38")
        canvas.glow(x + 68, 680, 120, "#ff9f50", 0.5)
        for left in (x + 24, x + 78):
            canvas.rect(left, 742 - tall, left + 34, 792 - tall, "#ffdf9c", "#ffb660")
    canvas.mirror(0.576, "#1d2145", 0.25)
    for _ in range(34):
        depth = float(canvas.dice.random()) ** 0.8
        x, y = float(canvas.dice.uniform(60, 1940)), 770 + 430 * depth
        size = 12 + 30 * depth
        canvas.glow(x, y, size * 4.2, "#ffae55", 0.6)
        petals = [
            (x - size, y),
            (x - size * 0.5, y - size * 0.9),
            (x, y - size * 0.3),
            (x + size * 0.5, y - size * 0.9),
            (x + size, y),
            (x, y + size * 0.6),
        ]
        canvas.shape(petals, "#ffd6a0", "#e8596a")
        canvas.disc(x, y - size * 0.35, size * 0.2, "#fff6d6")
    return canvas


PAINTERS = (bridge_dawn, bridge_arch, river_town, ferry_dusk, harbour, lantern_river)
