"""HLS and DASH, segment by segment, by a reader that shares no code with the program."""

import json
import re
import struct

from tool import STREAMING, TAGS, Failure, Report, ffmpeg, must, run, settings


def sources(place):
    scene = ["-f", "lavfi", "-i"]
    tail = ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", *TAGS, "-c:v",
            "libx264", "-preset", "veryfast", "-c:a", "aac"]
    wide, silent, uneven = (place / name for name in ("wide.mp4", "silent.mp4", "uneven.mkv"))
    ffmpeg(*scene, "testsrc2=s=854x480:r=30000/1001:d=9", *scene, "sine=d=9", *tail, wide)
    ffmpeg(*scene, "mandelbrot=s=360x640:r=24", "-t", "7", *tail, silent)
    ffmpeg("-i", wide, "-vf", "select='gt(mod(n,5),1)'", "-fps_mode", "vfr", *TAGS, "-c:v",
           "libx264", "-preset", "veryfast", "-c:a", "copy", uneven)
    return [(wide, 480, True), (silent, 360, False), (uneven, 480, True)]


def attributes(line):
    return dict(re.findall(r'([A-Z-]+)=("[^"]*"|[^,]*)', line.split(":", 1)[1]))


def playlist(path):
    """The header's range, and each segment's seconds and range."""
    header, parts, seconds = None, [], None
    for line in path.read_text().splitlines():
        if line.startswith("#EXT-X-MAP:"):
            count, offset = attributes(line)["BYTERANGE"].strip('"').split("@")
            header = (int(offset), int(count))
        if line.startswith("#EXTINF:"):
            seconds = float(line[8:].split(",")[0])
        if line.startswith("#EXT-X-BYTERANGE:"):
            count, offset = line.split(":")[1].split("@")
            parts.append((seconds, int(offset), int(count)))
    return header, parts


def first_times(path, data, header, parts, place):
    """When each segment's first picture is shown, and whether it is a key frame."""
    found = []
    for number, (_, offset, count) in enumerate(parts):
        alone = place / "alone.mp4"
        alone.write_bytes(data[header[0]:header[0] + header[1]] + data[offset:offset + count])
        text = must("ffprobe", "-v", "error", "-show_entries", "packet=pts_time,flags", "-of",
                    "json", alone)
        packets = json.loads(text)["packets"]
        found.append((float(packets[0]["pts_time"]), packets[0]["flags"].startswith("K"),
                      len(packets)))
    return found


def check(program, place, quick):
    report = Report()
    folder = place / "streams"
    folder.mkdir(exist_ok=True)
    for source, lines, has_sound in sources(folder)[:1 if quick else None]:
        for kind in ("hls", "dash"):
            what = f"{kind} of {source.name}"
            out = folder / f"{source.stem}-{kind}"
            wish = settings(kind, {"rate": "constant"}, streaming=STREAMING)
            try:
                program.make(source, wish, out, "--verify", "decode")
            except Failure as failure:
                report.check(what, False, failure)
                continue
            entry = out / ("master.m3u8" if kind == "hls" else "manifest.mpd")
            done = run("ffprobe", "-v", "warning", "-show_streams", "-of", "json", entry)
            report.check(f"{what}: ffprobe is silent", done.returncode == 0 and not done.stderr,
                         done.stderr.decode())
            sides = [min(stream["width"], stream["height"])
                     for stream in json.loads(done.stdout)["streams"] if "width" in stream]
            report.check(f"{what}: sizes {sides}", sides and max(sides) <= lines)
            decoded = run("ffmpeg", "-v", "warning", "-i", entry, "-map", "0", "-f", "null", "-")
            report.check(f"{what}: ffmpeg decodes it", not decoded.stderr, decoded.stderr.decode())
            if kind == "hls":
                check_hls(report, what, out, has_sound, folder)
    return report.close("streams")


def check_hls(report, what, out, has_sound, place):
    text = (out / "master.m3u8").read_text().splitlines()
    variants = [line for line in text if line and not line.startswith("#")]
    times = []
    for name in variants:
        path = out / name
        header, parts = playlist(path)
        media = out / name.replace(".m3u8", ".mp4")
        data = media.read_bytes()
        report.check(f"{what}: {name} covers its file",
                     parts[-1][1] + parts[-1][2] == len(data)
                     and all(a[1] + a[2] == b[1] for a, b in zip(parts, parts[1:])))
        found = first_times(path, data, header, parts, place)
        report.check(f"{what}: {name} begins segments with key frames", all(f[1] for f in found))
        times.append([f[0] for f in found])
        target = max(round(part[0]) for part in parts)
        report.check(f"{what}: {name} keeps its target",
                     f"#EXT-X-TARGETDURATION:{max(1, target)}" in path.read_text())
        # The first picture alone decodes within its own range.
        pictures = playlist(out / name.replace(".m3u8", ".iframes.m3u8"))[1]
        report.check(f"{what}: {name} has as many first pictures", len(pictures) == len(parts))
        for number, (_, offset, count) in enumerate(pictures):
            box = data[offset:offset + count]
            at, size = 0, 0
            while at + 8 <= len(box):
                size, kind = struct.unpack(">I4s", box[at:at + 8])
                if kind == b"mdat":
                    break
                at += size
            report.check(f"{what}: {name} first picture {number} reaches into its data",
                         kind == b"mdat" and at + 8 < len(box) <= at + size)
    report.check(f"{what}: sizes begin segments together", all(t == times[0] for t in times), times)
    streams = [line for line in text if line.startswith("#EXT-X-STREAM-INF")]
    report.check(f"{what}: codecs are named",
                 all(re.search(r'CODECS="avc1\.[0-9A-F]{6}' + (",mp4a.40.2" if has_sound else '"'),
                               line) for line in streams), streams)
    for line, name in zip(streams, variants):
        _, parts = playlist(out / name)
        peak = max(count * 8 / seconds for seconds, _, count in parts)
        report.check(f"{what}: {name} keeps its bandwidth",
                     int(attributes(line)["BANDWIDTH"]) >= peak)
