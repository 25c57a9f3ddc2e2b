"""The checks of scripts/check-looking; see there."""

import json
import math
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checking import Report, must, run

ROOT = Path(__file__).resolve().parent.parent
FLAGS = "lanczos+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact"
AREA_FLAGS = FLAGS.replace("lanczos", "area")


# Clips

BITS = 9
BLOCK = 16


def numbered(source, first=0):
    """A source filter whose frames bear their numbers as a row of black and white blocks."""
    chain = f"{source},drawbox=x=0:y=0:w={BITS * BLOCK}:h={BLOCK}:color=black:t=fill"
    for bit in range(BITS):
        chain += (f",drawbox=x={bit * BLOCK}:y=0:w={BLOCK}:h={BLOCK}:color=white:t=fill"
                  f":enable='mod(floor((n+{first})/{2 ** bit}),2)'")
    return chain


def x264(*more):
    return ["-c:v", "libx264", "-preset", "veryfast", "-crf", "12", "-pix_fmt", "yuv420p", *more]


class Clip:
    def __init__(self, name, rate="24", frames=48, size="192x112", codec=None, before=(), after=(),
                 filters="", sound=None, is_quick=False, remux=()):
        self.name, self.rate, self.frames, self.size = name, rate, frames, size
        self.codec = codec or x264()
        self.before, self.after, self.filters, self.sound = before, after, filters, sound
        self.is_quick, self.remux = is_quick, remux

    def make(self, folder):
        path = folder / self.name
        if path.exists():
            return path
        source = numbered(f"testsrc2=s={self.size}:r={self.rate}")
        if self.filters:
            source += "," + self.filters
        partial = folder / ("partial-" + self.name)
        command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source]
        if self.sound:
            command += ["-f", "lavfi", "-i", f"sine=frequency=300:sample_rate=48000:duration={self.sound}"]
        command += [*self.before, "-frames:v", str(self.frames), *self.codec, *self.after, partial]
        must(*command)
        if self.remux:
            again = folder / ("again-" + self.name)
            must("ffmpeg", "-v", "error", "-y", *self.remux[0], "-i", partial, "-c", "copy",
                 *self.remux[1], again)
            again.rename(partial)
        partial.rename(path)
        return path


def clips():
    hevc = ["-c:v", "libx265", "-preset", "ultrafast", "-crf", "12", "-x265-params", "log-level=none"]
    vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-crf", "12", "-b:v", "0"]
    av1 = ["-c:v", "libsvtav1", "-preset", "10", "-crf", "20"]
    vary = "select='not(eq(mod(n,7),3))*not(eq(mod(n,11),5))'"
    passing = ["-vsync", "passthrough"]
    return [
        Clip("24.mp4", is_quick=True),
        Clip("23976.mp4", rate="24000/1001", is_quick=True),
        Clip("25.mp4", rate="25"),
        Clip("30.mp4", rate="30"),
        Clip("2997.mp4", rate="30000/1001"),
        Clip("60.mp4", rate="60", is_quick=True),
        Clip("12.mp4", rate="12"),
        Clip("vary.mp4", filters=vary, after=passing, is_quick=True),
        Clip("vary.mkv", filters=vary, after=passing),
        Clip("vary-fine.mp4", filters="setpts='PTS+mod(N,3)*0.011/TB'",
             after=[*passing, "-video_track_timescale", "90000"]),
        Clip("no-b.mp4", codec=x264("-bf", "0"), is_quick=True),
        Clip("many-b.mp4", codec=x264("-bf", "8", "-b_strategy", "0")),
        Clip("pyramid.mp4", codec=x264("-bf", "3", "-x264-params", "b-pyramid=normal:b-adapt=0")),
        Clip("short-groups.mp4", codec=x264("-g", "12"), is_quick=True),
        Clip("open-groups.mp4", codec=x264("-g", "12", "-x264-params", "open-gop=1:scenecut=0"),
             is_quick=True),
        Clip("open-groups.ts", codec=x264("-g", "12", "-x264-params", "open-gop=1:scenecut=0")),
        Clip("intra.mp4", codec=x264("-g", "1")),
        Clip("refresh.mp4", codec=x264("-x264-params", "intra-refresh=1:keyint=20")),
        Clip("one-ref.mp4", codec=x264("-refs", "1", "-g", "12", "-bf", "0")),
        Clip("slices.mp4", codec=x264("-x264-params", "slices=4")),
        Clip("cavlc.mp4", codec=x264("-coder", "0", "-profile:v", "baseline")),
        Clip("interlaced.mp4", codec=x264("-flags", "+ildct+ilme", "-x264-params", "tff=1")),
        Clip("edit-delay.mp4", remux=(["-itsoffset", "0.5"], ["-f", "mp4"])),
        Clip("edit-skip.mp4", codec=x264("-g", "12"), remux=(["-ss", "0.8"], ["-f", "mp4"]),
             is_quick=True),
        Clip("late.mkv", after=["-output_ts_offset", "3.2"], is_quick=True),
        Clip("late.ts"),
        Clip("rotated-90.mp4", remux=([], ["-metadata:s:v", "rotate=90"]), is_quick=True),
        Clip("rotated-180.mp4", remux=([], ["-metadata:s:v", "rotate=180"])),
        Clip("rotated-270.mov", remux=([], ["-metadata:s:v", "rotate=270"])),
        Clip("wide-pixels.mp4", filters="setsar=4/3", is_quick=True),
        Clip("tall-pixels.mkv", filters="setsar=8/9"),
        Clip("long-sound.mp4", sound=4, is_quick=True, after=["-c:a", "aac"]),
        Clip("short-sound.mkv", sound=1, after=["-c:a", "libopus"]),
        Clip("sound.ts", sound=2, after=["-c:a", "aac"]),
        Clip("one.mp4", frames=1, is_quick=True),
        Clip("one.webm", frames=1, codec=vp9),
        Clip("two.mp4", frames=2),
        Clip("ten-bit.mp4", codec=[*hevc, "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1"], is_quick=True),
        Clip("ten-bit-avc.mkv", codec=["-c:v", "libx264", "-preset", "veryfast", "-crf", "12",
                                       "-pix_fmt", "yuv420p10le"]),
        Clip("444.mp4", codec=["-c:v", "libx264", "-preset", "veryfast", "-crf", "12",
                               "-pix_fmt", "yuv444p"]),
        Clip("422.mov", codec=["-c:v", "libx264", "-preset", "veryfast", "-crf", "12",
                               "-pix_fmt", "yuv422p"]),
        Clip("hevc.mp4", codec=[*hevc, "-pix_fmt", "yuv420p", "-tag:v", "hvc1"], is_quick=True),
        Clip("hevc-groups.mkv", codec=[*hevc[:-1], "log-level=none:keyint=12:open-gop=1:bframes=3",
                                       "-pix_fmt", "yuv420p"]),
        Clip("vp9.webm", codec=vp9, is_quick=True),
        Clip("vp8.webm", codec=["-c:v", "libvpx", "-deadline", "realtime", "-crf", "8", "-b:v", "2M"]),
        Clip("av1.mp4", codec=av1, is_quick=True),
        Clip("av1.webm", codec=av1),
        Clip("mpeg4.avi", codec=["-c:v", "mpeg4", "-q:v", "2", "-bf", "2"]),
        Clip("mpeg2.ts", codec=["-c:v", "mpeg2video", "-q:v", "2", "-bf", "2", "-g", "12"], rate="25"),
        Clip("prores.mov", codec=["-c:v", "prores_ks", "-pix_fmt", "yuv422p10le"]),
        Clip("mjpeg.avi", codec=["-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p"]),
        Clip("601.mp4", after=["-colorspace", "smpte170m", "-color_primaries", "smpte170m",
                               "-color_trc", "smpte170m", "-color_range", "tv"], is_quick=True),
        Clip("709.mp4", after=["-colorspace", "bt709", "-color_primaries", "bt709",
                               "-color_trc", "bt709"]),
        Clip("full.mp4", filters="scale=out_range=pc", after=["-color_range", "pc"], is_quick=True),
        Clip("2020.mp4", codec=[*hevc, "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1"],
             after=["-colorspace", "bt2020nc", "-color_primaries", "bt2020", "-color_trc", "bt709"]),
        Clip("fragments.mp4", codec=x264("-g", "12"),
             after=["-movflags", "+frag_keyframe+empty_moov"], is_quick=True),
        Clip("start.mp4", after=["-movflags", "+faststart"]),
        Clip("odd-size.mkv", size="193x113", codec=["-c:v", "libx264", "-crf", "12", "-preset",
                                                      "veryfast", "-pix_fmt", "yuv444p"]),
        Clip("tall.mp4", size="160x288"),
        Clip("long.mp4", frames=400, codec=x264("-g", "50"), is_quick=True),
        Clip("long-one-group.mp4", frames=300, codec=x264("-g", "999")),
        Clip("long.mkv", frames=400, codec=x264("-g", "50")),
    ]


# Pictures

MATRICES = {"bt709": "bt709", "smpte170m": "bt601", "bt470bg": "bt601", "bt2020nc": "bt2020"}


def psnr(left, right):
    if len(left) != len(right) or not left:
        return 0.0
    error = sum(map(int.__mul__, *(2 * [list(map(int.__sub__, left, right))])))
    return 99.0 if error == 0 else 10 * math.log10(255 * 255 * len(left) / error)


class Decoded:
    """All frames of a clip as Debian's ffmpeg decodes them, upright, with square pixels."""

    def __init__(self, path):
        facts = json.loads(must(
            "ffprobe", "-v", "error", "-select_streams", "v:0", "-show_streams", "-show_format",
            "-show_entries", "frame=best_effort_timestamp_time", "-show_frames", "-of", "json", path))
        self.path = path
        self.stream = facts["streams"][0]
        rate = self.stream["avg_frame_rate"].split("/")
        times = []
        for frame in facts["frames"]:
            # AVI gives some frames no time; they are shown a frame's length after the one before.
            known = frame.get("best_effort_timestamp_time", "N/A")
            times.append(float(known) if known != "N/A" else times[-1] + int(rate[1]) / int(rate[0]))
        # Zero is the file's first moment, which may be one of the sound, as ffmpeg's -ss counts. Sound
        # that begins before zero is what its codec needs to begin.
        start = max(0.0, float(facts["format"].get("start_time", 0)))
        late = max(0.0, float(self.stream.get("start_time", start)) - start)
        self.times = [time - times[0] + late for time in times]
        self.rotation = 0
        for side in self.stream.get("side_data_list", []):
            if "rotation" in side:
                self.rotation = int(side["rotation"]) % 360
        self.cache = {}

    def size(self):
        width, height = self.stream["width"], self.stream["height"]
        sar = self.stream.get("sample_aspect_ratio", "1:1").split(":")
        if sar[0] != sar[1] and sar[0] != "0":
            width = math.floor(width * int(sar[0]) / int(sar[1]) + 0.5)
        return (height, width) if self.rotation in (90, 270) else (width, height)

    def frames(self, width, height):
        """Raw RGB of all frames at a size."""
        if (width, height) in self.cache:
            return self.cache[width, height]
        turned = self.rotation in (90, 270)
        wide, high = (height, width) if turned else (width, height)
        matrix = MATRICES.get(self.stream.get("color_space"), "bt601")
        stored = self.stream
        strong = stored["width"] > 4 * wide or stored["height"] > 4 * high
        scale = (f"scale={wide}:{high}:flags={AREA_FLAGS if strong else FLAGS}"
                 f":in_color_matrix={matrix},format=rgb24")
        # A display matrix of 90 turns counterclockwise.
        turn = {0: "", 90: ",transpose=cclock", 180: ",hflip,vflip", 270: ",transpose=clock"}
        raw = must("ffmpeg", "-v", "error", "-noautorotate", "-i", self.path, "-map", "0:v:0",
                   "-vsync", "passthrough", "-vf", scale + turn[self.rotation], "-f", "rawvideo", "-")
        step = width * height * 3
        found = [raw[start:start + step] for start in range(0, len(raw), step)]
        self.cache[width, height] = found
        return found

    def index(self, seconds):
        best = min(range(len(self.times)), key=lambda number: abs(self.times[number] - seconds))
        return best if abs(self.times[best] - seconds) < 0.0006 else None

    def burnt(self, picture, width, height):
        """The number that a picture bears."""
        shown = self.size()
        number = 0
        for bit in range(BITS):
            x, y = (bit + 0.5) * BLOCK, 0.5 * BLOCK
            sar = self.stream.get("sample_aspect_ratio", "1:1").split(":")
            if sar[0] != sar[1] and sar[0] != "0":
                x = x * int(sar[0]) / int(sar[1])
            if self.rotation == 270:
                x, y = shown[0] - y, x
            elif self.rotation == 180:
                x, y = shown[0] - x, shown[1] - y
            elif self.rotation == 90:
                x, y = y, shown[1] - x
            column, row = int(x * width / shown[0]), int(y * height / shown[1])
            at = (row * width + column) * 3
            if sum(picture[at:at + 3]) > 384:
                number |= 1 << bit
        return number


def pixels(path):
    """Raw RGB of a picture file, and its size."""
    raw = path.read_bytes()
    width, height = struct.unpack(">II", raw[16:24])
    return must("ffmpeg", "-v", "error", "-i", path, "-pix_fmt", "rgb24", "-f", "rawvideo", "-"), \
        width, height


def crop(raw, width, box):
    rows = range(box["y"], box["y"] + box["height"])
    return b"".join(raw[(row * width + box["x"]) * 3:(row * width + box["x"] + box["width"]) * 3]
                    for row in rows)


def check_picture(report, decoded, what, raw, width, height, seconds, frame):
    number = decoded.index(seconds)
    if number is None:
        report.check(what, False, f"no frame of ffmpeg's begins at {seconds}")
        return
    likeness = psnr(raw, decoded.frames(width, height)[number])
    report.check(what, likeness >= 40, f"{likeness:.1f} dB from ffmpeg's frame at {seconds:.4f} s")
    report.check(f"{what}, its number", number == frame, f"called {frame}, is {number}")
    mine = decoded.burnt(raw, width, height)
    theirs = decoded.burnt(decoded.frames(width, height)[number], width, height)
    report.check(f"{what}, the number burnt in", mine == theirs, f"{mine}, in ffmpeg's {theirs}")


def check_pictures_of(job):
    program, clip, folder = job
    report = Report()
    path = clip.make(folder)
    decoded = Decoded(path)
    count = len(decoded.times)
    cases = 0
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        wishes = ["first", "last", "middle", "25%", f"f:{count // 3}", f"{decoded.times[-1] / 3:.3f}"]
        for number, wish in enumerate(dict.fromkeys(wishes)):
            cases += 1
            target = place / f"{number}.png"
            done = run(program, "thumbnail", path, "--at", wish, "-o", target, "--json", "--quiet")
            if done.returncode != 0:
                report.check(f"{clip.name} --at {wish}", False, done.stderr.decode().strip())
                continue
            found = json.loads(done.stdout)["pictures"][0]
            raw, width, height = pixels(target)
            report.check(f"{clip.name} --at {wish}, its size", (width, height) == decoded.size(),
                         f"{width}x{height}")
            check_picture(report, decoded, f"{clip.name} --at {wish}", raw, width, height,
                          found["seconds"], found["frame"])
            if wish == "last":
                report.check(f"{clip.name}, last is last", found["frame"] == count - 1,
                             f"{found['frame']} of {count}")
        for name, more in [("3x3", ["--columns", "3", "--rows", "3"]), ("list", ["--at", "0%", "40%", "100%"]),
                           ("best", ["--columns", "3", "--rows", "1", "--best"])]:
            cases += 1
            target = place / f"sheet-{name}.png"
            done = run(program, "sheet", path, *more, "--theme", "plain", "--width", "560", "-o", target,
                       "--json", "--quiet")
            if done.returncode != 0:
                report.check(f"{clip.name} sheet {name}", False, done.stderr.decode().strip())
                continue
            sheet = json.loads(done.stdout)["sheets"][0]
            raw, width, _ = pixels(target)
            wanted = min({"3x3": 9, "list": 3, "best": 3}[name], count)
            report.check(f"{clip.name} sheet {name}, tiles", len(sheet["tiles"]) == wanted,
                         f"{len(sheet['tiles'])} instead of {wanted}")
            for number, tile in enumerate(sheet["tiles"]):
                box = tile["box"]
                check_picture(report, decoded, f"{clip.name} sheet {name}, tile {number}",
                              crop(raw, width, box), box["width"], box["height"],
                              tile["seconds"], tile["frame"])
    return clip, report, cases


def check_pictures(program, folder, is_quick):
    report = Report()
    chosen = [clip for clip in clips() if clip.is_quick or not is_quick]
    cases = 0
    with ThreadPoolExecutor(2) as pool:
        for clip, found, count in pool.map(check_pictures_of, [(program, clip, folder) for clip in chosen]):
            report.passed += found.passed
            report.failures += found.failures
            cases += count
    for transfer in ["smpte2084", "arib-std-b67"]:
        check_high_range(program, folder, transfer, report)
    return report.close("pictures", f"; {cases} cases over {len(chosen)} clips")


def check_high_range(program, folder, transfer, report):
    """A picture put into PQ or HLG with its white at 203 cd/m² looks like itself again."""
    plain = folder / "high-range.png"
    must("ffmpeg", "-v", "error", "-y", "-i", ROOT / "samples/harbour.jpg", "-vf",
         "scale=640:360:flags=lanczos", "-frames:v", "1", "-update", "1", plain)
    path = folder / f"{transfer}.mp4"
    if not path.exists():
        must("ffmpeg", "-v", "error", "-y", "-loop", "1", "-i", plain, "-frames:v", "6", "-vf",
             "format=gbrp,zscale=tin=iec61966-2-1:pin=bt709:min=gbr:rin=full:"
             f"t={transfer}:p=bt2020:m=bt2020nc:r=limited:npl=203,format=yuv420p10le",
             "-c:v", "libx265", "-preset", "ultrafast", "-crf", "8", "-x265-params", "log-level=none",
             "-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc", "-tag:v",
             "hvc1", path)
    target = folder / f"{transfer}.png"
    must(program, "thumbnail", path, "-o", target, "--force", "--quiet")
    mine, plainly = pixels(target)[0], pixels(plain)[0]
    report.check(f"{transfer}, its size", len(mine) == len(plainly))
    likeness = psnr(mine, plainly)
    report.check(f"{transfer}, like the picture it was made of", likeness >= 25, f"{likeness:.1f} dB")
    brightness = sum(mine) / len(mine) - sum(plainly) / len(plainly)
    report.check(f"{transfer}, as bright", abs(brightness) < 15, f"{brightness:+.1f} of 255")
    darks = [(theirs, ours) for ours, theirs in zip(mine, plainly) if theirs < 100]
    error = sum(abs(theirs - ours) for theirs, ours in darks) / max(1, len(darks))
    report.check(f"{transfer}, what is dark stays as it is", error < 4, f"off by {error:.1f} of 255")


# Facts

def close_to(left, right, slack):
    return left is not None and right is not None and abs(float(left) - float(right)) <= slack


# What Documentation/looking.md explains: the clip, the fact, and the reader it differs from.
EXPLAINED = {
    ("edit-skip.mp4", "frames", "mediainfo"), ("edit-skip.mp4", "duration", "ffprobe"),
    ("edit-delay.mp4", "frames", "mediainfo"), ("vary.mp4", "duration", "ffprobe"),
}


def rate_of(video):
    rate = video.get("frame_rate")
    return rate["numerator"] / rate["denominator"] if rate else None


def number(value):
    return "-" if value is None else f"{float(value):.3f}".rstrip("0").rstrip(".")


COLUMNS = ["clip", "frames: ours", "ffprobe", "ffprobe, decoded", "MediaInfo", "seconds: ours", "ffprobe",
           "MediaInfo", "rate: ours", "ffprobe", "MediaInfo", "steadiness: ours", "MediaInfo"]


def check_facts_of(job):
    program, clip, folder = job
    report = Report()
    path = clip.make(folder)
    mine = json.loads(must(program, "probe", path, "--json", "--quiet"))["clips"][0]
    theirs = json.loads(must("ffprobe", "-v", "error", "-count_frames", "-show_streams", "-show_format",
                             "-of", "json", path))
    video = next(stream for stream in theirs["streams"] if stream["codec_type"] == "video")
    sound = next((stream for stream in theirs["streams"] if stream["codec_type"] == "audio"), None)
    packets = [line.split(",") for line in must(
        "ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time,flags",
        "-of", "csv=p=0", path).decode().split()]
    shown = [packet for packet in packets if "D" not in packet[1]]
    ours = mine["video"]

    def same(fact, left, right, reader="ffprobe"):
        if (clip.name, fact, reader) in EXPLAINED:
            return
        report.check(f"{clip.name}, {fact} as {reader} has it", left == right, f"{left}, not {right}")

    same("codec", ours["codec"], video["codec_name"])
    profile = video.get("profile", "unknown")
    # A profile that FFmpeg has no name for is printed as its number.
    same("profile", ours.get("profile"), None if profile == "unknown" or profile.isdigit() else profile)
    level = video.get("level", -99)
    same("level", ours.get("level"), level if level > 0 else None)
    same("size", (ours["size"]["width"], ours["size"]["height"]), (video["width"], video["height"]))
    same("pixel format", ours["pixel_format"], video["pix_fmt"])
    sar = video.get("sample_aspect_ratio", "1:1")
    same("pixel shape", ours["sample_aspect"], "1:1" if sar == "0:1" else sar)
    same("frames", ours["frame_count"], int(video["nb_read_frames"]))
    same("key frames", ours["key_frame_count"], sum("K" in packet[1] for packet in shown))
    same("time base", ours["time_base"], video["time_base"])
    times = [float(packet[0]) for packet in shown if packet[0] != "N/A"]
    if len(times) == len(shown):
        report.check(f"{clip.name}, start", close_to(ours["start"], min(times), 2e-6))
    rate = video["avg_frame_rate"].split("/")
    if ours["is_constant_rate"] and int(rate[0]) and len(shown) > 2:
        found = ours["frame_rate"]["numerator"] / ours["frame_rate"]["denominator"]
        report.check(f"{clip.name}, rate", close_to(found, int(rate[0]) / int(rate[1]), 0.05),
                     f"{found}, not {video['avg_frame_rate']}")
    if "duration" in video and (clip.name, "duration", "ffprobe") not in EXPLAINED and len(shown) > 1:
        report.check(f"{clip.name}, duration", close_to(ours["duration"], video["duration"], 0.045),
                     f"{ours['duration']}, not {video['duration']}")
    for fact, name in [("range", "color_range"), ("matrix", "color_space"),
                       ("primaries", "color_primaries"), ("transfer", "color_transfer")]:
        same(fact, ours["colour"].get(fact), None if video.get(name) == "unknown" else video.get(name))
    rotation = 0
    for side in video.get("side_data_list", []):
        if "rotation" in side:
            rotation = -int(side["rotation"]) % 360
    same("rotation", ours["rotation"], rotation)
    same("reorder depth", ours["reorder_depth"], video.get("has_b_frames", 0))
    if sound:
        same("sound codec", mine["audio"]["codec"], sound["codec_name"])
        same("sample rate", mine["audio"]["sample_rate"], int(sound["sample_rate"]))
        same("channels", mine["audio"]["channel_count"], sound["channels"])
    else:
        same("sound", mine.get("audio"), None)
    info = json.loads(must("mediainfo", "--Output=JSON", path))["media"]["track"]
    other = next((track for track in info if track["@type"] == "Video"), {})
    if other:
        same("width", ours["size"]["width"], int(other.get("Stored_Width", other["Width"])), "mediainfo") \
            if "Stored_Width" not in other else None
        if "FrameCount" in other and path.suffix in (".mp4", ".mov"):
            same("frames", ours["frame_count"], int(other["FrameCount"]), "mediainfo")
        if "BitDepth" in other and "bit_depth" in mine:
            same("bit depth", mine["bit_depth"], int(other["BitDepth"]), "mediainfo")
        report.row = [
            clip.name, ours["frame_count"], video.get("nb_frames", "-"), video["nb_read_frames"],
            other.get("FrameCount", "-"), number(ours["duration"]), number(video.get("duration")),
            number(other.get("Duration")), number(rate_of(ours)),
            number(int(rate[0]) / int(rate[1]) if int(rate[1]) else None), number(other.get("FrameRate")),
            "constant" if ours["is_constant_rate"] else "varying",
            {"CFR": "constant", "VFR": "varying"}.get(other.get("FrameRate_Mode"), "-")]
        if path.suffix in (".mp4", ".mov") and "FrameRate_Mode" in other and len(shown) > 2:
            same("constant rate", "CFR" if ours["is_constant_rate"] else "VFR",
                 other["FrameRate_Mode"], "mediainfo")
    return report


def check_facts(program, folder, is_quick, table=None):
    report = Report()
    rows = []
    chosen = [clip for clip in clips() if clip.is_quick or not is_quick]
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(check_facts_of, [(program, clip, folder) for clip in chosen]):
            report.passed += found.passed
            report.failures += found.failures
            if hasattr(found, "row"):
                rows.append(found.row)
    if table:
        lines = ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
        lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
        table.write_text("\n".join(lines) + "\n")
    return report.close("facts", f"; {len(chosen)} clips")


# Health

def scenes():
    """Sources of moving pictures without defects, by name; each lasts as long as is asked."""
    pictures = [ROOT / "samples" / name for name in ("dawn.jpg", "harbour.jpg", "lighthouse.jpg", "stairs.jpg")]
    found = {}
    for picture in pictures:
        for way, move in [("in", "z='1.05+0.0022*on':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2'"),
                          ("across", "z=1.25:x='on*1.2':y='ih/2-ih/zoom/2'"),
                          ("up", "z=1.3:x='iw/2-iw/zoom/2':y='max(0,ih*0.2-on*0.9)'")]:
            found[f"{picture.stem}-{way}"] = (
                ["-loop", "1", "-i", str(picture)],
                f"scale=1536:-2,zoompan={move}:d=1:s=512x320:fps=24")
    for name, source in [
            ("testsrc2", "testsrc2=s=512x320:r=24"), ("mandelbrot", "mandelbrot=s=512x320:r=24"),
            ("life", "life=s=256x160:r=24:ratio=0.2:mold=20:seed=5:life_color=white:death_color=0x305070"),
            ("gradients", "gradients=s=512x320:r=24:speed=0.02:seed=4,noise=alls=6:allf=t"),
            ("cellauto", "cellauto=s=512x320:r=24:seed=3")]:
        found[name] = (["-f", "lavfi", "-i", source], "scale=512:320,null")
    return found


DEFECTS = {
    # name: (filter behind the scene, options of the encoder, what is to be found)
    "black": ("drawbox=t=fill:color=black:enable='between(t,1,1.8)'", [], "black"),
    "frozen": ("loop=loop=20:size=1:start=30", [], "frozen"),
    "static": ("trim=start_frame=10:end_frame=11,loop=loop=80:size=1:start=0,setpts=N/24/TB,"
               "noise=alls=1:allf=t", ["-crf", "30"], "frozen near_static"),
    "flicker": ("eq=brightness='0.07*(mod(n,2)*2-1)':eval=frame", [], "flicker"),
    "cut": ("OTHER", [], "cut"),
    "blown": ("eq=brightness=0.8:contrast=2", [], "blown"),
    "crushed": ("eq=brightness=-0.6:contrast=2", [], "crushed"),
    "blurred": ("gblur=sigma=9", [], "blurred"),
    "errors": ("null", ["DAMAGE"], "errors"),
    "truncated": ("null", ["CUT"], "truncated errors"),
}


def make_health_clip(folder, name, inputs, chain, options, other=None):
    path = folder / f"{name}.mp4"
    if path.exists():
        return path
    partial = folder / f"partial-{name}.mp4"
    encoder = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p",
               *[option for option in options if option not in ("DAMAGE", "CUT")]]
    if other:
        must("ffmpeg", "-v", "error", "-y", *inputs, *other[0], "-filter_complex",
             f"[0:v]{chain},trim=end_frame=40,setsar=1,fps=24[a];"
             f"[1:v]{other[1]},trim=end_frame=40,setsar=1,fps=24[b];[a][b]concat=n=2",
             *encoder, "-frames:v", "72", partial)
    else:
        must("ffmpeg", "-v", "error", "-y", *inputs, "-vf", f"{chain},setsar=1", *encoder,
             "-frames:v", "72", "-movflags", "+faststart", partial)
    raw = bytearray(partial.read_bytes())
    if "DAMAGE" in options:
        start = raw.index(b"mdat") + 4
        for at in range(start + (len(raw) - start) // 3, start + (len(raw) - start) * 2 // 3, 97):
            raw[at] ^= 0x55
        partial.write_bytes(raw)
    if "CUT" in options:
        partial.write_bytes(raw[:len(raw) * 2 // 3])
    partial.rename(path)
    return path


def check_health(program, folder, is_quick):
    report = Report()
    folder = folder / "health"
    folder.mkdir(exist_ok=True)
    every = scenes()
    names = list(every)
    jobs = []
    good = names if not is_quick else names[::6]
    for name in good:
        for kind, chain in [("", ""), ("-dim", ",eq=brightness=-0.1"), ("-grain", ",noise=alls=14:allf=t"),
                            ("-bright", ",eq=brightness=0.06")]:
            if is_quick and kind:
                continue
            jobs.append((f"good-{name}{kind}", every[name][0], every[name][1] + chain, [], None, ""))
    for defect, (chain, options, wanted) in DEFECTS.items():
        # Scenes of which the defect is no part already, and which have what it takes to show it.
        suited = [name for name in names if name not in ("cellauto", "life", "gradients")]
        picked = suited[::2][:7] if not is_quick else suited[1:2]
        for number, name in enumerate(picked):
            inputs, scene = every[name]
            if chain == "OTHER":
                other = every[suited[(suited.index(name) + 5) % len(suited)]]
                jobs.append((f"bad-{defect}-{name}", inputs, scene, options, other, wanted))
            else:
                jobs.append((f"bad-{defect}-{name}", inputs, f"{scene},{chain}", options, None, wanted))
    with ThreadPoolExecutor(2) as pool:
        paths = list(pool.map(lambda job: make_health_clip(folder, *job[:5]), jobs))
    done = run(program, "probe", "--health", "--json", "--quiet", *paths)
    found = {Path(health["path"]).stem: health for health in json.loads(done.stdout)["health"]}
    missed, accused = [], []
    bad = sum(1 for job in jobs if job[5])
    for name, *_, wanted in jobs:
        health = found.get(name)
        kinds = [verdict["kind"] for verdict in health["verdicts"]] if health else ["errors", "truncated"]
        if wanted and not set(wanted.split()) & set(kinds):
            missed.append(name)
            print(f"      {name}: not found; said {', '.join(kinds) or 'good'}")
        if not wanted and kinds:
            accused.append(name)
            for verdict in health["verdicts"]:
                print(f"      {name}: accused of {verdict['kind']}: {verdict['message']}")
        for verdict in (health or {}).get("verdicts", []):
            report.check(f"{name}, a verdict has its number", "value" in verdict and "threshold" in verdict)
    good_count = len(jobs) - bad
    report.check("defects found", len(missed) <= 0.05 * bad, f"{bad - len(missed)} of {bad}")
    report.check("clips accused", len(accused) <= 0.02 * good_count, f"{len(accused)} of {good_count}")
    return report.close(
        "health", f"; {bad - len(missed)} of {bad} defects found, {len(accused)} of {good_count} accused")


# Input

def boxes(raw, start=0, end=None, depth=0):
    """The offsets at which boxes begin, to the depth of sample tables."""
    end = len(raw) if end is None else end
    while start + 8 <= end:
        size, kind = struct.unpack(">I4s", raw[start:start + 8])
        if size < 8 or start + size > end:
            return
        yield start
        yield start + 8
        if kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"udta"):
            yield from boxes(raw, start + 8, start + size, depth + 1)
        start += size


def check_input(program, folder, is_quick):
    report = Report()
    whole = next(clip for clip in clips() if clip.name == "start.mp4").make(folder)
    raw = whole.read_bytes()
    place = folder / "input"
    place.mkdir(exist_ok=True)
    commands = {
        "probe": lambda path: ["probe", path],
        "health": lambda path: ["probe", "--health", path],
        "thumbnail": lambda path: ["thumbnail", path, "--force", "-o", place / "out.png"],
        "sheet": lambda path: ["sheet", path, "--force", "-o", place / "out.png"],
        "preview": lambda path: ["preview", path, "--force", "-o", place / "out.webp"],
        "sprites": lambda path: ["sprites", path, "--force", "--output-dir", place / "sprites"],
        "filmstrip": lambda path: ["filmstrip", path, "--force", "-o", place / "out.png"],
    }

    def ask(what, path, statuses, only=None, seconds=60):
        for name in only or commands:
            try:
                done = run(program, *commands[name](path), "--quiet", timeout=seconds)
            except subprocess.TimeoutExpired:
                report.check(f"{what}, {name}", False, f"no answer in {seconds} s")
                continue
            said = done.stderr.decode(errors="replace").strip()
            is_right = done.returncode in statuses and (done.returncode == 0 or len(said) > 10)
            report.check(f"{what}, {name}", is_right, f"status {done.returncode}: {said[:200]}")
            if done.returncode != 0:
                report.check(f"{what}, {name}, the file is named", Path(path).name in said, said[:200])

    def write(name, content):
        path = place / name
        path.write_bytes(content)
        return path

    some = ["probe", "thumbnail", "sheet"] if is_quick else None
    ask("no such file", place / "nothing.mp4", [2], some)
    ask("zero bytes", write("empty.mp4", b""), [2], some)
    ask("text", write("text.mp4", b"This is no video.\n" * 50), [2], some)
    ask("a folder", place, [2], ["probe", "thumbnail"])
    sound = place / "sound.mp4"
    must("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "sine=duration=1", sound)
    ask("no video stream", sound, [2], ["thumbnail", "sheet", "preview", "sprites", "filmstrip"])
    cuts = sorted(set(boxes(raw)))
    for cut in cuts[::6] if is_quick else cuts:
        ask(f"cut at {cut}", write("cut.mp4", raw[:cut]), [0, 2],
            ["probe"] if is_quick else ["probe", "thumbnail", "sheet"])
    moov_only = raw[:raw.index(b"mdat") - 4]
    ask("promises and no media", write("promises.mp4", moov_only), [2], ["thumbnail", "sheet"])
    # An hour in a small file: the time scale says that each frame lasts minutes.
    slow = bytearray(raw)
    at = slow.index(b"mdhd") + 16
    struct.pack_into(">I", slow, at, max(1, struct.unpack_from(">I", slow, at)[0] // 1800))
    ask("an hour in a small file", write("hour.mp4", bytes(slow)), [0, 2], ["probe", "thumbnail", "sheet"])
    if not is_quick:
        huge = place / "huge.mkv"
        must("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "color=c=gray:s=16000x16000:r=1:d=1",
             "-c:v", "mjpeg", "-q:v", "31", "-pix_fmt", "yuvj420p", huge)
        ask("16k x 16k", huge, [0, 2], ["probe", "thumbnail", "sheet"], seconds=180)
        many = place / "many.mkv"
        must("ffmpeg", "-v", "error", "-y", "-i", whole, *["-map", "0:v"] * 10, "-c", "copy", many)
        ask("ten streams", many, [0], ["probe", "thumbnail", "sheet"])
    rnd = random.Random(7)
    for number in range(20 if is_quick else 150):
        broken = bytearray(raw)
        for _ in range(rnd.choice([1, 4, 30])):
            broken[rnd.randrange(len(broken))] = rnd.randrange(256)
        ask(f"mutant {number}", write("mutant.mp4", bytes(broken)), [0, 2], ["probe"] if number % 3 else ["sheet"])
    closed = write("closed.mp4", raw)
    closed.chmod(0)
    if os.geteuid() != 0:
        ask("unreadable", closed, [2], some)
    elif shutil.which("setpriv") and os.access(program, os.X_OK):
        # Root may read anything, so somebody else asks.
        place.chmod(0o755)
        folder.chmod(0o755)
        nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        if run(*nobody, "test", "-x", program, "-a", "-e", closed).returncode == 0:
            for name in ["probe", "health"]:
                done = run(*nobody, program, *commands[name](closed), "--quiet")
                report.check(f"unreadable, {name}", done.returncode == 2 and b"permission" in done.stderr,
                             f"status {done.returncode}: {done.stderr.decode()}")
    check_vanishing(program, place, folder, report, 4 if is_quick else 24)
    good = write("good.mp4", raw)
    bad = write("bad.mp4", b"x" * 100)
    done = run(program, "probe", "--brief", good, bad, good)
    report.check("a bad file among good ones", done.returncode == 2 and done.stdout.count(b"good.mp4") == 2)
    shutil.rmtree(place)
    return report.close("input")


def check_vanishing(program, place, folder, report, count):
    """A file that goes away, or loses its end, while it is read."""
    long = next(clip for clip in clips() if clip.name == "long.mp4").make(folder)
    for number in range(count):
        path = place / "going.mp4"
        shutil.copy(long, path)
        command = [["probe", "--health", path], ["sheet", path, "--best", "--force", "-o", place / "o.png"],
                   ["preview", path, "--force", "-o", place / "o.webp"],
                   ["sprites", path, "--force", "--output-dir", place / "going"]][number % 4]
        process = subprocess.Popen([str(part) for part in [program, *command, "--quiet"]],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(0.02 + 0.02 * (number // 4))
        if number % 2:
            path.unlink()
        else:
            os.truncate(path, len(long.read_bytes()) // 3)
        try:
            said = process.communicate(timeout=60)[1].decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            process.kill()
            said = "no answer in 60 s"
        status = process.returncode
        what = f"{'vanishing' if number % 2 else 'shrinking'} while read, {command[0]}"
        report.check(what, status == 0 or status == 2 and path.name in said, f"status {status}: {said[:200]}")


PARTS = {"pictures": check_pictures, "facts": check_facts, "health": check_health, "input": check_input}


def main(arguments):
    is_quick, program, keep, parts = False, ROOT / ".build/release/hailuo-studio", None, []
    table = None
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--quick":
            is_quick = True
        elif argument == "--program" and rest:
            program = Path(rest.pop(0)).resolve()
        elif argument == "--keep" and rest:
            keep = Path(rest.pop(0))
        elif argument == "--table" and rest:
            table = Path(rest.pop(0))
        elif argument in PARTS:
            parts.append(argument)
        else:
            print(f"check-looking: unknown argument: {argument}", file=sys.stderr)
            return 64
    if not os.access(program, os.X_OK):
        print(f"check-looking: there is no program {program}; scripts/release makes it", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        more = {"facts": {"table": table}}
        results = [PARTS[part](program, folder, is_quick, **more.get(part, {})) for part in parts or PARTS]
    return 0 if all(results) else 1


sys.exit(main(sys.argv[1:]))
