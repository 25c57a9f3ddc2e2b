"""What metadata comes along: the harmless if it is asked for, places and numbers never."""

import io

import numpy as np
import pillow_heif
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

SECRETS = [b"SERIAL-OF-BODY", b"SERIAL-OF-LENS", b"NAME-OF-OWNER", b"NOTE-OF-MAKER", b"WORDS-OF-XMP",
           b"WORDS-OF-COMMENT", b"METHOD-OF-GPS", b"CAMERA-NUMBER"]


def sources(folder):
    """Files of every format that carries Exif, each with all that must not leave."""
    image = Image.fromarray(np.random.default_rng(3).integers(0, 255, (512, 640, 3)).astype(np.uint8))
    exif = Image.Exif()
    exif.update({0x010F: "Maker", 0x0110: "Model", 0x8298: "Somebody's", 0xC62F: "CAMERA-NUMBER"})
    exif.get_ifd(0x8769).update({
        0xA431: "SERIAL-OF-BODY", 0xA435: "SERIAL-OF-LENS", 0xA430: "NAME-OF-OWNER",
        0x927C: b"NOTE-OF-MAKER", 0x829A: IFDRational(1, 125), 0x8827: 400})
    exif.get_ifd(0x8825).update({
        1: "N", 2: (48.0, 12.0, 13.0), 3: "E", 4: (16.0, 1.0, 2.0), 27: b"METHOD-OF-GPS"})
    block = exif.tobytes()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>WORDS-OF-XMP</x:xmpmeta>"
    image.save(folder / "jpeg.jpg", exif=block, xmp=xmp, comment=b"WORDS-OF-COMMENT")
    image.save(folder / "png.png", exif=block)
    image.save(folder / "webp.webp", exif=block, xmp=xmp)
    image.save(folder / "tiff.tif", exif=block)
    image.save(folder / "avif.avif", exif=block, xmp=xmp)
    heif = pillow_heif.from_pillow(image)
    heif.info["exif"] = block
    heif.save(folder / "heic.heic")
    return sorted(folder.glob("*.*"))


def check(tool, folder, quick, report):
    files = folder / "files"
    files.mkdir(exist_ok=True)
    paths = sources(files)
    for kind in ("png", "jpeg", "webp"):
        for keeps in (False, True):
            flags = ["--format", kind, *(["--keep-metadata"] if keeps else [])]
            document, _ = tool.prepare(paths, folder / f"{kind}-{keeps}", *flags)
            wrong = [f["message"] for f in document["failures"]]
            for entry in document["pictures"]:
                with open(entry["file"], "rb") as file:
                    content = file.read()
                name = entry["source"].rsplit("/", 1)[-1]
                wrong += [f"{name}: {secret.decode()} leaves" for secret in SECRETS if secret in content]
                exif = Image.open(io.BytesIO(content)).getexif()
                if exif.get_ifd(0x8825):
                    wrong.append(f"{name}: the place leaves")
                kept = (exif.get(0x010F), exif.get(0x0110), exif.get_ifd(0x8769).get(0x8827))
                if kept != (("Maker", "Model", 400) if keeps else (None, None, None)):
                    wrong.append(f"{name}: {kept} is kept")
            report.note(not wrong, f"{len(paths)} files to {kind.upper()}{', --keep-metadata' if keeps else ''}:"
                        f" {'only the harmless' if keeps else 'nothing'} is kept")
            for line in wrong:
                print("      " + line)
