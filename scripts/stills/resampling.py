"""How near scaled pictures come to an exact reference, beside libvips."""

import shutil
import subprocess

import numpy as np
from PIL import Image

from deltae import light, values

FACTORS = (2, 3, 4, 6, 8, 12)


def kernel(length, target):
    """Lanczos with three lobes, widened by the factor; in double precision, edges repeated."""
    step = length / target
    matrix = np.zeros((target, length))
    for row in range(target):
        centre = (row + 0.5) * step
        places = np.arange(int(np.floor(centre - 3 * step)), int(np.ceil(centre + 3 * step)) + 1)
        x = (places + 0.5 - centre) / step
        weights = np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)
        np.add.at(matrix[row], np.clip(places, 0, length - 1), weights / weights.sum())
    return matrix


def exact(image, size, linear):
    source = image.astype(np.float64) / 255
    source = light(source) if linear else source
    across, down = kernel(image.shape[1], size[0]), kernel(image.shape[0], size[1])
    scaled = np.einsum("yr,rxc->yxc", down, np.einsum("xk,rkc->rxc", across, source))
    return (values(scaled) if linear else np.clip(scaled, 0, 1)) * 255


def psnr(one, other):
    # The outermost pixels depend on what is taken to be beyond the picture.
    error = ((one - other)[3:-3, 3:-3] ** 2).mean()
    return 10 * np.log10(255 ** 2 / max(error, 1e-9))


def zone_plate(width, height):
    y, x = np.mgrid[:height, :width].astype(np.float64)
    phase = np.pi * ((x - width / 2) ** 2 + (y - height / 2) ** 2) / (2 * width)
    wave = np.round(127.5 + 127.5 * np.cos(phase)).astype(np.uint8)
    return np.dstack([wave] * 3)


def slanted_edge(width, height):
    y, x = np.mgrid[:height * 4, :width * 4] / 4
    side = ((x - width / 2) * np.cos(0.09) + (y - height / 2) * np.sin(0.09)) > 0
    grey = np.where(side, 220.0, 30.0).reshape(height, 4, width, 4).mean((1, 3))
    return np.dstack([grey.round().astype(np.uint8)] * 3)


def photographic(width, height, seed=3):
    """The statistics of photographs: noise that falls off with frequency, hard edges, and grain."""
    random = np.random.default_rng(seed)
    fy = np.fft.fftfreq(height)[:, None]
    fx = np.fft.rfftfreq(width)[None]
    fall = 1 / np.maximum(np.hypot(fy, fx), 1 / max(width, height))
    planes = []
    shared = random.normal(size=(height, width))
    for _ in range(3):
        noise = np.fft.irfft2(np.fft.rfft2(shared + 0.4 * random.normal(size=(height, width))) * fall, (height, width))
        planes.append(noise / noise.std())
    image = 120 + 45 * np.dstack(planes)
    for _ in range(60):
        x, y = random.integers(0, width), random.integers(0, height)
        w, h = random.integers(5, width // 5), random.integers(5, height // 5)
        image[y:y + h, x:x + w] = image[y:y + h, x:x + w] * 0.4 + random.uniform(0, 255, 3) * 0.6
    image += random.normal(scale=2, size=image.shape)
    return np.clip(image.round(), 0, 255).astype(np.uint8)


def check(tool, folder, quick, report):
    width, height = 1536, 1152
    pictures = {
        "zone plate": zone_plate(width, height), "slanted edge": slanted_edge(width, height),
        "photographic": photographic(width, height),
    }
    has_vips = shutil.which("vipsthumbnail") is not None
    if not has_vips:
        print("      vipsthumbnail is missing: its columns are left out (scripts/setup --checks)")
    for name, image in pictures.items():
        path = folder / f"{name.replace(' ', '-')}.png"
        Image.fromarray(image).save(path, compress_level=1)
        for factor in (3, 8) if quick else FACTORS:
            size = (width // factor, height // factor)
            for linear in (True,) if quick else (True, False):
                wanted = exact(image, size, linear)
                out = folder / f"ours-{factor}-{linear}"
                document, _ = tool.prepare(
                    [path], out, "--short-side", size[1], "--linear" if linear else "--no-linear")
                ours = psnr(np.asarray(Image.open(document["pictures"][0]["file"]).convert("RGB"), float), wanted)
                text = f"{name} 1/{factor} {'light' if linear else 'values'}: {ours:.2f} dB"
                if not has_vips:
                    report.note(ours > 40, text)
                    continue
                theirs_path = folder / "vips.png"
                subprocess.run(
                    ["vipsthumbnail", str(path), "--size", f"{size[0]}x{size[1]}!", "-o", f"{theirs_path}"]
                    + (["--linear"] if linear else []), check=True)
                theirs = psnr(np.asarray(Image.open(theirs_path).convert("RGB"), float), wanted)
                report.note(ours >= theirs - 0.2, f"{text}, libvips {theirs:.2f} dB")
