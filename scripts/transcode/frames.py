"""Decoded frames of ours and of ffmpeg's own command, with the same settings and filters."""

from tool import KINDS, REPEATABLE, TAGS, Failure, Report, ffmpeg, must, with_video

BT709 = ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", *TAGS]


def x264(*more):
    return ["-c:v", "libx264", "-preset", "veryfast", "-crf", "10", *more]


def sources(place):
    """Name, and what ffmpeg makes it with."""
    scene = ["-f", "lavfi", "-i"]
    found = {}

    def add(name, *arguments):
        path = place / name
        if not path.exists():
            ffmpeg(*arguments, path)
        found[name] = path

    add("hd.mp4", *scene, "testsrc2=s=1280x720:r=25:d=3", *scene, "sine=d=3", *BT709, *x264(),
        "-c:a", "aac")
    add("ntsc.mp4", *scene, "mandelbrot=s=640x360:r=30000/1001", "-t", "2", *BT709, *x264())
    add("sd.mp4", *scene, "testsrc2=s=720x480:r=24:d=2", "-pix_fmt", "yuv420p", *x264())
    add("full.mp4", *scene, "testsrc2=s=640x360:r=24:d=2", "-vf",
        "scale=out_color_matrix=bt709:out_range=pc,format=yuv420p", *TAGS[:-1], "pc", *x264())
    add("deep.mkv", *scene, "testsrc2=s=640x360:r=24:d=2", "-vf",
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv422p10le", *TAGS, *x264())
    add("odd.mkv", *scene, "testsrc2=s=641x361:r=24:d=2", "-vf",
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv444p", *TAGS, *x264())
    add("narrow.mp4", *scene, "testsrc2=s=704x576:r=25:d=2", "-vf",
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setsar=16/11", *TAGS, *x264())
    add("upright.mp4", "-i", found["sd.mp4"], "-c", "copy", "-metadata:s:v", "rotate=90")
    add("vp9.webm", *scene, "testsrc2=s=640x360:r=24:d=2", *BT709, "-c:v", "libvpx-vp9", "-crf",
        "20", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "8")
    add("uneven.mkv", *scene, "testsrc2=s=640x360:r=30:d=2", "-vf",
        "select='not(mod(n,7)-3)+gt(mod(n,5),1)',scale=out_color_matrix=bt709:out_range=tv,"
        "format=yuv420p", *TAGS, "-fps_mode", "vfr", *x264())
    add("woven.mkv", *scene, "testsrc2=s=720x576:r=50:d=2", "-vf",
        "tinterlace=interleave_top,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
        *TAGS, "-flags", "+ildct+ilme", *x264("-x264-params", "tff=1"))
    return found


def encoder(video, rate):
    """ffmpeg's options for settings."""
    codec = video["codec"]
    control = video["rate_control"]
    value = control.get("crf")
    names = {"h264": "libx264", "h265": "libx265", "av1": "libsvtav1", "vp9": "libvpx-vp9",
             "prores": "prores_ks", "dnxhr": "dnxhd", "ffv1": "ffv1"}
    options = ["-c:v", names[codec]]
    if codec in ("h264", "h265", "av1", "vp9"):
        options += ["-g", str(max(1, round(video["keyframe_seconds"] * rate)))]
        options += ["-crf", f"{value:g}"]
    if codec == "h264":
        for name, value in video["options"].items():
            options += [f"-{name}", value]
    if codec in ("h264", "h265", "av1"):
        options += ["-preset", video["speed"]]
    if codec == "vp9":
        options += ["-b:v", "0", "-deadline", "good", "-cpu-used", video["speed"], "-row-mt", "1"]
    if codec == "h265":
        options += ["-x265-params", "log-level=error"]
    if video.get("profile"):
        options += ["-profile:v", video["profile"]]
    return options + ["-pix_fmt", video["pixel_format"], *TAGS]


def frames(path):
    """Times and hashes."""
    lines = must("ffmpeg", "-v", "error", "-noautorotate", "-i", path, "-map", "0:v:0", "-f",
                 "framemd5", "-").decode().splitlines()
    base = next(line for line in lines if line.startswith("#tb")).split()[-1].split("/")
    fields = [line.split(",") for line in lines if not line.startswith("#")]
    return [(round(int(field[2]) * int(base[0]) / int(base[1]), 2), field[-1].strip())
            for field in fields]


PAIRS = [
    ("h264", "hd.mp4", {}), ("h264", "ntsc.mp4", {}), ("h264", "sd.mp4", {}),
    ("h264", "full.mp4", {}), ("h264", "deep.mkv", {}), ("h264", "odd.mkv", {}),
    ("h264", "narrow.mp4", {}), ("h264", "upright.mp4", {}), ("h264", "vp9.webm", {}),
    ("h264", "uneven.mkv", {}), ("h264", "woven.mkv", {}),
    ("h264", "hd.mp4", {"shape": {"size": "480p"}}),
    ("h264", "hd.mp4", {"shape": {"size": "360x640", "fit": "pad", "pad_color": "#204060"}}),
    ("h264", "hd.mp4", {"shape": {"size": "360x640", "fit": "blur"}}),
    ("h264", "hd.mp4", {"shape": {"size": "360x640", "fit": "crop"}}),
    ("h264", "sd.mp4", {"rate": "15"}),
    ("h265", "hd.mp4", {}), ("h265", "sd.mp4", {}), ("av1", "hd.mp4", {}), ("vp9", "hd.mp4", {}),
    ("prores", "hd.mp4", {}), ("prores", "deep.mkv", {}), ("dnxhr", "hd.mp4", {}),
    ("ffv1", "hd.mp4", {}), ("archive", "ntsc.mp4", {}),
]

RATES = {"ntsc.mp4": 30000 / 1001, "hd.mp4": 25, "narrow.mp4": 25, "woven.mkv": 25}

# What --quick looks at.
QUICK = {("h264", "hd.mp4"), ("h264", "sd.mp4"), ("h264", "full.mp4"), ("h264", "woven.mkv"),
         ("h265", "sd.mp4"), ("ffv1", "hd.mp4"), ("prores", "hd.mp4")}


def check(program, place, quick):
    report = Report()
    folder = place / "frames"
    folder.mkdir(exist_ok=True)
    found = sources(folder)
    pairs = [pair for pair in PAIRS if not quick or (pair[:2] in QUICK and not pair[2])]
    for number, (kind, name, changes) in enumerate(pairs):
        what = f"{kind} of {name}" + (f" {changes}" if changes else "")
        alone = REPEATABLE if kind in ("h264", "archive") else {}
        wish, ending = with_video(kind, **alone, **changes), KINDS[kind][1]
        ours = folder / f"ours-{number}{ending}"
        theirs = folder / f"theirs-{number}{ending}"
        try:
            result = program.make(found[name], wish, ours, "--always-encode")
        except Failure as failure:
            report.check(what, False, failure)
            continue
        rate = RATES.get(name, 24)
        if name == "uneven.mkv":
            rate = result["clip"]["video"]["frame_rate"]
            rate = rate["numerator"] / rate["denominator"]
        if changes.get("rate"):
            rate = float(changes["rate"])
        graph = result.get("filters")
        arguments = ["-noautorotate", "-i", found[name]]
        if graph:
            arguments += ["-filter_complex",
                          graph.replace("[in0]", "[0:v:0]"), "-map", "[out]"]
        else:
            arguments += ["-map", "0:v:0"]
        timing = ["-fps_mode", "passthrough"]
        if name == "uneven.mkv":
            timing = ["-fps_mode", "vfr", "-enc_time_base", "-1"]
        arguments += ["-an", *encoder(wish["video"], rate), *timing]
        ffmpeg(*arguments, theirs)
        mine, other = frames(ours), frames(theirs)
        first = next((place for place, pair in enumerate(zip(mine, other)) if pair[0] != pair[1]),
                     min(len(mine), len(other)))
        report.check(what, mine == other and mine,
                     f"{len(mine)} and {len(other)} frames, unlike from {first} on")
    return report.close("frames", f" (pairs of settings and source: {len(pairs)})")
