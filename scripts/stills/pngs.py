"""A PNG writer for the kinds that Pillow does not write: every depth, Adam7, and any chunk."""

import struct
import zlib

import numpy as np

PASSES = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def rows(samples, depth):
    """Unfiltered rows of samples (height, width, channels)."""
    out = b""
    for row in samples.reshape(samples.shape[0], -1):
        if depth == 16:
            line = row.astype(">u2").tobytes()
        elif depth == 8:
            line = row.astype(np.uint8).tobytes()
        else:
            bits = ((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
            line = np.packbits(bits.reshape(-1)).tobytes()
        out += b"\0" + line
    return out


def png(samples, depth, color_type, interlaced=False, before=()):
    """Samples of shape (height, width, channels); `before` are chunks in front of the pixels."""
    height, width = samples.shape[:2]
    head = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced))
    if interlaced:
        parts = [samples[y::dy, x::dx] for y, x, dy, dx in PASSES]
        data = b"".join(rows(part, depth) for part in parts if part.size)
    else:
        data = rows(samples, depth)
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    for name, content in before:
        file += chunk(name, content)
    return file + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def iccp(profile):
    return b"iCCP", b"made\0\0" + zlib.compress(profile)


def exif(orientation):
    return b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0" + struct.pack("<HH", orientation, 0) + b"\0" * 4
