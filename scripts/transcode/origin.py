"""Labels of an origin: XMP that others wrote, kept by us, read by readers that share no code of ours."""

import json
import re
import struct
import xml.etree.ElementTree as ElementTree
import zlib

from tool import KINDS, REPEATABLE, STREAMING, Report, ffmpeg, must, run, settings

UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"

# As another program may write it: attributes, other prefixes, padding.
FOREIGN = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="{RDF}">
<r:Description r:about="" xmlns:i="{IPTC}" xmlns:d="http://purl.org/dc/elements/1.1/"
 i:DigitalSourceType="{TERMS}trainedAlgorithmicMedia" i:AIPromptInformation="rain &lt;&amp;&gt; &#x96e8;">
<d:title><r:Alt><r:li xml:lang="de">Regen</r:li><r:li xml:lang="x-default">Rain</r:li></r:Alt>
</d:title></r:Description></r:RDF></x:xmpmeta>{" " * 2000}<?xpacket end="w"?>""".encode()


def labelled(source, target, packet):
    target.write_bytes(source.read_bytes() + struct.pack(">I4s", 24 + len(packet), b"uuid") + UUID
                       + packet)
    return target


def boxes(data):
    """Names and bodies of the outermost boxes."""
    at, found = 0, []
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at:at + 8])
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", data[at + 8:at + 16])[0], 16
        assert size >= head and at + size <= len(data), f"{name} ends outside of the file"
        found.append((name.decode(), data[at + head:at + size]))
        at += size
    return found


def movie_packet(path):
    return next((body[16:] for name, body in boxes(path.read_bytes())
                 if name == "uuid" and body[:16] == UUID), None)


def png_packet(path):
    data, at = path.read_bytes(), 8
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        check = struct.unpack(">I", data[at + 8 + size:at + 12 + size])[0]
        assert check == zlib.crc32(name + body), f"the checksum of {name} is wrong"
        if name == b"iTXt" and body.startswith(b"XML:com.adobe.xmp\0"):
            return body[len(b"XML:com.adobe.xmp\0\0\0\0\0"):]
        at += 12 + size
    return None


def jpeg_packet(path):
    data, at, mark = path.read_bytes(), 2, b"http://ns.adobe.com/xap/1.0/\0"
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        size = struct.unpack(">H", data[at + 2:at + 4])[0]
        body = data[at + 4:at + 2 + size]
        if data[at + 1] == 0xE1 and body.startswith(mark):
            return body[len(mark):]
        at += 2 + size
    return None


def facts(packet):
    """The last word of the source type, the prompt and the title."""
    text = re.sub(rb"<[?]xpacket[^>]*[?]>", b"", packet).decode().strip()
    root = ElementTree.fromstring(text)
    kind = root.find(f".//{{{IPTC}}}DigitalSourceType").text
    prompt = root.find(f".//{{{IPTC}}}AIPromptInformation")
    title = root.find(f".//{{http://purl.org/dc/elements/1.1/}}title//{{{RDF}}}li")
    return (kind.removeprefix(TERMS), None if prompt is None else prompt.text,
            None if title is None else title.text)


def frames(path):
    return must("ffmpeg", "-v", "error", "-i", path, "-map", "0:v:0", "-f", "framemd5", "-")


def check(program, place, quick):
    report = Report()
    folder = place / "origin"
    folder.mkdir(exist_ok=True)
    plain = folder / "plain.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=24:d=2", "-f", "lavfi", "-i", "sine=d=2",
           "-pix_fmt", "yuv420p", plain)
    source = labelled(plain, folder / "source.mp4", FOREIGN)
    whole = ("trainedAlgorithmicMedia", "rain <&> 雨", "Rain")
    kinds = [("mp4", settings(video=REPEATABLE), ".mp4"), ("mov", KINDS["prores"][0], ".mov"),
             ("m4a", settings("m4a", video=False), ".m4a"),
             ("hls", settings("hls", {"rate": "constant", **REPEATABLE}, streaming=STREAMING), "")]
    for kind, wish, ending in kinds:
        out = folder / f"out-{kind}{ending}"
        result = program.make(source, wish, out)
        bare = folder / f"bare-{kind}{ending}"
        program.make(plain, wish, bare)
        files = sorted(out.glob("*.mp4")) if kind == "hls" else [out]
        for file in files:
            what, other = f"{kind}: {file.name}", bare / file.name if kind == "hls" else bare
            packet = movie_packet(file)
            report.check(f"{what} keeps the label", packet and facts(packet) == whole,
                         packet and facts(packet))
            names = [name for name, _ in boxes(file.read_bytes())]
            report.check(f"{what} bears it last, its index first",
                         names[-1] == "uuid" and names.index("moov") < names.index(
                             "moof" if kind == "hls" else "mdat"), names)
            report.check(f"{what} is the same before it",
                         file.read_bytes().startswith(other.read_bytes()))
            report.check(f"{what}: no label is made up", movie_packet(other) is None)
            done = run("ffprobe", "-v", "warning", "-export_xmp", "1", "-show_format", "-of", "json",
                       file)
            tags = json.loads(done.stdout)["format"].get("tags", {})
            report.check(f"{what}: ffmpeg reads it, and says nothing",
                         not done.stderr and tags.get("xmp", "").encode() == packet,
                         done.stderr.decode())
        report.check(f"{kind}: the answer tells it",
                     result["origin"]["source"] == TERMS + whole[0], result.get("origin"))
    silent = folder / "silent.mp4"
    program.make(source, settings(), silent, "--no-prompt")
    report.check("--no-prompt leaves the prompt out",
                 facts(movie_packet(silent)) == (whole[0], None, "Rain"))
    dropped = folder / "dropped.mp4"
    program.make(source, settings(metadata=False), dropped)
    report.check("without metadata it says only how it came to be",
                 facts(movie_packet(dropped)) == (whole[0], None, None))
    joined, mixed = folder / "joined.mp4", folder / "mixed.mp4"
    must(program.path, "concat", source, source, "-o", joined)
    must(program.path, "concat", source, plain, "-o", mixed)
    report.check("a join of labelled clips is labelled so",
                 facts(movie_packet(joined))[0] == whole[0])
    report.check("a join with others is a composite with generated parts",
                 facts(movie_packet(mixed))[0] == "compositeWithTrainedAlgorithmicMedia")
    report.check("a join of labelled clips has their frames",
                 len(frames(joined).splitlines()) > len(frames(source).splitlines()))
    for ending, reader in ((".png", png_packet), (".jpg", jpeg_packet)):
        for command in ("thumbnail", "sheet"):
            picture, bare = (folder / f"{command}-{name}{ending}" for name in ("a", "b"))
            must(program.path, command, source, "-o", picture)
            must(program.path, command, plain, "-o", bare)
            packet = reader(picture)
            report.check(f"{command} as {ending} bears it", packet and facts(packet) == whole)
            report.check(f"{command} as {ending}: no label is made up", reader(bare) is None)
            report.check(f"{command} as {ending} has the same pixels",
                         frames(picture) == frames(bare) or command == "sheet")
            ready = folder / f"ready-{command}{ending}"
            must(program.path, "prepare", picture, "-o", ready)
            must(program.path, "prepare", picture, "-o", folder / f"again-{command}{ending}")
            report.check(f"prepare keeps how {picture.name} came to be",
                         facts(reader(ready)) == (whole[0], None, None))
            report.check(f"prepare makes the same of {picture.name} twice",
                         ready.read_bytes() == (folder / f"again-{command}{ending}").read_bytes())
    hostile(report, program, folder, plain)
    return report.close("origin")


def hostile(report, program, folder, plain):
    """Packets that are none: no crash, no hang, no label."""
    entity = (b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
              b"<a>&b;&b;&b;</a>")
    for what, packet in [("nothing", b""), ("noise", bytes(range(256)) * 40), ("entities", entity),
                         ("depth", b"<a>" * 300000), ("cut short", FOREIGN[:400]),
                         ("many", FOREIGN.replace(b" " * 2000, b"<!-- -->" * 200000))]:
        source = labelled(plain, folder / "hostile.mp4", packet)
        done = run(program.path, "probe", source, "--json")
        clip = json.loads(done.stdout)["clips"][0] if done.returncode == 0 else {}
        report.check(f"XMP of {what}: read as none", done.returncode == 0 and "origin" not in clip,
                     done.stderr.decode())
