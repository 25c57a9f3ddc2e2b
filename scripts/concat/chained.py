"""Chained clips as an image-to-video model makes them: each begins with the last frame of the one before.

The pictures are a hand-held pan over a fractal texture with hard edges, in steps smaller than a pixel,
with a sensor's grain; the camera is slow at both ends of each clip and has another speed in each.
"""

import math
import os
import subprocess

import av
import numpy

SIZE = (480, 320)
MARGIN = 2048


def _texture(seed):
    """Luma and both chromas of a large picture whose spectrum falls as photographs' do."""
    random = numpy.random.default_rng(seed)
    height, width = SIZE[1] + 128, SIZE[0] + MARGIN
    rows, columns = numpy.fft.fftfreq(height)[:, None], numpy.fft.rfftfreq(width)[None, :]
    falling = 1 / numpy.maximum(numpy.hypot(rows, columns), 1 / width) ** 1.1
    falling[0, 0] = 0
    planes = []
    for spread in (38, 14, 14):
        spectrum = numpy.fft.rfft2(random.standard_normal((height, width))) * falling
        plane = numpy.fft.irfft2(spectrum, s=(height, width))
        planes.append((plane * (spread / plane.std()) + 128).astype(numpy.float32))
    for _ in range(70):  # things with edges
        x, y = int(random.integers(0, width)), int(random.integers(0, height))
        w, h = int(random.integers(8, 120)), int(random.integers(8, 120))
        for plane in planes:
            plane[y:y + h, x:x + w] = plane[y:y + h, x:x + w] * 0.4 + random.uniform(20, 130)
    return planes


def _crop(plane, x, y, width, height):
    left, top = int(x), int(y)
    fx, fy = x - left, y - top
    part = plane[top:top + height + 1, left:left + width + 1]
    part = part[:, :-1] * (1 - fx) + part[:, 1:] * fx
    return part[:-1] * (1 - fy) + part[1:] * fy


def _picture(planes, place, random):
    """One picture in yuv420p; `place` is the camera's, in pixels."""
    width, height = SIZE
    made = []
    for number, plane in enumerate(planes):
        part = _crop(plane, place[0], place[1], width, height)
        if number:
            part = part.reshape(height // 2, 2, width // 2, 2).mean((1, 3))
        grain = random.standard_normal(part.shape).astype(numpy.float32) * (2.0 if number == 0 else 1.0)
        made.append(numpy.clip(part + grain, 16, 235).astype(numpy.uint8).tobytes())
    return b"".join(made)


def _last_picture(path):
    with av.open(path) as file:
        for frame in file.decode(video=0):
            last = frame
    parts = []
    for plane, width in zip(last.planes, (SIZE[0], SIZE[0] // 2, SIZE[0] // 2)):
        rows = numpy.frombuffer(plane, numpy.uint8).reshape(plane.height, -1)
        parts.append(rows[:, :width].tobytes())
    return b"".join(parts)


def _camera(index, frames, start):
    """Where the camera is at each frame of a clip; it turns round at the edges of the picture."""
    random = numpy.random.default_rng(index)
    speed = random.uniform(0.15, 1.3) * (1 if index % 16 < 8 else -1)
    (x, y), places = start, []
    for number in range(frames):
        if number:
            x += speed * (0.25 + 0.75 * math.sin(math.pi * number / frames) ** 0.7)
            y += 0.25 * math.sin(0.21 * number + index) * random.uniform(0.5, 1)
        x, y = min(max(x, 1), MARGIN - 2), min(max(y, 1), 120)
        places.append((x, y))
    return places


def make(folder, count, rate):
    """Paths of `count` clips of six seconds, made by x264's defaults; kept once they are made."""
    paths = [os.path.join(folder, f"chained-{rate}-{index}.mp4") for index in range(count)]
    planes, place = None, (1.0, 40.0)
    os.makedirs(folder, exist_ok=True)
    for index, path in enumerate(paths):
        places = _camera(index, 6 * rate, place)
        place = places[-1]
        if os.path.exists(path):
            continue
        planes = planes or _texture(1)
        random = numpy.random.default_rng(1000 + index)
        new = os.path.join(folder, "new-" + os.path.basename(path))
        encoder = subprocess.Popen(
            ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{SIZE[0]}x{SIZE[1]}",
             "-r", str(rate), "-i", "-", "-c:v", "libx264", new], stdin=subprocess.PIPE)
        for number, where in enumerate(places):
            repeat = number == 0 and index > 0
            encoder.stdin.write(_last_picture(paths[index - 1]) if repeat else _picture(planes, where, random))
        encoder.stdin.close()
        if encoder.wait():
            raise RuntimeError(f"ffmpeg could not make {path}")
        os.replace(new, path)
    return paths
