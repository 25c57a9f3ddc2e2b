"""TIFF files that Pillow does not write: tiles, and BigTIFF. The directory stands in front."""

import struct
import zlib


def tiled(rgb, big=False, side=16, size=None):
    """A picture in packed tiles; another size than its own, if one is given, is a lie told of one tile."""
    height, width, _ = rgb.shape
    tiles = []
    for top in range(0, height, side):
        for left in range(0, width, side):
            part = rgb[top:top + side, left:left + side]
            rows = [row.tobytes().ljust(side * 3, b"\0") for row in part]
            tiles.append(zlib.compress(b"".join(rows).ljust(side * side * 3, b"\0")))
    count = len(tiles)
    told = size or (width, height)
    word = "Q" if big else "I"
    tile = size or (side, side)
    tags = [(0x100, "I", [told[0]]), (0x101, "I", [told[1]]), (0x102, "H", [8, 8, 8]), (0x103, "H", [8]),
            (0x106, "H", [2]), (0x115, "H", [3]), (0x142, "I", [tile[0]]), (0x143, "I", [tile[1]]),
            (0x144, word, [0] * count), (0x145, word, [len(packed) for packed in tiles])]
    # Behind the head and the directory: lists, then tiles.
    head, entry, field = (16, 20, 8) if big else (8, 12, 4)
    start = head + (8 if big else 2) + entry * len(tags) + field
    lists = {}
    place = start
    for tag, kind, values in tags:
        length = struct.calcsize(f"<{len(values)}{kind}")
        if length > field:
            lists[tag] = place
            place += length
    offsets = []
    for packed in tiles:
        offsets.append(place)
        place += len(packed)
    made = b"II" + (struct.pack("<HHHQ", 43, 8, 0, head) if big else struct.pack("<HI", 42, head))
    made += struct.pack("<Q" if big else "<H", len(tags))
    behind = b""
    for tag, kind, values in tags:
        data = struct.pack(f"<{len(values)}{kind}", *(offsets if tag == 0x144 else values))
        number = {"H": 3, "I": 4, "Q": 16}[kind]
        made += struct.pack(f"<HH{word}", tag, number, len(values))
        if tag in lists:
            made += struct.pack(f"<{word}", lists[tag])
            behind += data
        else:
            made += data.ljust(field, b"\0")
    return made + bytes(field) + behind + b"".join(tiles)
