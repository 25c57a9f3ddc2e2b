"""Colour profiles made from numbers, so that nobody's files are needed.

Source: ICC.1:2001-04 (version 2.4), sections 6 and 7.
"""

import struct

import numpy as np

BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
D50 = np.array([0.9642, 1.0, 0.8249])


def xyz(x, y):
    return np.array([x / y, 1, (1 - x - y) / y])


def columns(red, green, blue, white=(0.3127, 0.3290)):
    """The matrix to CIE XYZ under D50."""
    primaries = np.stack([xyz(*red), xyz(*green), xyz(*blue)], axis=1)
    source = xyz(*white)
    matrix = primaries * np.linalg.solve(primaries, source)
    scale = (BRADFORD @ D50) / (BRADFORD @ source)
    return np.linalg.inv(BRADFORD) @ np.diag(scale) @ BRADFORD @ matrix


def fixed(value):
    return struct.pack(">i", round(value * 65536))


def xyz_tag(value):
    return b"XYZ \0\0\0\0" + b"".join(fixed(part) for part in value)


def curve_tag(gamma):
    """One gamma, or a table of the curve of sRGB."""
    if gamma is None:
        x = np.linspace(0, 1, 1024)
        y = np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)
        table = np.round(y * 65535).astype(">u2")
        return b"curv\0\0\0\0" + struct.pack(">I", len(table)) + table.tobytes()
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def text_tag(text):
    return b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text.encode() + b"\0" + b"\0" * 78


def profile(space, kind, pcs, tags):
    tags = {**tags, b"desc": text_tag("made for a check"), b"cprt": b"text\0\0\0\0none\0",
            b"wtpt": xyz_tag(D50)}
    place = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">II", place + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    size = 128 + len(table) + len(body)
    header = struct.pack(">I", size) + b"\0\0\0\0" + b"\x02\x40\0\0" + kind + space + pcs
    header += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    header += b"".join(fixed(part) for part in D50)
    return header.ljust(128, b"\0") + table + body


def rgb(red, green, blue, gamma=None, white=(0.3127, 0.3290)):
    matrix = columns(red, green, blue, white)
    curve = curve_tag(gamma)
    return profile(b"RGB ", b"mntr", b"XYZ ", {
        b"rXYZ": xyz_tag(matrix[:, 0]), b"gXYZ": xyz_tag(matrix[:, 1]), b"bXYZ": xyz_tag(matrix[:, 2]),
        b"rTRC": curve, b"gTRC": curve, b"bTRC": curve})


def grey(gamma):
    return profile(b"GRAY", b"mntr", b"XYZ ", {b"kTRC": curve_tag(gamma)})


def cmyk(grid=9):
    """Inks that are not quite what their names say, as a table from inks to CIE Lab."""
    inks = np.stack(np.meshgrid(*[np.linspace(0, 1, grid)] * 4, indexing="ij"), -1)
    cyan, magenta, yellow, black = np.moveaxis(inks, -1, 0)
    red = (1 - 0.95 * cyan) * (1 - 0.12 * magenta) * (1 - 0.03 * yellow) * (1 - 0.93 * black)
    green = (1 - 0.35 * cyan) * (1 - 0.90 * magenta) * (1 - 0.06 * yellow) * (1 - 0.93 * black)
    blue = (1 - 0.15 * cyan) * (1 - 0.45 * magenta) * (1 - 0.88 * yellow) * (1 - 0.92 * black)
    light = np.stack([red, green, blue], -1) ** 1.8
    t = light @ columns((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)).T / D50
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    lab = np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)
    table = np.stack([lab[..., 0] * 255 / 100, lab[..., 1] + 128, lab[..., 2] + 128], -1)
    table = np.clip(np.round(table), 0, 255).astype(np.uint8)
    straight = bytes(range(256))
    unit = [1, 0, 0, 0, 1, 0, 0, 0, 1]
    lut = b"mft1\0\0\0\0" + bytes([4, 3, grid, 0]) + b"".join(fixed(part) for part in unit)
    lut += straight * 4 + table.tobytes() + straight * 3
    return profile(b"CMYK", b"prtr", b"Lab ", {b"A2B0": lut, b"A2B1": lut, b"A2B2": lut})


DISPLAY_P3 = rgb((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE_RGB = rgb((0.64, 0.33), (0.21, 0.71), (0.15, 0.06), 563 / 256)
PROPHOTO = rgb((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), 1.8, (0.3457, 0.3585))
SRGB = rgb((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
# Red is green, green is blue: whoever leaves the profile out is found out at once.
SWAPPED = rgb((0.30, 0.60), (0.15, 0.06), (0.64, 0.33))
GREY_18 = grey(1.8)
CMYK = cmyk()
