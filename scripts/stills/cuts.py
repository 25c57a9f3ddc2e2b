"""Scenes with a known subject, cut by us and by libvips."""

import shutil
import subprocess

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

ASPECTS = {"1:1": 1.0, "9:16": 9 / 16, "4:3": 4 / 3, "16:9": 16 / 9}


def ground(kind, width, height, random):
    y, x = np.mgrid[:height, :width].astype(float)
    first, second = random.integers(40, 200, 3), random.integers(40, 200, 3)
    second = (first * 0.6 + second * 0.4).astype(int)
    if kind == "sky":
        part = (y / height)[..., None]
    elif kind == "slope":
        part = ((x / width + y / height) / 2)[..., None]
    elif kind == "plain":
        part = np.zeros((height, width, 1))
    else:
        noise = random.normal(size=(height // 16 + 1, width // 16 + 1)) * 255 / 6 + 127
        small = Image.fromarray(np.clip(noise, 0, 255).astype(np.uint8))
        part = np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), float)[..., None] / 255
    image = first * (1 - part) + second * part
    if kind in ("grain", "clouds"):
        image = image + random.normal(scale=9 if kind == "grain" else 3, size=(height, width, 1))
    return Image.fromarray(np.clip(image, 0, 255).astype(np.uint8))


def subject(image, kind, box, random):
    """Draws something into a box, and gives the box that it really fills."""
    draw = ImageDraw.Draw(image)
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    if kind == "face":
        skin = [(224, 172, 138), (141, 85, 54), (255, 205, 178), (92, 58, 40)][random.integers(0, 4)]
        draw.ellipse((left, top, right, bottom), fill=skin)
        eye = max(2, width // 10)
        for x in (left + width * 0.32, left + width * 0.68):
            draw.ellipse((x - eye, top + height * 0.38 - eye / 2, x + eye, top + height * 0.38 + eye / 2),
                         fill=(250, 250, 250))
            draw.ellipse((x - eye / 3, top + height * 0.38 - eye / 3, x + eye / 3, top + height * 0.38 + eye / 3),
                         fill=(30, 20, 20))
        draw.arc((left + width * 0.3, top + height * 0.55, left + width * 0.7, top + height * 0.82), 20, 160,
                 fill=(150, 50, 50), width=max(2, width // 20))
    elif kind == "figure":
        coat = tuple(int(v) for v in random.integers(0, 255, 3))
        draw.ellipse((left + width * 0.3, top, left + width * 0.7, top + height * 0.25), fill=(214, 160, 130))
        draw.rectangle((left, top + height * 0.25, right, bottom), fill=coat)
    elif kind == "sign":
        draw.rectangle((left, top, right, bottom), fill=(245, 240, 230), outline=(20, 20, 20), width=4)
        for row in range(3):
            y = top + height * (row + 1) / 4
            draw.line((left + width * 0.15, y, right - width * 0.15, y), fill=(20, 20, 20), width=max(2, height // 14))
    else:
        colour = [(230, 40, 30), (250, 200, 20), (20, 90, 220), (240, 240, 240)][random.integers(0, 4)]
        draw.ellipse((left, top, right, bottom), fill=colour, outline=(30, 30, 30), width=3)
        draw.ellipse((left + width * 0.2, top + height * 0.2, left + width * 0.5, top + height * 0.5),
                     fill=tuple(min(255, c + 60) for c in colour))


def scenes(count):
    kinds = ["face", "figure", "sign", "ball"]
    grounds = ["sky", "slope", "plain", "grain", "clouds"]
    shapes = [(1200, 675), (1000, 1000), (720, 1280), (1600, 640)]
    for number in range(count):
        random = np.random.default_rng(1000 + number)
        width, height = shapes[number % 4]
        aspect = list(ASPECTS)[(number // 2) % 4]
        if abs(width / height - ASPECTS[aspect]) < 0.1:
            aspect = "9:16" if width >= height else "4:3"
        wanted = ASPECTS[aspect]
        kept = (width, width / wanted) if width / height < wanted else (height * wanted, height)
        # Small enough to be kept whole, with some air.
        side_x = min(kept[0] * random.uniform(0.3, 0.75), width * 0.45)
        side_y = min(kept[1] * random.uniform(0.3, 0.75), height * 0.7)
        if kinds[number % 4] in ("face", "ball"):
            side_x = side_y = min(side_x, side_y)
        left = random.uniform(8, width - side_x - 8)
        top = random.uniform(8, height - side_y - 8)
        box = tuple(int(v) for v in (left, top, left + side_x, top + side_y))
        image = ground(grounds[number % 5], width, height, random)
        if number % 3 == 0:
            # A second thing, duller and smaller, that must not win.
            draw = ImageDraw.Draw(image)
            x, y = random.integers(0, width - 60), random.integers(0, height - 60)
            base = np.asarray(image)[y, x].astype(int)
            if not (box[0] - 60 < x < box[2] and box[1] - 60 < y < box[3]):
                draw.rectangle((x, y, x + 50, y + 50), fill=tuple(int(v) for v in np.clip(base + 25, 0, 255)))
        subject(image, kinds[number % 4], box, random)
        yield number, image.filter(ImageFilter.GaussianBlur(0.7)), box, aspect


def holds(crop, box):
    """Whether a cut keeps a box, a hundredth of its sides aside."""
    left, top, right, bottom = box
    slack_x, slack_y = (right - left) * 0.01, (bottom - top) * 0.01
    return (crop[0] <= left + slack_x and crop[1] <= top + slack_y and crop[2] >= right - slack_x
            and crop[3] >= bottom - slack_y)


def check(tool, folder, quick, report):
    count = 20 if quick else 60
    has_vips = shutil.which("vipsthumbnail") is not None
    ours = theirs = total = 0
    by_aspect = {}
    for number, image, box, aspect in scenes(count):
        path = folder / f"scene{number:02}.png"
        image.save(path, compress_level=1)
        by_aspect.setdefault(aspect, []).append((path, image.size, box))
    print("      scene   shape  subject               ours                    kept  attention kept")
    for aspect, group in by_aspect.items():
        document, _ = tool.prepare(
            [path for path, _, _ in group], folder / "out", "--aspect", aspect, "--gravity", "smart")
        for entry, (path, size, box) in zip(document["pictures"], group):
            crop = entry["crop"]
            kept = (crop["x"], crop["y"], crop["x"] + crop["width"], crop["y"] + crop["height"])
            mine = holds(kept, box)
            other = ""
            if has_vips:
                other = holds(attention(path, size, crop, folder), box)
                theirs += other
            total += 1
            ours += mine
            print(f"      {path.stem} {aspect:>6}  {str(box):24} {str(kept):24} {mine!s:5} {other}")
    report.note(ours >= 0.95 * total, f"{ours} of {total} subjects kept whole"
                + (f"; vipsthumbnail --smartcrop attention: {theirs}" if has_vips else ""))


def attention(path, size, crop, folder):
    """The part that vipsthumbnail keeps: found by cutting a picture that tells each pixel's place."""
    width, height = crop["width"], crop["height"]
    out = folder / "attention.png"
    subprocess.run(
        ["vipsthumbnail", str(path), "--size", f"{width}x{height}", "--smartcrop", "attention", "-o", str(out)],
        check=True)
    result = np.asarray(Image.open(out).convert("RGB"), int)
    source = np.asarray(Image.open(path).convert("RGB"), int)
    # Not scaled, since the cut is as large as it can be: look where it fits.
    best = None
    for y in range(0, size[1] - result.shape[0] + 1):
        for x in range(0, size[0] - result.shape[1] + 1):
            part = source[y:y + result.shape[0]:29, x:x + result.shape[1]:29]
            difference = np.abs(part - result[::29, ::29]).sum()
            if best is None or difference < best[0]:
                best = (difference, x, y)
    _, x, y = best
    return x, y, x + result.shape[1], y + result.shape[0]
