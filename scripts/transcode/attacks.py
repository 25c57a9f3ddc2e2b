"""Broken, odd and hostile input and settings."""

import os
import signal
import subprocess
import time

from tool import AUDIO, KINDS, STREAMING, Report, ffmpeg, quality, run, settings, with_video
import json


def check(program, place, quick):
    report = Report()
    folder = place / "attacks"
    folder.mkdir(exist_ok=True)
    scene = ["-f", "lavfi", "-i"]
    good, sound, single = folder / "good.mp4", folder / "sound.m4a", folder / "single.mp4"
    ffmpeg(*scene, "testsrc2=s=320x180:r=24:d=2", *scene, "sine=d=2", "-pix_fmt", "yuv420p", good)
    ffmpeg(*scene, "sine=d=1", sound)
    ffmpeg("-i", good, "-frames:v", "1", "-an", single)
    cut, words, empty = folder / "cut.mp4", folder / "words.mp4", folder / "empty.mp4"
    cut.write_bytes(good.read_bytes()[:20000])
    words.write_text("no video\n")
    empty.write_bytes(b"")
    (folder / "good.srt").write_text("1\n00:00:00,100 --> 00:00:01,000\nA\n")
    (folder / "bad.srt").write_text("1\n00:00:01 -> 00:00:02\nA\n")
    (folder / "bad.cube").write_text("LUT_3D_SIZE 4\n0 0 0\n")
    (folder / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    (folder / "other").mkdir(exist_ok=True)
    (folder / "other" / "diary.txt").write_text("mine")
    web = settings()
    cases = [
        ("no file", folder / "none.mp4", web, [], "out.mp4", 2, "no such file"),
        ("words", words, web, [], "out.mp4", 2, "words.mp4"),
        ("an empty file", empty, web, [], "out.mp4", 2, "empty"),
        ("a file cut short", cut, web, [], "out.mp4", 2, "cut.mp4"),
        ("sound alone", sound, web, [], "out.mp4", 2, "no moving picture"),
        ("itself", good, web, [], "good.mp4", None, "made of"),
        ("broken captions", good, web, ["--captions", folder / "bad.srt"], "out.mp4", 2, "caption"),
        ("a broken table", good, web, ["--lut", folder / "bad.cube"], "out.mp4", 2, "64"),
        ("a broken mark", good, web, ["--watermark", folder / "bad.png"], "out.mp4", 2, "bad.png"),
        ("no music", good, web, ["--music", folder / "none.m4a"], "out.mp4", 2, "none.m4a"),
        ("no encoder", good, web, ["--encoder", "h264_imaginary"], "out.mp4", None,
         "h264_imaginary"),
        ("VAAPI", good, web, ["--encoder", "h264_vaapi"], "out.mp4", None, "device and driver"),
        ("no hardware", good, web, ["--encoder", "h264_nvenc"], "out.mp4", None, "h264_nvenc"),
        ("impossible bytes", good, web, ["--max-bytes", "1500"], "out.mp4", None, "least"),
        ("an impossible likeness", good, web, ["--quality", "ssim:0.999999"], "out.mp4", None,
         "ask for less"),
        ("a folder of other things", good, settings("hls", streaming=STREAMING), [], "other", None,
         "diary.txt"),
        ("a folder that is not there", good, web, [], "none/out.mp4", None, "none"),
        ("captions in a DASH folder", good, settings("dash", streaming=STREAMING),
         ["--captions", folder / "good.srt"], "out", None, "make an HLS folder"),
        ("captions in a GIF", good, KINDS["gif"][0], ["--captions", folder / "good.srt"], "out.gif",
         None, "hold no captions"),
    ]
    kept = {path.name for path in folder.iterdir()}
    for what, source, wish, options, name, status, sentence in cases:
        done = program.run(source, wish, folder / name, *options)
        text = done.stderr.decode() + done.stdout.decode()
        names = {path.name for path in folder.iterdir()}
        report.check(f"{what}: refused", done.returncode > 0 and done.returncode < 100
                     and (status is None or done.returncode == status),
                     f"{done.returncode} {text}")
        report.check(f"{what}: says {sentence!r}", sentence in text, text)
        report.check(f"{what}: nothing left", names <= kept, names - kept)
    # What is odd and works all the same.
    odd = [("one frame", single, web, []), ("one frame to HLS", single,
           settings("hls", streaming=STREAMING), []),
           ("one frame to GIF", single, KINDS["gif"][0], []),
           ("one frame, loudness", single, settings(audio={**AUDIO, "loudness": -16,
            "when_missing": "silence"}), []),
           ("a box larger than the source", good,
            with_video("h264", shape={"size": "1000x1000", "fit": "blur"}), [])]
    for what, source, wish, options in odd:
        ending = {"hls": "", "gif": ".gif"}.get(wish["container"], ".mp4")
        done = program.run(source, wish, folder / f"odd{ending}", *options)
        report.check(what, done.returncode == 0, done.stderr.decode())
    if not quick:
        interrupt(report, program, folder, good)
    full_disk(report, program, folder, good)
    return report.close("attacks")


def interrupt(report, program, folder, good):
    long = folder / "long.mp4"
    ffmpeg("-stream_loop", "30", "-i", good, "-c", "copy", long)
    file = folder / "slow.json"
    file.write_text(json.dumps(with_video("h264", speed="veryslow", rate_control=quality(10))))
    for name, number in (("Ctrl-C", signal.SIGINT), ("SIGTERM", signal.SIGTERM)):
        process = subprocess.Popen(
            [program.path, "transcode", long, "--settings", file, "-o", folder / "stopped.mp4"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(2)
        process.send_signal(number)
        status = process.wait(timeout=60)
        left = [path.name for path in folder.iterdir() if "stopped" in path.name]
        report.check(f"{name}: nothing left", status != 0 and not left, f"{status} {left}")


def full_disk(report, program, folder, good):
    """A file may not grow beyond a limit: to the program it looks like a disk that is full."""
    file = folder / "large.json"
    file.write_text(json.dumps(KINDS["prores"][0]))
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 200; exec "$@"', "sh", program.path, "transcode", good,
         "--settings", file, "-o", folder / "full.mov", "--force"],
        stdin=subprocess.DEVNULL, capture_output=True,
        preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN))
    left = [path.name for path in folder.iterdir() if "full" in path.name]
    report.check("no room: refused with nothing left", done.returncode > 0 and not left,
                 f"{done.returncode} {left} {done.stderr.decode()}")
