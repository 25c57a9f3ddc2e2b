"""The corpus: small clips over every axis on which joins go wrong, made by Debian's ffmpeg, and cached."""

import concurrent.futures
import hashlib
import json
import os
import pickle
import shutil
import subprocess
from dataclasses import dataclass, field
from fractions import Fraction

import numpy

import pictures
import readers

WIDTH, HEIGHT = 160, 96
BEEP_HERTZ, BEEP_SECONDS = 1000, 0.03


@dataclass(frozen=True)
class Recipe:
    """How one clip is made."""
    name: str
    axis: str
    content: int
    extension: str = "mp4"
    codec: str = "h264"
    rate: Fraction = Fraction(24)
    frames: int = 30
    first: int = 0  # number of the first frame, for clips that continue another
    size: tuple = (WIDTH, HEIGHT)
    pixels: str = "yuv420p"
    coding: tuple = ()  # arguments of the video encoder
    params: str = ""  # x264-params or x265-params
    filters: str = ""
    sound: tuple = ("aac", 48_000, 2, 0.0)  # codec, rate, channels, seconds longer than the picture; () for none
    sound_delay: float = 0.0
    muxing: tuple = ()
    before: tuple = ()  # arguments before the input of a second, copying run
    after: tuple = ()  # arguments of a second, copying run; with it the clip is made twice
    picture_delay: float = 0.0
    repeats: tuple = ()  # frames that show the moment of another: {place: moment}

    def key(self):
        return hashlib.sha256((repr(self) + VERSION).encode()).hexdigest()[:16]


def _version():
    here = os.path.dirname(os.path.abspath(__file__))
    digest = hashlib.sha256()
    for name in ("pictures.py", "readers.py"):
        with open(os.path.join(here, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


VERSION = _version()


@dataclass
class Clip:
    """A clip of the corpus with what independent readers say is in it."""
    recipe: Recipe
    path: str
    debian: readers.Frames
    pyav: readers.Reading
    sound: readers.Sound | None
    numbers: list = field(default_factory=list)  # each shown frame's number, by its bar code

    @property
    def frame_count(self):
        return len(self.debian.hashes)

    @property
    def start(self):
        return self.pyav.times[0]

    @property
    def gaps(self):
        return [b - a for a, b in zip(self.pyav.times, self.pyav.times[1:])]

    @property
    def is_constant(self):
        gaps = self.gaps
        return not gaps or max(gaps) - min(gaps) < 0.0025

    @property
    def frame_seconds(self):
        return float(1 / self.recipe.rate)

    @property
    def seconds(self):
        """From the first picture to the end of the last."""
        return self.pyav.times[-1] - self.start + self.last_seconds

    @property
    def last_seconds(self):
        """How long the last picture stays."""
        stated = (self.pyav.stated_end or 0) - self.pyav.times[-1]
        return stated if not self.is_constant and 0 < stated < 1 else self.frame_seconds

    @property
    def beeps(self):
        """Starts of beeps, from the first picture on."""
        return [at - self.start for at in self.sound.beeps] if self.sound else []


def _encoder(recipe):
    if recipe.codec == "h264":
        arguments = ["-c:v", "libx264", "-preset", "medium"]
        if recipe.params:
            arguments += ["-x264-params", recipe.params]
    elif recipe.codec == "hevc":
        arguments = ["-c:v", "libx265", "-preset", "fast", "-x265-params",
                     ":".join(part for part in ("log-level=error:pools=1", recipe.params) if part)]
    elif recipe.codec == "vp9":
        arguments = ["-c:v", "libvpx-vp9", "-deadline", "good", "-cpu-used", "5", "-b:v", "0", "-crf", "28"]
    elif recipe.codec == "av1":
        arguments = ["-c:v", "libsvtav1", "-preset", "10", "-crf", "30"]
    else:
        arguments = ["-c:v", recipe.codec]
    return arguments + ["-pix_fmt", recipe.pixels] + list(recipe.coding)


def _samples(recipe):
    _, rate, channels, longer = recipe.sound
    shown = float(recipe.frames / recipe.rate)
    count = int((shown + longer) * rate)
    samples = numpy.zeros(count, numpy.float32)
    at = 0.05
    while at < shown + longer - BEEP_SECONDS:
        # Not across the end of the picture, where a cut would leave half a beep.
        if not shown - 0.045 < at < shown + 0.01:
            first = int(at * rate)
            time = numpy.arange(int(BEEP_SECONDS * rate)) / rate
            beep = 0.5 * numpy.sin(2 * numpy.pi * BEEP_HERTZ * time)
            end = min(count, first + len(beep))
            samples[first:end] = beep[:end - first]
        at += 0.15
    return numpy.repeat(samples[:, None], channels, 1).reshape(-1)


def _make(recipe, path):
    work = path + ".work"
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    try:
        width, height = recipe.size
        raw = os.path.join(work, "raw.yuv")
        repeats = dict(recipe.repeats)
        with open(raw, "wb") as file:
            for index in range(recipe.first, recipe.first + recipe.frames):
                for plane in pictures.draw(recipe.content, index, width, height, moment=repeats.get(index)):
                    file.write(plane.tobytes())
        command = ["ffmpeg", "-v", "error", "-y", "-threads", "1"]
        if recipe.picture_delay:
            command += ["-itsoffset", str(recipe.picture_delay)]
        command += ["-f", "rawvideo", "-pix_fmt", "yuv444p", "-s", f"{width}x{height}",
                    "-r", str(recipe.rate), "-i", raw]
        if recipe.sound:
            pcm = os.path.join(work, "sound.f32")
            _samples(recipe).tofile(pcm)
            if recipe.sound_delay:
                command += ["-itsoffset", str(recipe.sound_delay)]
            command += ["-f", "f32le", "-ar", str(recipe.sound[1]), "-ac", str(recipe.sound[2]), "-i", pcm]
        if recipe.filters:
            command += ["-vf", recipe.filters, "-fps_mode", "passthrough"]
        command += ["-threads", "2"] + _encoder(recipe)
        if recipe.sound:
            command += ["-c:a", recipe.sound[0], "-b:a", "96k"]
        muxing = list(recipe.muxing)
        made = os.path.join(work, ("first" if recipe.after or recipe.before else "clip") + "."
                            + (recipe.extension if not recipe.after else
                               "mkv" if recipe.extension in ("mkv", "webm") else "mp4"))
        _ffmpeg(command + ([] if recipe.after else muxing) + [made])
        if recipe.after or recipe.before:
            final = os.path.join(work, "clip." + recipe.extension)
            _ffmpeg(["ffmpeg", "-v", "error", "-y", *recipe.before, "-i", made,
                     *[part.replace("WORK", work) for part in recipe.after], *muxing, final])
            made = final
        os.replace(made, path)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _ffmpeg(command):
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=300)
    if done.returncode:
        raise RuntimeError(" ".join(command) + "\n" + done.stderr.decode(errors="replace"))


def _read(recipe, path):
    pyav = readers.pyav_frames(path, luma=True)
    debian = readers.debian_frames(path)
    numbers = []
    for luma in pyav.luma:
        codes = pictures.read(luma)
        if not codes or codes[0][0] != recipe.content:
            raise RuntimeError(f"{recipe.name}: a bar code of its own cannot be read ({codes})")
        numbers.append(codes[0][1])
    if len(debian.hashes) != len(pyav.hashes):
        raise RuntimeError(f"{recipe.name}: ffmpeg shows {len(debian.hashes)} frames, PyAV {len(pyav.hashes)}")
    return Clip(recipe, path, debian, pyav, readers.sound(path), numbers)


def clip(recipe, folder):
    """The clip, made unless it is there."""
    base = os.path.join(folder, recipe.key())
    path, notes = f"{base}.{recipe.extension}", f"{base}.pickle"
    if os.path.exists(path) and os.path.exists(notes):
        with open(notes, "rb") as file:
            found = pickle.load(file)
        found.recipe, found.path = recipe, path
        return found
    os.makedirs(folder, exist_ok=True)
    _make(recipe, path)
    found = _read(recipe, path)
    with open(notes + ".new", "wb") as file:
        pickle.dump(found, file)
    os.replace(notes + ".new", notes)
    return found


def corpus(recipes, folder, workers=2):
    """Name to clip; the clips that cannot be made are named in the second result."""
    found, failed = {}, {}
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        work = {recipe.name: pool.submit(clip, recipe, folder) for recipe in recipes}
        for name, future in work.items():
            try:
                found[name] = future.result()
            except (RuntimeError, readers.ReadError, OSError, subprocess.TimeoutExpired) as error:
                failed[name] = str(error)
    return found, failed


def _h264(name, axis, content, **more):
    return Recipe(name, axis, content, **more)


NO_SOUND = ()


def recipes():
    """Every clip of the matrix."""
    made = []
    number = [1]

    def add(name, axis, **more):
        made.append(Recipe(name, axis, more.pop("content", number[0]), **more))
        number[0] = number[0] % 200 + 1

    add("base", "base")
    add("base2", "base")
    add("mute", "sound", sound=NO_SOUND)
    # Time scales and rates.
    for scale in (24, 600, 12_800, 15_360, 90_000, 1_000_000):
        add(f"scale-{scale}", "time scale", muxing=("-video_track_timescale", str(scale)))
    for text in ("24000/1001", "25", "30000/1001", "30", "60", "12"):
        add("rate-" + text.replace("/", "_"), "rate", rate=Fraction(text), frames=30)
    add("vfr", "rate", filters="settb=1/24000,setpts=(N*1000+330*mod(N\\,3))/24000/TB", coding=("-enc_time_base", "1/24000"))
    add("vfr-dropped", "rate", filters="select='not(between(mod(n\\,8)\\,3\\,4))'")
    add("vfr-mkv", "rate", extension="mkv",
        filters="settb=1/24000,setpts=(N*1000+330*mod(N\\,3))/24000/TB", coding=("-enc_time_base", "1/24000"))
    # Groups of pictures.
    for name, params in {
        "b0": "bframes=0", "b1": "bframes=1:b-adapt=0", "b2": "bframes=2:b-adapt=0:b-pyramid=none",
        "b3-pyramid": "bframes=3:b-adapt=0:b-pyramid=normal", "b8": "bframes=8:b-adapt=2:b-pyramid=normal",
        "refs1": "ref=1", "refs6": "ref=6:bframes=3",
        "keyint1": "keyint=1", "keyint8": "keyint=8:min-keyint=8:scenecut=0", "keyint24": "keyint=24:min-keyint=24",
        "open8": "open-gop=1:keyint=8:min-keyint=8:bframes=3:b-adapt=0:scenecut=0",
        "intra-refresh": "intra-refresh=1:keyint=12", "not-idr": "ref=1:keyint=8:min-keyint=8:open-gop=1",
        "slices4": "slices=4", "sliced-threads": "sliced-threads=1:threads=2", "aud": "aud=1",
        "hrd": "nal-hrd=vbr:vbv-maxrate=800:vbv-bufsize=800", "weightp0": "weightp=0:weightb=0",
        "no-deblock": "no-deblock=1", "interlaced": "tff=1",
    }.items():
        add(name, "groups", params=params)
    # Profiles and parameter sets.
    for profile in ("baseline", "main", "high"):
        add("profile-" + profile, "profile", coding=("-profile:v", profile))
    for level in ("1.3", "4.0"):
        add("level-" + level, "profile", coding=("-level", level))
    for crf in (20, 28):
        for name, cabac in (("cavlc", 0), ("cabac", 1)):
            add(f"crf{crf}-{name}", "quantiser and entropy coding", coding=("-crf", str(crf)), params=f"cabac={cabac}")
        add(f"crf{crf}-stitch", "quantiser and entropy coding", coding=("-crf", str(crf)), params="stitchable=1")
    for identity in (1, 3, 7, 31):
        add(f"sps{identity}", "parameter-set ids", params=f"sps-id={identity}")
    add("sps1-main", "parameter-set ids", params="sps-id=1", coding=("-profile:v", "main"))
    add("sps5-crf28", "parameter-set ids", params="sps-id=5", coding=("-crf", "28"))
    add("in-band", "parameter-set ids", params="repeat-headers=1:keyint=8:min-keyint=8")
    add("avc3", "parameter-set ids", params="repeat-headers=1:keyint=8:min-keyint=8", muxing=("-tag:v", "avc3"))
    # Shape and colour.
    add("sar-4-3", "sample aspect", filters="setsar=4/3")
    add("sar-16-15", "sample aspect", filters="setsar=16/15")
    for angle in (90, 180, 270):
        add(f"rotated-{angle}", "rotation", after=("-c", "copy", "-map", "0", "-metadata:s:v:0", f"rotate={angle}"))
    for name, tags in {
        "601": ("smpte170m", "smpte170m", "smpte170m"), "709": ("bt709", "bt709", "bt709"),
        "odd": ("bt2020", "smpte170m", "bt709")}.items():
        add("colour-" + name, "colour tags",
            coding=("-color_primaries", tags[0], "-color_trc", tags[1], "-colorspace", tags[2]))
    add("range-full", "range", pixels="yuvj420p", coding=("-color_range", "pc"))
    add("range-tagged", "range", coding=("-color_range", "tv"))
    add("444", "pixel format", pixels="yuv444p")
    add("422", "pixel format", pixels="yuv422p")
    add("10-bit", "pixel format", pixels="yuv420p10le")
    add("larger", "size", size=(320, 192))
    add("wider", "size", size=(192, 96))
    add("taller", "size", size=(96, 144))
    add("cropped", "size", size=(158, 94))
    add("single-frame", "length", frames=1, sound=NO_SOUND)
    add("two-frames", "length", frames=2, sound=NO_SOUND)
    add("long", "length", frames=120)
    # Start times and edit lists.
    add("start-late", "start", picture_delay=0.25)
    add("start-late-mkv", "start", extension="mkv", before=(), after=("-c", "copy", "-output_ts_offset", "0.5"))
    add("start-late-both", "start", after=("-c", "copy", "-output_ts_offset", "0.5", "-avoid_negative_ts", "disabled"))
    add("start-negative", "start", muxing=("-movflags", "negative_cts_offsets"))
    add("sound-late", "start", sound_delay=0.3)
    add("no-edit-list", "edit list", muxing=("-use_editlist", "0"))
    add("edit-skip", "edit list", before=("-ss", "0.4"), after=("-c", "copy"))
    add("edit-skip-group", "edit list", params="keyint=8:min-keyint=8:scenecut=0", before=("-ss", "0.4"), after=("-c", "copy"))
    add("edit-end", "edit list", before=(), after=("-c", "copy", "-t", "0.8"))
    # Sound.
    for name, sound in {
        "aac-44100": ("aac", 44_100, 2, 0.0), "aac-mono": ("aac", 48_000, 1, 0.0), "aac-44100-mono": ("aac", 44_100, 1, 0.0),
        "longer": ("aac", 48_000, 2, 0.3), "shorter": ("aac", 48_000, 2, -0.5), "opus": ("libopus", 48_000, 2, 0.0),
        "surround": ("aac", 48_000, 6, 0.0), "flac": ("flac", 48_000, 2, 0.0), "mp3": ("libmp3lame", 44_100, 2, 0.0),
    }.items():
        add(name, "sound", sound=sound, muxing=("-strict", "-2"))
    # Containers.
    add("mov", "container", extension="mov")
    add("mkv", "container", extension="mkv")
    add("mkv-opus", "container", extension="mkv", sound=("libopus", 48_000, 2, 0.0))
    add("ts", "container", extension="ts")
    add("ts-keyint8", "container", extension="ts", params="keyint=8:min-keyint=8")
    add("fragmented", "container", muxing=("-movflags", "frag_keyframe+empty_moov"), params="keyint=8:min-keyint=8")
    add("faststart", "container", muxing=("-movflags", "+faststart"))
    add("timecode", "container", extension="mov", muxing=("-timecode", "01:00:00:00"))
    add("cover", "container", after=("-f", "lavfi", "-i", "color=red:s=64x64:d=0.04", "-map", "0:v", "-map", "0:a", "-map", "1:v",
                                     "-c", "copy", "-c:v:1", "png", "-frames:v:1", "1", "-disposition:v:1", "attached_pic"))
    # Other codecs.
    hevc = {"codec": "hevc"}
    add("hevc", "HEVC", **hevc)
    add("hevc2", "HEVC", **hevc)
    add("hevc-hvc1", "HEVC", muxing=("-tag:v", "hvc1"), **hevc)
    add("hevc-b0", "HEVC", params="bframes=0", **hevc)
    add("hevc-refs1", "HEVC", params="ref=1:bframes=2", **hevc)
    add("hevc-open8", "HEVC", params="open-gop=1:keyint=8:min-keyint=8:scenecut=0", **hevc)
    add("hevc-closed8", "HEVC", params="open-gop=0:keyint=8:min-keyint=8:scenecut=0", **hevc)
    add("hevc-crf18", "HEVC", coding=("-crf", "18"), **hevc)
    add("hevc-10", "HEVC", pixels="yuv420p10le", **hevc)
    add("hevc-mkv", "HEVC", extension="mkv", **hevc)
    add("hevc-ts", "HEVC", extension="ts", **hevc)
    add("hevc-in-band", "HEVC", params="repeat-headers=1:keyint=8:min-keyint=8:open-gop=0", **hevc)
    vp9 = {"codec": "vp9", "sound": ("libopus", 48_000, 2, 0.0)}
    add("vp9", "VP9", extension="webm", **vp9)
    add("vp9-2", "VP9", extension="webm", **vp9)
    add("vp9-altref", "VP9", extension="webm", coding=("-auto-alt-ref", "1", "-lag-in-frames", "16"), **vp9)
    add("vp9-g8", "VP9", extension="webm", coding=("-g", "8"), **vp9)
    add("vp9-mp4", "VP9", extension="mp4", **vp9)
    add("vp9-larger", "VP9", extension="webm", size=(320, 192), **vp9)
    add("vp9-444", "VP9", extension="webm", pixels="yuv444p", **vp9)
    av1 = {"codec": "av1", "sound": ("libopus", 48_000, 2, 0.0)}
    add("av1", "AV1", extension="mp4", **av1)
    add("av1-2", "AV1", extension="mp4", **av1)
    add("av1-webm", "AV1", extension="webm", **av1)
    add("av1-mkv", "AV1", extension="mkv", **av1)
    add("av1-g8", "AV1", extension="mp4", coding=("-g", "8"), **av1)
    add("av1-10", "AV1", extension="mp4", pixels="yuv420p10le", **av1)
    # Chains: each clip opens with the picture the one before ended on, with the same bar code.
    for name, params in (("", ""), ("-b0", "bframes=0"), ("-keyint8", "keyint=8:min-keyint=8:scenecut=0")):
        for index in range(3):
            add(f"chain{name}-{index}", "chain", content=210 + len(name), first=29 * index, frames=30, params=params)
    for index in range(3):
        add(f"chain-hevc-{index}", "chain", content=230, first=29 * index, frames=30, codec="hevc")
    # Chains that end on B-frames, with references of one and of two kinds among them.
    for content, name, params in ((240, "b2", "bframes=2:b-adapt=0:b-pyramid=none"),
                                  (241, "pyramid", "bframes=5:b-adapt=0:b-pyramid=normal")):
        for index in range(3):
            chained = {"first": 29 * index, "frames": 30, "params": params}
            add(f"chain-{name}-{index}", "chain", content=content, **chained)
            add(f"chain-{name}-mute-{index}", "chain", content=content, sound=NO_SOUND, **chained)
    # One key frame a second, for transitions.
    for index in range(3):
        add(f"second-{index}", "transition", frames=72, params="keyint=24:min-keyint=24:scenecut=0")
        add(f"second-hevc-{index}", "transition", codec="hevc", frames=72,
            params="keyint=24:min-keyint=24:scenecut=0:open-gop=0")
    return made
