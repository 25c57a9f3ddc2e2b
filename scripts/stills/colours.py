"""Files of all kinds, prepared by us and by Pillow with LittleCMS."""

import io
import struct

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps

import profiles
import pngs
from deltae import ciede2000, light, values

pillow_heif.register_heif_opener()

WIDTH, HEIGHT = 192, 128
PATCH = 32


def picture(seed=0):
    """Flat patches, with a gradient and a hard edge in the last row."""
    random = np.random.default_rng(seed)
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for y in range(0, HEIGHT, PATCH):
        for x in range(0, WIDTH, PATCH):
            image[y:y + PATCH, x:x + PATCH] = random.integers(20, 236, 3)
    image[:PATCH, :PATCH] = (255, 0, 0)
    image[:PATCH, PATCH:2 * PATCH] = (0, 255, 0)
    image[:PATCH, 2 * PATCH:3 * PATCH] = (0, 0, 255)
    image[:PATCH, 3 * PATCH:4 * PATCH] = (128, 128, 128)
    ramp = np.linspace(0, 255, WIDTH // 2).round().astype(np.uint8)
    image[-PATCH:, :WIDTH // 2] = ramp[None, :, None]
    return image


def srgb(image, profile):
    """Through LittleCMS: perceptual, black points matched."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.profileToProfile(
        image, source, ImageCms.createProfile("sRGB"), renderingIntent=0, outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)


def opened(path, least=None):
    """What Pillow makes of a file: upright, in sRGB; RGBA from 0 to 255.

    A JPEG may be decoded smaller, as long as its sides stay at least that long.
    """
    file = Image.open(path)
    if least:
        file.draft(None, (least, least))
    image = ImageOps.exif_transpose(file)
    profile = image.info.get("icc_profile")
    alpha = image.convert("RGBA").getchannel("A") if "A" in image.mode or "transparency" in image.info else None
    if image.mode in ("P", "PA", "LA", "1") or (alpha is not None and image.mode != "RGBA"):
        image = image.convert("RGBA").convert("RGB")
    if image.mode == "RGBA":
        image = Image.fromarray(np.asarray(image)[..., :3])
    if profile and profile[12:16] != b"":
        try:
            space = profile[16:20]
            if space == b"RGB " and image.mode == "L":
                image = image.convert("RGB")
            image = srgb(image, profile)
        except (OSError, ImageCms.PyCMSError):
            image = image.convert("RGB")
    elif image.mode != "RGB":
        image = image.convert("RGB")
    colours = np.asarray(image, np.float64)
    return np.dstack([colours, np.asarray(alpha, np.float64) if alpha else np.full(colours.shape[:2], 255.0)])


def expected(rgba, size, background):
    """Scaled by Pillow in 32-bit floating point, over premultiplied light, then laid on a colour."""
    alpha = rgba[..., 3] / 255
    planes = [light(rgba[..., channel] / 255) * alpha for channel in range(3)] + [alpha]
    if size != rgba.shape[1::-1]:
        planes = [
            np.asarray(Image.fromarray(plane.astype(np.float32)).resize(size, Image.Resampling.LANCZOS))
            for plane in planes]
    alpha = np.clip(planes[3], 0, 1)
    colours = np.dstack([values(plane / np.maximum(alpha, 1e-6)) for plane in planes[:3]])
    return (colours * alpha[..., None] + np.asarray(background) / 255 * (1 - alpha[..., None])) * 255


class Matrix:
    """Files and what is known of them."""

    def __init__(self, folder):
        self.folder = folder
        self.cases = []

    def add(self, name, content, reference=None, transposed=False):
        path = self.folder / name
        path.write_bytes(content)
        self.cases.append((path, reference))

    def saved(self, name, image, kind, **options):
        buffer = io.BytesIO()
        image.save(buffer, kind, **options)
        self.add(name, buffer.getvalue())


def orientations(matrix):
    image = Image.fromarray(picture(1))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        for kind, ending, options in [
            ("JPEG", "jpg", {"quality": 95, "subsampling": 0}), ("JPEG", "420.jpg", {"quality": 92}),
            ("PNG", "png", {}), ("WEBP", "webp", {"lossless": True}),
            ("WEBP", "lossy.webp", {"quality": 95}), ("AVIF", "avif", {"quality": 95, "subsampling": "4:4:4"}),
        ]:
            matrix.saved(f"turn{orientation}.{ending}", image, kind, exif=exif, **options)
        matrix.saved(f"turn{orientation}.tif", image, "TIFF", exif=exif)
        buffer = io.BytesIO()
        heif = pillow_heif.from_pillow(image)
        heif.info["exif"] = exif.tobytes()
        heif.save(buffer, quality=95, chroma=444)
        matrix.add(f"turn{orientation}.heic", buffer.getvalue())


def png_kinds(matrix, quick):
    full = picture(2)
    grey = full[..., :1].astype(np.int64)
    wide = full.astype(np.int64) * 257
    wide[..., 0] = np.clip(wide[..., 0] + 90, 0, 65535)
    ramp = np.linspace(0, 255, WIDTH).astype(np.int64)[None, :, None].repeat(HEIGHT, 0)
    palette = np.random.default_rng(5).integers(0, 256, (256, 3)).astype(np.uint8)
    for interlaced in (False, True):
        mark = "-adam7" if interlaced else ""

        def add(name, samples, depth, kind, rgba, before=()):
            matrix.add(
                f"{name}{mark}.png", pngs.png(samples, depth, kind, interlaced, before),
                np.asarray(rgba, np.float64))

        def solid(rgb, alpha=None):
            rgb = np.broadcast_to(rgb, (*rgb.shape[:2], 3)).astype(np.float64)
            return np.dstack([rgb, np.full(rgb.shape[:2], 255.0) if alpha is None else alpha])

        for depth in (1, 2, 4, 8):
            top = (1 << depth) - 1
            samples = grey * top // 255
            add(f"grey{depth}", samples, depth, 0, solid(samples * 255 / top))
            key = int(samples[40, 40, 0])
            add(f"grey{depth}-trns", samples, depth, 0,
                solid(samples * 255 / top, np.where(samples[..., 0] == key, 0, 255)),
                [(b"tRNS", struct.pack(">H", key))])
            index = (grey * 7 + ramp) % (top + 1)
            colours = palette[index[..., 0]]
            add(f"palette{depth}", index, depth, 3, solid(colours),
                [(b"PLTE", palette[:top + 1].tobytes())])
            clear = np.arange(top + 1) * 37 % 256
            add(f"palette{depth}-trns", index, depth, 3, solid(colours, clear[index[..., 0]]),
                [(b"PLTE", palette[:top + 1].tobytes()), (b"tRNS", bytes(clear.tolist()))])
        add("grey16", wide[..., :1], 16, 0, solid(wide[..., :1] / 257))
        add("rgb8", full, 8, 2, solid(full))
        key = full[5, 5].tolist()
        add("rgb8-trns", full, 8, 2, solid(full, np.where((full == key).all(-1), 0, 255)),
            [(b"tRNS", struct.pack(">HHH", *key))])
        add("rgb16", wide, 16, 2, solid(wide / 257))
        alpha = ramp.astype(np.int64)
        add("la8", np.dstack([grey, alpha]), 8, 4, solid(grey, ramp[..., 0]))
        add("la16", np.dstack([wide[..., :1], alpha * 257]), 16, 4, solid(wide[..., :1] / 257, ramp[..., 0]))
        add("rgba8", np.dstack([full, alpha]), 8, 6, solid(full, ramp[..., 0]))
        add("rgba16", np.dstack([wide, alpha * 257]), 16, 6, solid(wide / 257, ramp[..., 0]))
    # What the file says of its colours without a profile.
    p3 = profiles.columns((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
    own = profiles.columns((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
    chroma = struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
    between = np.linalg.solve(own, p3)
    in_p3 = values(np.clip(light(full / 255) @ between.T, 0, 1)) * 255
    opaque = np.full((HEIGHT, WIDTH), 255.0)
    matrix.add("chrm-p3.png", pngs.png(full, 8, 2, before=[(b"gAMA", struct.pack(">I", 45455)), (b"cHRM", chroma)]),
               np.dstack([in_p3, opaque]))
    matrix.add("cicp-p3.png", pngs.png(full, 8, 2, before=[(b"cICP", bytes([12, 13, 0, 1]))]),
               np.dstack([in_p3, opaque]))
    for gamma in (1.0, 1.8, 2.6):
        said = struct.pack(">I", round(100000 / gamma))
        power = np.dstack([values((full / 255) ** (100000 / round(100000 / gamma))) * 255, opaque])
        matrix.add(f"gama-{gamma}.png", pngs.png(full, 8, 2, before=[(b"gAMA", said)]), power)
    matrix.add("srgb-wins.png", pngs.png(full, 8, 2, before=[(b"sRGB", b"\0"), (b"gAMA", struct.pack(">I", 99000))]),
               np.dstack([full.astype(np.float64), opaque]))
    # Sixteen bits through a profile: finer than Pillow can, so by the numbers of the profile.
    for name, made, gamma, primaries in [
        ("p3", profiles.DISPLAY_P3, None, ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))),
        ("adobe", profiles.ADOBE_RGB, 563 / 256, ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))),
    ]:
        source = wide / 65535
        lit = light(source) if gamma is None else source ** gamma
        rgb = values(np.clip(lit @ np.linalg.solve(own, profiles.columns(*primaries)).T, 0, 1)) * 255
        matrix.add(f"rgb16-{name}.png", pngs.png(wide, 16, 2, before=[pngs.iccp(made)]), np.dstack([rgb, opaque]))


def with_profiles(matrix):
    made = {
        "swapped": profiles.SWAPPED, "p3": profiles.DISPLAY_P3, "adobe": profiles.ADOBE_RGB,
        "prophoto": profiles.PROPHOTO, "srgb": profiles.SRGB,
    }
    for number, (name, profile) in enumerate(made.items()):
        image = Image.fromarray(picture(10 + number))
        for kind, ending, options in [
            ("JPEG", "jpg", {"quality": 95, "subsampling": 0}), ("JPEG", "420.jpg", {"quality": 90}),
            ("JPEG", "progressive.jpg", {"quality": 93, "progressive": True}), ("PNG", "png", {}),
            ("WEBP", "webp", {"lossless": True}), ("TIFF", "tif", {}),
            ("AVIF", "avif", {"quality": 95, "subsampling": "4:4:4"}),
        ]:
            matrix.saved(f"{name}.{ending}", image, kind, icc_profile=profile, **options)
        alpha = np.dstack([picture(10 + number), np.linspace(0, 255, WIDTH)[None].repeat(HEIGHT, 0).astype(np.uint8)])
        matrix.saved(f"{name}-alpha.png", Image.fromarray(alpha), "PNG", icc_profile=profile)
    grey = Image.fromarray(picture(20)[..., 0])
    for kind, ending in [("JPEG", "jpg"), ("PNG", "png"), ("TIFF", "tif")]:
        matrix.saved(f"grey-18.{ending}", grey, kind, icc_profile=profiles.GREY_18)
    matrix.saved("grey-in-colours.jpg", grey, "JPEG", icc_profile=profiles.SRGB)
    image = Image.fromarray(picture(21))
    matrix.saved("broken.jpg", image, "JPEG", quality=95, icc_profile=b"nonsense" * 40)
    matrix.saved("cut.jpg", image, "JPEG", quality=95, icc_profile=profiles.DISPLAY_P3[:300])
    matrix.add("other-space.png", pngs.png(picture(21), 8, 2, before=[pngs.iccp(profiles.CMYK)]),
               np.dstack([picture(21).astype(np.float64), np.full((HEIGHT, WIDTH), 255.0)]))


def inks(matrix):
    for seed in range(4):
        image = Image.fromarray(np.dstack([picture(30 + seed), picture(40 + seed)[..., 0] // 2]), "CMYK")
        for name, profile in [("plain", None), ("profile", profiles.CMYK)]:
            options = {"icc_profile": profile} if profile else {}
            for quality in (95, 85):
                buffer = io.BytesIO()
                image.save(buffer, "JPEG", quality=quality, **options)
                cmyk = buffer.getvalue()
                matrix.add(f"cmyk{seed}-{name}-{quality}.jpg", cmyk)
                # The same numbers, said to be luma and differences.
                place = cmyk.index(b"Adobe") + 11
                matrix.add(f"ycck{seed}-{name}-{quality}.jpg", cmyk[:place] + b"\2" + cmyk[place + 1:])
            matrix.saved(f"cmyk{seed}-{name}.tif", image, "TIFF", **options)


def other_kinds(matrix):
    rgb = picture(50)
    image = Image.fromarray(rgb)
    for subsampling in (0, 1, 2):
        for quality in (75, 95):
            for progressive in (False, True):
                matrix.saved(f"jpeg-{subsampling}-{quality}-{progressive}.jpg", image, "JPEG", quality=quality,
                             subsampling=subsampling, progressive=progressive)
    matrix.saved("grey.jpg", Image.fromarray(rgb[..., 1]), "JPEG", quality=95)
    for mode in ("1", "L", "P", "RGB"):
        matrix.saved(f"{mode}.bmp", image.convert(mode), "BMP")
        matrix.saved(f"{mode}.gif", image.convert(mode), "GIF")
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
        for mode in ("L", "P", "RGB", "RGBA"):
            matrix.saved(f"{compression}-{mode}.tif", image.convert(mode), "TIFF", compression=compression)
    matrix.saved("clear.gif", image.convert("P"), "GIF", transparency=7)
    clear = np.dstack([rgb, (np.indices((HEIGHT, WIDTH)).sum(0) // 16 % 2 * 255).astype(np.uint8)])
    # Nobody may see what is hidden under clear pixels.
    clear[clear[..., 3] == 0, :3] = (0, 255, 0)
    for kind, ending, options in [
        ("PNG", "png", {}), ("WEBP", "webp", {"lossless": True, "exact": True}), ("TIFF", "tif", {}),
        ("AVIF", "avif", {"quality": 100, "subsampling": "4:4:4"}), ("WEBP", "lossy.webp", {"quality": 98}),
    ]:
        matrix.saved(f"hidden.{ending}", Image.fromarray(clear), kind, **options)
    for quality in (70, 90):
        matrix.saved(f"lossy-{quality}.webp", image, "WEBP", quality=quality)
        matrix.saved(f"lossy-{quality}.avif", image, "AVIF", quality=quality)


def flat(size, shape):
    """The inside of patches, away from their edges."""
    mask = np.zeros((HEIGHT, WIDTH), bool)
    for y in range(0, HEIGHT - PATCH, PATCH):
        for x in range(0, WIDTH, PATCH):
            mask[y + 14:y + 18, x + 14:x + 18] = True
    return mask


def compare(tool, matrix, report, flags, background, divisor):
    out = matrix.folder.parent / f"out-{divisor}-{background[1]}"
    out.mkdir(exist_ok=True)
    links = matrix.folder.parent / "links"
    links.mkdir(exist_ok=True)
    # Names must differ in more than their ending, since results are named after the stem.
    inputs = []
    for path, _ in matrix.cases:
        link = links / path.name.replace(".", "_")
        if not link.exists():
            link.symlink_to(path)
        inputs.append(link)
    document, status = tool.prepare(inputs, out, *flags)
    made = {entry["source"]: entry for entry in document["pictures"]}
    means, peaks, bad = [], [], []
    for link, (path, reference) in zip(inputs, matrix.cases):
        entry = made.get(str(link))
        if entry is None:
            reason = [f["message"] for f in document["failures"] if f["source"] == str(link)]
            bad.append(f"{path.name}: {reason}")
            continue
        rgba = opened(path) if reference is None else reference
        result = np.asarray(Image.open(entry["file"]).convert("RGB"), np.float64)
        height, width = rgba.shape[:2]
        size = (width // divisor, height // divisor)
        if result.shape[1::-1] != size:
            bad.append(f"{path.name}: {result.shape[1::-1]} instead of {size}")
            continue
        wanted = expected(rgba, size, background)
        difference = ciede2000(wanted, result)
        mean = difference.mean()
        if divisor > 1 and reference is None and path.suffix == ".jpg":
            # Pillow decodes JPEG files smaller, too, when it is to shrink them: then colours that are
            # stored more coarsely are not softened first.
            drafted = opened(path, 2 * min(size))
            if drafted.shape != rgba.shape:
                other = ciede2000(expected(drafted, size, background), result)
                mean = min(mean, other.mean())
        # Away from edges by more than any filter reaches: the patches, wherever they were turned to.
        still = flatness(wanted)
        peak = difference[still].max() if still.any() else 0
        means.append(mean)
        peaks.append(peak)
        if mean > 0.5 or peak > 2:
            bad.append(f"{path.name}: mean {mean:.2f}, flat patches {peak:.2f} ({entry['profile']})")
    name = f"{len(matrix.cases)} files at 1/{divisor} on {background}"
    worst = f"worst mean {max(means):.3f}, worst flat {max(peaks):.3f}, mean of all {np.mean(means):.3f}"
    report.note(not bad and status == 0, f"{name}: {worst}")
    for line in bad:
        print("      " + line)


def flatness(image):
    """Where all of a 5x5 neighbourhood is the same to within two values."""
    height, width = image.shape[:2]
    low = np.full(image.shape, 255.0)
    high = np.zeros(image.shape)
    for dy in range(-2, 3):
        for dx in range(-2, 3):
            moved = np.roll(np.roll(image, dy, 0), dx, 1)
            low, high = np.minimum(low, moved), np.maximum(high, moved)
    still = ((high - low) < 2).all(-1)
    still[:2] = still[-2:] = False
    still[:, :2] = still[:, -2:] = False
    return still


def check(tool, folder, quick, report):
    files = folder / "files"
    files.mkdir(exist_ok=True)
    matrix = Matrix(files)
    orientations(matrix)
    png_kinds(matrix, quick)
    with_profiles(matrix)
    inks(matrix)
    other_kinds(matrix)
    report.note(len(matrix.cases) >= 200, f"{len(matrix.cases)} files were made")
    size = ["--short-side", str(HEIGHT)]
    compare(tool, matrix, report, size, (255, 255, 255), 1)
    compare(tool, matrix, report, ["--short-side", str(HEIGHT // 4)], (255, 255, 255), 4)
    if not quick:
        compare(tool, matrix, report, [*size, "--background", "#000000"], (0, 0, 0), 1)
        compare(tool, matrix, report, ["--short-side", str(HEIGHT // 2), "--background", "#3060a0"],
                (0x30, 0x60, 0xA0), 2)
