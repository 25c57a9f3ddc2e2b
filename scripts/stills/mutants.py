"""Broken files of every format, and files that never were pictures."""

import io
import os
import random
import shutil
import statistics
import struct
import subprocess
import zlib

import numpy as np
import pillow_heif
from PIL import Image

import pngs
import profiles
import tiffs
from tool import watched

SECONDS = 2.0
MEGABYTES = 512


def seeds(folder):
    """One or more whole files of each format, small, so that every byte matters."""
    rng = np.random.default_rng(1)
    rgb = np.clip(np.add.outer(np.arange(48), np.arange(64))[..., None] * 2 + rng.integers(0, 40, (48, 64, 3)), 0, 255)
    image = Image.fromarray(rgb.astype(np.uint8))
    alpha = Image.fromarray(np.dstack([rgb, np.full((48, 64), 128)]).astype(np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6
    made = {}

    def save(name, picture, kind, **options):
        buffer = io.BytesIO()
        picture.save(buffer, kind, **options)
        made[name] = buffer.getvalue()

    save("baseline.jpg", image, "JPEG", exif=exif, icc_profile=profiles.DISPLAY_P3)
    save("progressive.jpg", image, "JPEG", progressive=True)
    save("cmyk.jpg", image.convert("CMYK"), "JPEG", icc_profile=profiles.CMYK)
    save("rgb.png", image, "PNG", icc_profile=profiles.ADOBE_RGB)
    save("palette.png", image.convert("P"), "PNG", transparency=3)
    made["deep.png"] = pngs.png(rgb * 257, 16, 2, True, [(b"gAMA", struct.pack(">I", 45455)), pngs.iccp(profiles.SWAPPED)])
    save("lossy.webp", image, "WEBP", exif=exif)
    save("lossless.webp", alpha, "WEBP", lossless=True)
    save("alpha.webp", alpha, "WEBP", quality=70, icc_profile=profiles.SRGB)
    save("moving.webp", image, "WEBP", save_all=True, append_images=[image.rotate(90)])
    save("still.gif", image, "GIF")
    save("moving.gif", image, "GIF", save_all=True, append_images=[image.rotate(180)])
    save("rgb.bmp", image, "BMP")
    save("palette.bmp", image.convert("P"), "BMP")
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        save(f"{compression}.tif", image, "TIFF", compression=compression, exif=exif)
    save("cmyk.tif", image.convert("CMYK"), "TIFF", icc_profile=profiles.CMYK)
    made["tiles.tif"] = tiffs.tiled(rgb.astype(np.uint8))
    made["big.tif"] = tiffs.tiled(rgb.astype(np.uint8), big=True)
    save("still.avif", alpha, "AVIF", exif=exif)
    buffer = io.BytesIO()
    pillow_heif.from_pillow(image).save(buffer, quality=60)
    made["still.heic"] = buffer.getvalue()
    if shutil.which("ffmpeg"):
        path = folder / "seed.png"
        image.save(path)
        done = subprocess.run(
            ["ffmpeg", "-v", "error", "-i", path, "-f", "image2pipe", "-c:v", "libjxl", "-"], capture_output=True)
        if done.stdout:
            made["still.jxl"] = done.stdout
    return made


def mutate(content, number, source):
    """Truncated, flipped, overwritten, doubled or emptied; told by the number alone."""
    data = bytearray(content)
    kind = number % 6
    if kind == 0:
        return bytes(data[:source.randrange(len(data))])
    if kind == 1:
        for _ in range(source.randint(1, 8)):
            data[source.randrange(len(data))] ^= 1 << source.randrange(8)
    elif kind == 2:
        for _ in range(source.randint(1, 4)):
            data[source.randrange(len(data))] = source.choice([0, 1, 0x7F, 0x80, 0xFF])
    elif kind == 3:
        # Headers are where the harm is.
        for _ in range(source.randint(1, 5)):
            data[source.randrange(min(len(data), 96))] = source.randrange(256)
    elif kind == 4:
        start = source.randrange(len(data))
        length = source.randint(1, 64)
        data[start:start] = data[start:start + length] * source.randint(1, 4)
    else:
        start = source.randrange(len(data))
        data[start:start + source.randint(1, 64)] = bytes(source.randint(0, 32))
    if kind in (2, 3) and data[:4] == b"\x89PNG":
        mend(data)
    return bytes(data)


def mend(data):
    """Makes the checksums of a PNG right again, so that what is behind them is reached."""
    place = 8
    while place + 12 <= len(data):
        length = int.from_bytes(data[place:place + 4], "big")
        end = place + 8 + length
        if end + 4 > len(data):
            return
        data[end:end + 4] = struct.pack(">I", zlib.crc32(bytes(data[place + 4:end])))
        place = end + 4


def run(binary, inputs, out):
    """Runs with a watch on time; gives status, processor seconds, and peak memory in megabytes."""
    # Processor time, so that a busy computer does not look like a hang; a real one is ended.
    status, _, seconds, memory, errors = watched(
        [binary, "prepare", *inputs, "--output-dir", out, "--force", "--quiet", "--short-side", "64"],
        SECONDS * len(inputs) + 60, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return status, seconds, memory, errors


def alone(binary, path, out):
    code, seconds, memory, errors = run(binary, [path], out)
    return code, seconds, memory, errors


def check(tool, folder, quick, report):
    out = folder / "out"
    made = seeds(folder)
    each = 12 if quick else -(-3200 // len(made))
    worst_time = worst_memory = 0
    bad = []
    count = 0
    for name, content in made.items():
        files = []
        for number in range(each):
            source = random.Random(f"{name} {number}")
            path = folder / f"{number:04}-{name}"
            path = path.with_name(path.name.replace(".", "_"))
            path.write_bytes(mutate(content, number, source))
            files.append(path)
        count += len(files)
        for start in range(0, len(files), 40):
            group = files[start:start + 40]
            code, seconds, memory, errors = run(tool.binary, group, out)
            worst_memory = max(worst_memory, memory)
            fine = code in (0, 2) and memory <= MEGABYTES and seconds <= SECONDS * 2
            worst_time = max(worst_time, seconds / len(group))
            if fine and b"Sanitizer" not in errors:
                continue
            for path in group:
                code, seconds, memory, errors = alone(tool.binary, path, out)
                worst_memory = max(worst_memory, memory)
                if code not in (0, 2) or seconds > SECONDS or memory > MEGABYTES or b"Sanitizer" in errors:
                    bad.append(f"{path}: status {code}, {seconds:.1f} s, {memory:.0f} MB {errors[-300:]!r}")
    report.note(not bad, f"{count} broken files of {len(made)} kinds: no crash, at most {worst_time:.2f} s each"
                f" and {worst_memory:.0f} MB together (limits {SECONDS:.0f} s, {MEGABYTES} MB)")
    for line in bad[:40]:
        print("      " + line)
    odd(tool, folder, report, made)


def bombs(tool, place, out, report):
    """Nothing is quicker than to refuse an empty file: bombs must be refused as quickly."""
    names = ["empty.jpg", *(path.name for path in sorted(place.glob("bomb*")))]
    costs = {name: [] for name in names}
    sizes = {}
    for _ in range(7):
        for name in names:
            code, seconds, memory, errors = alone(tool.binary, place / name, out)
            costs[name].append(seconds)
            sizes[name] = memory
            if code != 2 or (name != "empty.jpg" and b"0000x" not in errors and b"16384x" not in errors):
                report.note(False, f"{name} is refused for its size: status {code} {errors[-200:]!r}")
    least = statistics.median(costs["empty.jpg"])
    for name in names[1:]:
        ratio = statistics.median(costs[name]) / least
        report.note(ratio < 1.3 and sizes[name] < sizes["empty.jpg"] + 16,
                    f"{name} is refused in {ratio:.2f} of the time that an empty file takes (at most 1.3),"
                    f" with {sizes[name] - sizes['empty.jpg']:.0f} MB more")


def odd(tool, folder, report, made):
    """What people and attackers give instead of pictures."""
    place = folder / "odd"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    out = place / "out"

    def bomb(name, content):
        (place / name).write_bytes(content)

    width = struct.pack(">II", 30000, 30000)
    png = made["rgb.png"]
    head = bytearray(png[:16] + width + png[24:])
    mend(head)
    bomb("bomb.png", bytes(head))
    # One row of it alone would take more than a gigabyte.
    head = bytearray(png[:16] + struct.pack(">II", 400000000, 2) + png[24:])
    mend(head)
    bomb("bomb-wide.png", bytes(head))
    # Text that nobody reads, packed a thousand times over.
    text = b"Comment\0\0" + zlib.compress(bytes(16000000), 9)
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    head = bytearray(png[:16] + width + png[24:33] + chunk * 40 + png[33:])
    mend(head)
    bomb("bomb-text.png", bytes(head))
    jpeg = bytearray(made["baseline.jpg"])
    mark = jpeg.index(b"\xff\xc0")
    jpeg[mark + 5:mark + 9] = struct.pack(">HH", 30000, 30000)
    bomb("bomb.jpg", bytes(jpeg))
    gif = bytearray(made["still.gif"])
    gif[6:10] = struct.pack("<HH", 30000, 30000)
    bomb("bomb.gif", bytes(gif))
    bmp = bytearray(made["rgb.bmp"])
    bmp[18:26] = struct.pack("<ii", 30000, 30000)
    bomb("bomb.bmp", bytes(bmp))
    tiff = bytearray(made["raw.tif"])
    (first,) = struct.unpack_from("<I", tiff, 4)
    (entries,) = struct.unpack_from("<H", tiff, first)
    for place_of in range(first + 2, first + 2 + 12 * entries, 12):
        if struct.unpack_from("<H", tiff, place_of)[0] in (0x100, 0x101):
            struct.pack_into("<HII", tiff, place_of + 2, 4, 1, 30000)
    bomb("bomb.tif", bytes(tiff))
    small = np.zeros((16, 16, 3), np.uint8)
    bomb("bomb-tiles.tif", tiffs.tiled(small, size=(30000, 30000)))
    bomb("bomb-big.tif", tiffs.tiled(small, big=True, size=(30000, 30000)))
    webp = bytearray(made["lossless.webp"])
    webp[21:25] = struct.pack("<I", (16383 << 14) | 16383)
    bomb("bomb.webp", bytes(webp))
    bomb("empty.jpg", b"")
    code, _, _, errors = alone(tool.binary, place / "empty.jpg", out)
    report.note(code == 2 and b"empty" in errors, "an empty file is named")
    bombs(tool, place, out, report)
    for size in ((1, 700), (700, 1), (1, 1)):
        name = f"thin-{size[0]}-{size[1]}.png"
        Image.new("RGB", size, (200, 30, 30)).save(place / name)
        code, _, _, errors = alone(tool.binary, place / name, out)
        report.note(code == 0, f"a picture of {size[0]}x{size[1]}: status {code} {errors.decode(errors='replace')[:120]}")
    (place / "folder").mkdir()
    code, _, _, errors = alone(tool.binary, place / "folder", out)
    report.note(code == 2 and b"no pictures" in errors, "an empty folder is named")
    os.mkfifo(place / "pipe.jpg")
    code, seconds, _, errors = alone(tool.binary, place / "pipe.jpg", out)
    report.note(code == 2 and seconds < SECONDS, f"a FIFO: status {code} in {seconds * 1000:.0f} ms")
    strange = place / "two\nlines.png"
    strange.write_bytes(png)
    code, _, _, _ = alone(tool.binary, strange, out)
    report.note(code == 0 and (out / "two\nlines.512p.png").exists(), "a name with a line break is a name")
    broken = place / "words.jpg"
    broken.write_text("no picture")
    code, _, _, errors = run(tool.binary, [broken, place / "thin-1-1.png", strange], out)
    report.note(code == 2 and errors.count(b"words.jpg") >= 1, "an unreadable file among others is named, status 2")
