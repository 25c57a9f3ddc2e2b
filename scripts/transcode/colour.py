"""A chart of 125 colours, through every kind of file."""

from tool import KINDS, Failure, Report, ffmpeg, must, quality, with_video

STEPS = [0, 64, 128, 192, 255]
COLOURS = [(r, g, b) for r in STEPS for g in STEPS for b in STEPS]
BLOCK = 32
COLUMNS, ROWS = 25, 5
WIDTH, HEIGHT = COLUMNS * BLOCK, ROWS * BLOCK


def chart(place):
    path = place / "chart.ppm"
    rows = bytearray()
    for y in range(HEIGHT):
        for x in range(WIDTH):
            rows += bytes(COLOURS[(y // BLOCK) * COLUMNS + x // BLOCK])
    path.write_bytes(b"P6 %d %d 255\n" % (WIDTH, HEIGHT) + bytes(rows))
    return path


def sources(place):
    """The chart in every way that files have colours; name, and what is to be assumed."""
    picture = chart(place)
    ways = {
        "bt709": ("bt709", "tv", "bt709"), "bt601": ("bt601", "tv", "smpte170m"),
        "full": ("bt709", "pc", "bt709"), "pal": ("bt601", "tv", "bt470bg"),
        "untagged": ("bt601", "tv", None), "untagged-hd": ("bt709", "tv", None), "rgb": None,
    }
    found = []
    for name, way in ways.items():
        path = place / f"{name}.mkv"
        arguments = ["-loop", "1", "-framerate", "24", "-i", picture, "-t", "1"]
        if way is None:
            ffmpeg(*arguments, "-c:v", "ffv1", "-pix_fmt", "gbrp", path)
        else:
            matrix, span, tag = way
            tags = []
            if tag:
                tags = ["-colorspace", tag, "-color_primaries", "bt709", "-color_trc", "bt709",
                        "-color_range", span]
            ffmpeg(*arguments, "-vf", f"scale=out_color_matrix={matrix}:out_range={span}:flags="
                   "accurate_rnd+full_chroma_int,format=yuv444p", "-c:v", "ffv1", *tags, path)
        assumed = "bt709" if name == "untagged-hd" else "auto"
        found.append((name, path, assumed, way[0] if way else "bt709"))
    return found


def read(path, matrix="bt709"):
    """The mean colour in the middle of each block of a frame in the middle."""
    data = must(
        "ffmpeg", "-v", "error", "-ss", "0.5", "-i", path, "-frames:v", "1", "-vf",
        f"scale=flags=accurate_rnd+full_chroma_int+full_chroma_inp:in_color_matrix={matrix}"
        ",format=rgb24", "-f", "rawvideo", "-")
    return means(data, 3)


def means(data, channels):
    found = []
    for place in range(len(COLOURS)):
        x0 = (place % COLUMNS) * BLOCK + 8
        y0 = (place // COLUMNS) * BLOCK + 8
        total = [0, 0, 0]
        for y in range(y0, y0 + 16):
            for x in range(x0, x0 + 16):
                at = (y * WIDTH + x) * channels
                for channel in range(3):
                    total[channel] += data[at + channel]
        found.append(tuple(value / 256 for value in total))
    return found


def worst(found, wanted=COLOURS):
    """How far the colours are off those that are wanted, and which one of the chart."""
    errors = [(max(abs(a - b) for a, b in zip(one, other)), colour)
              for one, other, colour in zip(found, wanted, COLOURS)]
    return max(errors)


def wish(kind):
    """Settings at a quality that leaves colours alone."""
    fine = {"h264": quality(8), "h265": quality(8), "av1": quality(10), "vp9": quality(4),
            "avif": quality(4), "webp": quality(100), "archive": quality(8)}
    return with_video(kind, rate_control=fine[kind]) if kind in fine else with_video(kind)


def check(program, place, quick):
    report = Report()
    folder = place / "colour"
    folder.mkdir(exist_ok=True)
    found = sources(folder)
    furthest = {}
    for name, path, assumed, matrix in found:
        # Eight bits of luma and chroma cannot hold every colour: what counts is what was there.
        wanted = read(path, matrix)
        for kind, (_, ending) in KINDS.items():
            out = folder / f"{name}-{kind}{ending}"
            try:
                program.make(path, wish(kind), out, "--always-encode", "--assume-colour", assumed)
            except Failure as failure:
                report.check(f"{kind} of {name}", False, failure)
                continue
            if kind == "webp":
                continue
            off, colour = worst(read(out), wanted)
            furthest[kind] = max(furthest.get(kind, 0), off)
            report.check(f"{kind} of {name}", round(off, 1) <= 2, f"{off:.1f} levels off at {colour}")
    # Again and again through the settings for archives.
    path = found[0][1]
    wanted = read(path)
    for number in range(10):
        out = folder / f"again-{number}.mp4"
        program.make(path, KINDS["archive"][0], out, "--always-encode")
        path = out
    off, colour = worst(read(path), wanted)
    report.check("ten times through archive", off < 2, f"{off:.1f} levels off at {colour}")
    furthest["archive x 10"] = off
    table = ", ".join(f"{kind} {off:.1f}" for kind, off in furthest.items())
    return report.close("colour", f" (levels off at most: {table})")
