"""The program, ffmpeg, and settings in the program's own form."""

import copy
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from checking import Report, must, run  # noqa: E402

# What ffmpeg is told of a picture in BT.709.
TAGS = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
        "-color_range", "tv"]


# x264 164 is not repeatable: its code for AVX-512 that follows macroblocks through time reads memory
# that nobody wrote (ffmpeg's command under MALLOC_PERTURB_=1 shows it), and so other pictures come out
# once in fifty times. Whoever compares two encodings leaves that out, and the threads, too.
REPEATABLE = {"options": {"threads": "1", "mbtree": "0"}}


def ffmpeg(*arguments):
    return must("ffmpeg", "-v", "error", "-y", *arguments)


def program_path(given=None):
    path = Path(given).resolve() if given else ROOT / ".build" / "release" / "hailuo-studio"
    if not path.exists():
        raise SystemExit(f"there is no program {path}; scripts/release makes it")
    return path


class Program:
    def __init__(self, path, place):
        self.path, self.place, self.number = path, place, 0

    def run(self, source, settings, destination, *arguments):
        """Transcodes with settings in the program's own form."""
        self.number += 1
        file = self.place / f"settings-{self.number}.json"
        file.write_text(json.dumps(settings))
        return run(self.path, "transcode", source, "--settings", file, "-o", destination,
                   "--force", "--json", *arguments)

    def make(self, source, settings, destination, *arguments):
        done = self.run(source, settings, destination, *arguments)
        if done.returncode != 0:
            raise Failure(done.stderr.decode().strip())
        return json.loads(done.stdout)["files"][0]["result"]


class Failure(Exception):
    pass


VIDEO = {
    "codec": "h264", "profile": "high", "pixel_format": "yuv420p",
    "rate_control": {"crf": 19}, "speed": "veryfast", "keyframe_seconds": 2,
    "options": {}, "color": "bt709", "rate": "source",
    "shape": {"size": "source", "fit": "crop", "pad_color": "#000000", "square_pixels": True},
}
AUDIO = {
    "codec": "aac", "bit_rate": 160000, "sample_rate": 48000, "channels": 2, "when_missing": "none",
}


def settings(container="mp4", video=None, audio=AUDIO, **more):
    """Settings like those of the web, with some things set; video=False for sound alone."""
    value = {"container": container, "faststart": True, "metadata": True, **more}
    if video is not False:
        own = copy.deepcopy(VIDEO)
        for key, item in (video or {}).items():
            if item is None:
                own.pop(key, None)
            elif key == "shape":
                own["shape"].update(item)
            else:
                own[key] = item
        value["video"] = own
    if audio is not None:
        value["audio"] = audio
    return value


def quality(value):
    return {"crf": value}


STREAMING = {
    "segment_seconds": 2,
    "rungs": [
        {"short_side": 1080, "max_bit_rate": 6000000}, {"short_side": 480, "max_bit_rate": 1500000},
        {"short_side": 240, "max_bit_rate": 500000},
    ],
}

KINDS = {
    "h264": (settings(), ".mp4"),
    "h265": (settings(video={"codec": "h265", "profile": None, "speed": "fast",
                             "rate_control": quality(22)}), ".mp4"),
    "av1": (settings("webm", {"codec": "av1", "profile": None, "speed": "10",
                              "rate_control": quality(30)}, {**AUDIO, "codec": "opus"}), ".webm"),
    "vp9": (settings("webm", {"codec": "vp9", "profile": None, "speed": "5",
                              "rate_control": quality(30)}, {**AUDIO, "codec": "opus"}), ".webm"),
    "prores": (settings("mov", {"codec": "prores", "profile": "hq", "speed": None,
                                "pixel_format": "yuv422p10le", "rate_control": {}},
                        {**AUDIO, "codec": "pcm24"}), ".mov"),
    "dnxhr": (settings("mov", {"codec": "dnxhr", "profile": "dnxhr_hqx", "speed": None,
                               "pixel_format": "yuv422p10le", "rate_control": {}},
                       {**AUDIO, "codec": "pcm16"}), ".mov"),
    "ffv1": (settings("mkv", {"codec": "ffv1", "profile": None, "speed": None,
                              "rate_control": {"lossless": True}}, {**AUDIO, "codec": "flac"}),
             ".mkv"),
    "archive": (settings(video={"rate_control": quality(12), "speed": "slow"}), ".mp4"),
    "gif": (settings("gif", {"codec": "gif", "profile": None, "speed": None,
                             "pixel_format": "pal8", "rate_control": {},
                             "rate": "10"}, None), ".gif"),
    "avif": (settings("avif", {"codec": "avif", "profile": None, "speed": "8",
                               "rate_control": quality(20), "rate": "10"}, None), ".avif"),
    "webp": (settings("webp", {"codec": "webp", "profile": None, "speed": "4",
                               "rate_control": quality(90), "rate": "10"}, None), ".webp"),
}


def with_video(kind, **changes):
    value = copy.deepcopy(KINDS[kind][0])
    for key, item in changes.items():
        if key == "shape":
            value["video"]["shape"].update(item)
        else:
            value["video"][key] = item
    return value
