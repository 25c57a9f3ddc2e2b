"""Independent readers: Debian's ffmpeg and ffprobe, and PyAV, which carries another FFmpeg."""

import hashlib
import json
import subprocess
from dataclasses import dataclass, field

import av
import numpy

av.logging.set_level(None)


class ReadError(Exception):
    """A reader that could not read, or complained."""


def run(command, timeout=120, **options):
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=timeout,
                          check=False, **options)


@dataclass
class Frames:
    """The shown pictures of a file, in the order of showing."""
    hashes: list = field(default_factory=list)
    times: list = field(default_factory=list)
    durations: list = field(default_factory=list)
    complaints: str = ""


def debian_frames(path):
    """Every shown frame's time and hash, by Debian's ffmpeg, with damage made an error."""
    done = run(["ffmpeg", "-v", "error", "-threads", "1", "-err_detect", "explode", "-noautorotate",
                "-copyts", "-i", path, "-map", "0:V:0", "-autoscale", "0", "-fps_mode", "passthrough",
                "-enc_time_base", "-1", "-f", "framehash", "-hash", "md5", "-"])
    found = Frames(complaints=done.stderr.decode(errors="replace").strip())
    tick = 0.0
    for line in done.stdout.decode().splitlines():
        if line.startswith("#tb 0:"):
            number, of = line.split(":")[1].split("/")
            tick = int(number) / int(of)
        elif line and not line.startswith("#"):
            parts = [part.strip() for part in line.split(",")]
            found.times.append(int(parts[2]) * tick)
            found.durations.append(int(parts[3]) * tick)
            found.hashes.append(parts[5])
    if done.returncode and not found.complaints:
        found.complaints = f"ffmpeg answered {done.returncode}"
    return found


def facts(path):
    """What ffprobe says about the file, its streams and packets."""
    done = run(["ffprobe", "-v", "error", "-show_format", "-show_streams", "-show_packets",
                "-show_entries", "packet=stream_index,pts,dts,duration,flags,size,pos", "-of", "json", path])
    if done.returncode or done.stderr:
        raise ReadError(f"ffprobe: {done.stderr.decode(errors='replace').strip()[:200]}")
    return json.loads(done.stdout)


@dataclass
class Reading:
    """What PyAV saw: hashes and times in the order of showing, and luma planes when asked for."""
    hashes: list = field(default_factory=list)
    times: list = field(default_factory=list)
    luma: list = field(default_factory=list)
    rotation: int = 0
    aspect: float = 1
    codec: str = ""
    shape: tuple = ()
    extradata: bytes = b""
    frame_seconds: float = 0
    stated_end: float | None = None  # where the file says that the pictures end


def _picture_stream(container):
    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            return stream
    raise ReadError("no video stream")


def _planes(frame):
    data = []
    depth = 2 if frame.format.components[0].bits > 8 else 1
    for plane in frame.planes:
        rows = numpy.frombuffer(plane, numpy.uint8).reshape(plane.height, -1)
        data.append(rows[:, :plane.width * depth].tobytes())
    return data


def _luma(frame):
    plane = frame.planes[0]
    bits = frame.format.components[0].bits
    rows = numpy.frombuffer(plane, numpy.uint8).reshape(plane.height, -1)
    if bits > 8:
        rows = rows[:, :plane.width * 2].copy().view("<u2") >> (bits - 8)
        return rows.astype(numpy.uint8)
    return rows[:, :plane.width].copy()


def _hash(frame):
    digest = hashlib.md5(f"{frame.format.name} {frame.width}x{frame.height}".encode())
    for plane in _planes(frame):
        digest.update(plane)
    return digest.hexdigest()


def pyav_frames(path, luma=False):
    """Every shown frame by PyAV, decoded on one thread."""
    seen = Reading()
    with av.open(path) as container:
        stream = _picture_stream(container)
        stream.thread_type = "NONE"
        context = stream.codec_context
        seen.codec, seen.extradata = context.name, context.extradata or b""
        first = None
        for frame in container.decode(stream):
            if first is None:
                first = frame
            seen.hashes.append(_hash(frame))
            seen.times.append(float(frame.pts * frame.time_base))
            if luma:
                seen.luma.append(_luma(frame))
        if first is None:
            raise ReadError("PyAV decodes no frame of it")
        seen.rotation = int(first.rotation or 0) % 360
        sar = float(stream.sample_aspect_ratio or 1) or 1
        seen.aspect = first.width * sar / first.height
        seen.shape = (seen.codec, first.width, first.height, first.format.name, round(sar, 4), seen.rotation,
                      int(context.color_range), int(context.color_primaries), int(context.color_trc),
                      int(context.colorspace))
        if stream.duration:
            seen.stated_end = float((stream.start_time or 0) * stream.time_base + stream.duration * stream.time_base)
        rate = stream.average_rate or stream.guessed_rate
        seen.frame_seconds = float(1 / rate) if rate else 0
    return seen


def seek_faults(path, linear, limit=12):
    """Key frames where playing from a seek shows something else than playing from the start."""
    faults = []
    with av.open(path) as container:
        stream = _picture_stream(container)
        keys = [packet.pts for packet in container.demux(stream) if packet.is_keyframe and packet.pts is not None]
        base = stream.time_base
    if len(keys) > limit:
        keys = keys[:: max(1, len(keys) // limit)] + keys[-1:]
    places = {round(time / float(base)): index for index, time in enumerate(linear.times)}
    for key in keys:
        if key not in places:
            continue  # not shown: before the start of an edit list
        index = places[key]
        with av.open(path) as container:
            stream = _picture_stream(container)
            stream.thread_type = "NONE"
            container.seek(key, stream=stream, backward=True)
            wanted = linear.hashes[index:index + 3]
            got = []
            for frame in container.decode(stream):
                if frame.pts is not None and frame.pts >= key:
                    got.append(_hash(frame))
                    if len(got) == len(wanted):
                        break
            if got != wanted:
                faults.append(f"after a seek to {linear.times[index]:.3f} s, frame {index} and on differ")
    return faults


RATE = 48_000


@dataclass
class Sound:
    """The sound track as it is heard: when it starts and ends, and where beeps start."""
    start: float
    end: float
    beeps: list
    channels: int = 0
    rate: int = 0
    codec: str = ""
    holes: list = field(default_factory=list)


def _drain(resampler):
    return [part.to_ndarray().reshape(-1) for part in resampler.resample(None)] if resampler else []


def sound(path):
    """The file's first sound track by PyAV, samples put at their stated times; None without one."""
    with av.open(path) as container:
        if not container.streams.audio:
            return None
        stream = container.streams.audio[0]
        stream.thread_type = "NONE"
        info = (stream.codec_context.channels, stream.codec_context.sample_rate, stream.codec_context.name)
        pieces, holes = [], []
        start = end = None
        run = None
        for frame in container.decode(stream):
            at = float(frame.pts * frame.time_base) if frame.pts is not None else end
            if start is None:
                start = end = at
            if abs(at - end) > 0.003:
                holes.append((end, at))
                pieces += _drain(run)
                run = None
                # A hole is silence; what overlaps is heard twice, and stays so here.
                pieces.append(numpy.zeros(max(0, round((at - end) * RATE)), numpy.float32))
            end = at + frame.samples / frame.sample_rate
            run = run or av.AudioResampler(format="flt", layout="mono", rate=RATE)
            frame.pts = None
            pieces += [part.to_ndarray().reshape(-1) for part in run.resample(frame)]
        pieces += _drain(run)
    if start is None or not pieces:
        return Sound(0, 0, [], *info)
    samples = numpy.concatenate(pieces)
    return Sound(start, end, [start + at for at in onsets(samples)], info[0], info[1], info[2], holes)


def onsets(samples):
    """Seconds at which beeps start: loud after 15 ms of quiet."""
    step = RATE // 1000
    count = len(samples) // step
    if count == 0:
        return []
    level = numpy.abs(samples[:count * step]).reshape(count, step).max(1)
    found, quiet = [], 15
    for index, value in enumerate(level):
        if value > 0.15:
            if quiet >= 15:
                found.append(index / 1000)
            quiet = 0
        elif value < 0.08:
            quiet += 1
    return found


def debian_sound_seconds(path):
    """Seconds of sound that Debian's ffmpeg decodes; None without a sound track."""
    done = run(["ffmpeg", "-v", "error", "-i", path, "-map", "0:a:0?", "-f", "framecrc", "-"])
    total, rate = 0, 0
    for line in done.stdout.decode().splitlines():
        if line.startswith("#sample_rate 0:"):
            rate = int(line.split(":")[1])
        elif line and not line.startswith("#"):
            total += int(line.split(",")[3])
    if done.stderr.strip() and rate:
        raise ReadError("ffmpeg on the sound: " + done.stderr.decode(errors="replace").strip()[:200])
    return total / rate if rate else None
