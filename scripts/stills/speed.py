"""Seconds and memory of preparing pictures, ours and others' in turn."""

import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from PIL import Image

from resampling import photographic
from tool import watched

binary, runs = sys.argv[1], int(sys.argv[2])
failures = 0


def timed(arguments):
    status, wall, work, memory, _ = watched(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if status:
        raise SystemExit(f"status {status}: {arguments[:4]}")
    return wall, work, memory


def in_turn(commands):
    """Medians of wall and processor time and the most memory of each command."""
    results = {name: [] for name in commands}
    for command in commands.values():
        timed(command)
    for _ in range(runs):
        for name, command in commands.items():
            results[name].append(timed(command))
    return {
        name: (statistics.median(r[0] for r in found), statistics.median(r[1] for r in found), max(r[2] for r in found))
        for name, found in results.items()}


def judge(title, found, peer, limit):
    global failures
    ratio = found["ours"][0] / found[peer][0]
    holds = ratio <= limit
    failures += not holds
    print(f"{'PASS' if holds else 'MISS'}  {title}: ours / {peer} = {ratio:.2f} (wanted: at most {limit:.2f})", flush=True)


def table(title, found):
    print(title)
    for name, (wall, work, memory) in found.items():
        print(f"      {name:16} {wall * 1000:7.0f} ms wall {work * 1000:7.0f} ms of processors {memory:6.0f} MB", flush=True)


convert = shutil.which("convert-im6.q16") or shutil.which("convert")
with tempfile.TemporaryDirectory() as scratch:
    folder = pathlib.Path(scratch)
    # What loading its libraries takes of each figure below, whatever the picture.
    table("starting, and nothing else", in_turn({
        "ours": [binary, "--version"], "vipsthumbnail": ["vipsthumbnail", "--version"]}))
    base = Image.fromarray(photographic(3000, 2000))
    big = folder / "24.jpg"
    base.resize((6000, 4000), Image.Resampling.BICUBIC).save(big, quality=90, subsampling=2)
    for ending in ("jpg", "png"):
        quality = ["--quality", "90"] if ending == "jpg" else []
        theirs = f"{folder}/v.jpg[Q=90]" if ending == "jpg" else f"{folder}/v.png"
        found = in_turn({
            "ours": [binary, "prepare", big, "-o", folder / f"o.{ending}", "--force", "--quiet", *quality],
            "vipsthumbnail": ["vipsthumbnail", big, "--size", "768x512", "-o", theirs],
            "ImageMagick": [convert, big, "-resize", "768x512", "-quality", "90" if ending == "jpg" else "75", folder / f"m.{ending}"],
        })
        table(f"a JPEG of 24 megapixels to a {ending.upper()}", found)
        judge(f"24 megapixels to {ending.upper()}", found, "vipsthumbnail", 1)
        judge(f"24 megapixels to {ending.upper()}", found, "ImageMagick", 1 / 3)
    many = []
    middle = base.resize((4000, 3000), Image.Resampling.BICUBIC)
    for number in range(50):
        path = folder / f"{number:02}.jpg"
        middle.save(path, quality=80 + number % 15)
        many.append(path)
    (folder / "out").mkdir()
    found = in_turn({
        "ours": [binary, "prepare", *many, "--output-dir", folder / "out", "--format", "jpeg", "--quality", "90", "--force", "--quiet"],
        "vipsthumbnail": ["vipsthumbnail", *many, "--size", "683x512", "-o", f"{folder}/out/v-%s.jpg[Q=90]"],
    })
    table("50 JPEG files of 12 megapixels in one call", found)
    judge("50 pictures", found, "vipsthumbnail", 0.7)
    huge = folder / "100.jpg"
    base.resize((12500, 8000), Image.Resampling.BICUBIC).save(huge, quality=88)
    found = in_turn({
        "ours": [binary, "prepare", huge, "-o", folder / "h.png", "--force", "--quiet"],
        "vipsthumbnail": ["vipsthumbnail", huge, "--size", "800x512", "-o", folder / "v.png"],
    })
    table("a JPEG of 100 megapixels", found)
    memory = found["ours"][2]
    holds = memory <= 300
    failures += not holds
    print(f"{'PASS' if holds else 'MISS'}  100 megapixels: {memory:.0f} MB at most (wanted: at most 300)")
sys.exit(1 if failures else 0)
