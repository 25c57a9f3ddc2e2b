"""Pictures that say who they are: a block bar code with the content's number and the frame's."""

import numpy

COLUMNS, ROWS = 8, 3
# Where the bar code lies, as parts of the picture: away from the edges, so that a crop keeps it.
LEFT, RIGHT, TOP, BOTTOM = 0.10, 0.90, 0.25, 0.75
DARK, LIGHT = 50, 200


def _check(content, frame):
    return (content * 7 + frame * 13 + 0x5A) & 0xFF


def bits(content, frame):
    """The 24 bits of a frame's bar code, by row."""
    value = (content << 16) | (frame << 8) | _check(content, frame)
    return [(value >> (COLUMNS * ROWS - 1 - index)) & 1 for index in range(COLUMNS * ROWS)]


def draw(content, frame, width, height, levels=255, moment=None):
    """The three planes of a 4:4:4 frame: a drifting texture with the bar code on it."""
    moment = frame if moment is None else moment
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    drift = moment * 1.7
    luma = (110 + 40 * numpy.sin((x + drift) / 9 + content) + 25 * numpy.cos((y * 1.3 - drift) / 7)
            + 12 * numpy.sin((x - y + 3 * drift) / 3.1))
    cb = 128 + 40 * numpy.sin((x - drift) / 23 + content)
    cr = 128 + 40 * numpy.cos((y + drift) / 19 + content)
    for index, bit in enumerate(bits(content, frame)):
        row, column = divmod(index, COLUMNS)
        x0 = round(width * (LEFT + (RIGHT - LEFT) * column / COLUMNS))
        x1 = round(width * (LEFT + (RIGHT - LEFT) * (column + 1) / COLUMNS))
        y0 = round(height * (TOP + (BOTTOM - TOP) * row / ROWS))
        y1 = round(height * (TOP + (BOTTOM - TOP) * (row + 1) / ROWS))
        luma[y0:y1, x0:x1] = LIGHT if bit else DARK
        cb[y0:y1, x0:x1] = cr[y0:y1, x0:x1] = 128
    return [numpy.clip(plane, 16, 235).astype(numpy.uint8) for plane in (luma, cb, cr)]


def _placements(source_aspect, aspect):
    """How a picture may lie in another: stretched, whole with bars, or filling it, cropped."""
    yield lambda u, v: (u, v)
    if abs(source_aspect / aspect - 1) < 0.002:
        return
    wide, tall = source_aspect / aspect, aspect / source_aspect
    contain = (1, tall) if source_aspect > aspect else (wide, 1)
    cover = (wide, 1) if source_aspect > aspect else (1, tall)
    for across, down in (contain, cover):
        yield lambda u, v, a=across, d=down: (0.5 + (u - 0.5) * a, 0.5 + (v - 0.5) * d)


def read(luma, source_aspect=None, aspect=None):
    """Each (content, frame) that an upright picture's bar code may say; none when it cannot be read.

    Aspects are those of the pictures as shown; without them the bar code fills the picture. There is
    one for each way the picture may lie in the film, and eight bits to check it by.
    """
    height, width = luma.shape
    found = []
    for place in _placements(source_aspect or 1, aspect or source_aspect or 1):
        value = 0
        for index in range(COLUMNS * ROWS):
            row, column = divmod(index, COLUMNS)
            corners = []
            for part in (0.3, 0.7):
                u = LEFT + (RIGHT - LEFT) * (column + part) / COLUMNS
                v = TOP + (BOTTOM - TOP) * (row + part) / ROWS
                corners.append(place(u, v))
            (x0, y0), (x1, y1) = corners
            block = luma[int(y0 * height):max(int(y0 * height) + 1, int(y1 * height)),
                         int(x0 * width):max(int(x0 * width) + 1, int(x1 * width))]
            value = (value << 1) | (1 if block.size and block.mean() > (DARK + LIGHT) / 2 else 0)
        content, frame = value >> 16, (value >> 8) & 0xFF
        if _check(content, frame) == value & 0xFF:
            found.append((content, frame))
    return found


def similarity(left, right):
    """Mean SSIM of two luma planes over blocks of 8 x 8 (constants of Wang et al. 2004)."""
    height, width = (min(left.shape[0], right.shape[0]) & ~7, min(left.shape[1], right.shape[1]) & ~7)

    def blocks(plane):
        plane = plane[:height, :width].astype(numpy.float64)
        return plane.reshape(height // 8, 8, width // 8, 8).swapaxes(1, 2).reshape(-1, 64)

    a, b = blocks(left), blocks(right)
    mean_a, mean_b = a.mean(1), b.mean(1)
    covariance = ((a - mean_a[:, None]) * (b - mean_b[:, None])).mean(1)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float(((2 * mean_a * mean_b + c1) * (2 * covariance + c2)
                  / ((mean_a ** 2 + mean_b ** 2 + c1) * (a.var(1) + b.var(1) + c2))).mean())
