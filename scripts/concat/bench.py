"""Side by side: concat, the ffmpeg concat demuxer, a decode, smartcut, the xfade graph; see scripts/bench concat --help."""

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import av

import chained
import readers
import squeezed

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STORE = os.path.join(ROOT, ".build", "concat", "bench")
RATE = 24


class Measured:
    def __init__(self, seconds, busy, memory, files, output, complaint):
        self.seconds, self.busy, self.memory, self.files = seconds, busy, memory, files
        self.output, self.complaint = output, complaint


def _busy():
    """Seconds that cores have worked for programs that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(command, sample=False):
    """Wall time, the cores' time, and where asked for the most memory in bytes and open files."""
    began, before = time.monotonic(), _busy()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    most = {"memory": 0, "files": 0}
    stop = threading.Event()

    def watch():
        while not stop.is_set():
            try:
                most["files"] = max(most["files"], len(os.listdir(f"/proc/{process.pid}/fd")))
                with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
                    found = re.search(r"VmHWM:\s+(\d+) kB", file.read())
                if found:
                    most["memory"] = max(most["memory"], int(found[1]) * 1024)
            except OSError:
                pass
            stop.wait(0.005)

    if sample:
        threading.Thread(target=watch, daemon=True).start()
    output, complaint = process.communicate()
    stop.set()
    seconds = time.monotonic() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)[:300]} … answered {process.returncode}: {complaint.decode(errors='replace')[-300:]}")
    return Measured(seconds, _busy() - before, most["memory"], most["files"], output, complaint)


def ffmpeg(*arguments):
    return ["ffmpeg", "-v", "error", "-y", "-nostdin", *arguments]


def _once(path, make):
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        new = os.path.join(os.path.dirname(path), "new-" + os.path.basename(path))
        make(new)
        os.replace(new, path)
    return path


def _source(index, seconds, size):
    # A slow pan over noise and shapes: ordinary motion, grain, and no two clips alike.
    width, height = (int(part) for part in size.split("x"))
    return (f"testsrc2=size={width * 2}x{height}:rate={RATE}:duration={seconds},"
            f"noise=alls=6:allf=t:all_seed={index},crop={width}:{height}:x='{width}*t/{seconds}':y=0,hue=h={index * 37}")


def clip(index, seconds=6, size="768x512", group=250):
    path = os.path.join(STORE, f"clip-{index}-{seconds}-{size}-{group}.mp4")
    return _once(path, lambda new: measure(ffmpeg(
        "-f", "lavfi", "-i", _source(index, seconds, size), "-pix_fmt", "yuv420p", "-c:v", "libx264",
        *(() if group == 250 else ("-g", str(group), "-keyint_min", str(group), "-sc_threshold", "0")), new)))


FAILED = []


def goal(name, value, limit, unit=""):
    right = value <= limit
    if not right:
        FAILED.append(name)
    print(f"{'PASS' if right else 'FAIL'}  {name}: {value:.3f}{unit} (goal: at most {limit}{unit})", flush=True)


def _listing(paths, folder):
    path = os.path.join(folder, "list.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"file '{clip}'\n" for clip in paths)
    return path


def bench_copy(program, folder, rounds):
    # A hundred names, so that no reader can know two of them to be one file.
    paths = [os.path.join(folder, f"{index:03}.mp4") for index in range(100)]
    for index, path in enumerate(paths):
        os.link(clip(index % 10), path)
    film, peer = os.path.join(folder, "film.mp4"), os.path.join(folder, "peer.mp4")
    listing = _listing(paths, folder)
    concat = ffmpeg("-f", "concat", "-safe", "0", "-i", listing, "-c", "copy")
    times = {"ours, --verify fast": [], "ours, all frames proven": [], "concat demuxer": [], "concat demuxer, index first": [],
             "decode of the film": []}
    for _ in range(rounds):
        times["ours, --verify fast"].append(measure(
            [program, "concat", *paths, "-o", film, "--force", "--quiet", "--verify", "fast"]).seconds)
        times["concat demuxer"].append(measure([*concat, peer]).seconds)
        times["concat demuxer, index first"].append(measure([*concat, "-movflags", "+faststart", peer]).seconds)
    for _ in range(max(1, rounds // 2)):
        times["ours, all frames proven"].append(measure([program, "concat", *paths, "-o", film, "--force", "--quiet"]).seconds)
        times["decode of the film"].append(measure(ffmpeg("-i", film, "-f", "null", "-")).seconds)
    print(f"copy of 100 clips of 144 frames, 768x512 ({os.path.getsize(film) / 1e6:.0f} MB), medians:")
    middle = {name: statistics.median(values) for name, values in times.items()}
    for name, seconds in middle.items():
        print(f"  {name:30} {seconds:8.3f} s")
    goal("copy with --verify fast / concat demuxer writing the same file (index first)",
         middle["ours, --verify fast"] / middle["concat demuxer, index first"], 1.0)
    print(f"      ratio to the demuxer that leaves the index last: {middle['ours, --verify fast'] / middle['concat demuxer']:.3f}")
    goal("copy with full verification / a decode of the film",
         middle["ours, all frames proven"] / middle["decode of the film"], 1.3)
    for path in paths:
        os.remove(path)


def bench_memory(program, folder, _):
    names = []
    for index in range(1000):
        name = os.path.join(folder, f"{index:04}.mp4")
        os.link(clip(index % 10, seconds=1), name)
        names.append(name)
    film = os.path.join(folder, "film.mp4")
    few = measure([program, "concat", *names[:100], "-o", film, "--force", "--quiet"], sample=True)
    many = measure([program, "concat", *names, "-o", film, "--force", "--quiet"], sample=True)
    print(f"memory: {few.memory / 1e6:.0f} MB and {few.files} open files at 100 clips, {many.memory / 1e6:.0f} MB and "
          f"{many.files} at 1,000 ({many.seconds:.1f} s, all frames proven)")
    goal("memory at 1,000 clips", many.memory / 1e6, 200, " MB")
    goal("open files at 1,000 clips", many.files, 64)
    for name in names:
        os.remove(name)


def _deduplicated(program, folder, paths, hashes):
    """Joins a chain, and holds every frame against its clip's; the plan and the seconds it took."""
    film = os.path.join(folder, "film.mp4")
    done = measure([program, "concat", *paths, "-o", film, "--force", "--quiet", "--json", "--seam", "dedupe"])
    plan = json.loads(done.output)["plan"]
    got = readers.debian_frames(film)
    seams = len(paths) - 1
    same = copied = at = 0
    for part in plan["stretches"]:
        for offset in range(part["frame_count"]):
            if part["treatment"] == "copy":
                copied += 1
                same += at < len(got.hashes) and got.hashes[at] == hashes[part["clip"]][part["first_frame"] + offset]
            at += 1
    wanted = sum(len(own) for own in hashes) - seams
    if got.complaints or len(got.hashes) != wanted:
        FAILED.append("count")
        print(f"FAIL  the film has {len(got.hashes)} frames instead of {wanted}; {got.complaints[:100]}")
    encoded = plan["encoded_frames"]
    print(f"  ours: {encoded} of {wanted} frames encoded ({encoded / seams:.2f} a seam), "
          f"{same} of {copied} others bit-identical, {done.seconds:.1f} s")
    return encoded / seams, copied - same


def _lossless(program, folder, paths, hashes, rate):
    """The same without a frame encoded: every frame of the film held against its clip's, and every time."""
    film = os.path.join(folder, "film.mp4")
    done = measure([program, "concat", *paths, "-o", film, "--force", "--quiet", "--json", "--seam", "dedupe:lossless"])
    plan = json.loads(done.output)["plan"]
    got = readers.debian_frames(film)
    # Read from the film, not from the plan: a frame that is over at once is one that nobody sees.
    unseen = [place for place, (time, after) in enumerate(zip(got.times, got.times[1:])) if after - time < 0.0002]
    seen = [text for place, text in enumerate(got.hashes) if place not in set(unseen)]
    once = [text for own in hashes[:-1] for text in own[:-1]] + hashes[-1]
    wanted, number = [], 0
    for own in hashes:
        wanted += own[:-1]
        # The repeat is there as it is in its clip, or not at all.
        number += len(own) - 1
        if number in unseen or own is hashes[-1]:
            wanted.append(own[-1])
            number += 1
    unlike = abs(len(wanted) - len(got.hashes)) + sum(a != b for a, b in zip(wanted, got.hashes))
    astray = len(squeezed.faults(film, unseen, got.times, rate))
    even = squeezed.evened(film, rate)
    print(f"  ours, dedupe:lossless: {plan['encoded_frames']} of {len(seen)} frames encoded "
          f"({plan['encoded_frames'] / (len(paths) - 1):.2f} a seam), {len(got.hashes) - unlike} of {len(got.hashes)} bit-identical, "
          f"{len(unseen)} repeats shown for one tick at {len(paths) - 1} seams, {done.seconds:.1f} s")
    goal("dedupe:lossless: frames encoded a seam", plan["encoded_frames"] / (len(paths) - 1), 0)
    goal("dedupe:lossless: frames that are not bit-identical", unlike + bool(got.complaints), 0)
    goal("dedupe:lossless: frames beside the grid, or seen that are not to be", astray, 0)
    goal("dedupe:lossless: frames that ffmpeg's fps filter makes otherwise than without the repeats",
         abs(len(even) - len(once)) + sum(a != b for a, b in zip(even, once)), 0)


def _least(path):
    """Frames that must be encoded to leave out a clip's last frame, whoever does it.

    Decoders know nothing of frames that come later in the stream. So what can be copied is at most a
    run of packets that are exactly the first frames as they are shown: all others of the last frames
    are predicted from the one that goes, and H.264 has no picture that is decoded and never shown.
    """
    with av.open(path) as file:
        times = [packet.pts for packet in file.demux(video=0) if packet.pts is not None]
    rank = {time: place for place, time in enumerate(sorted(times))}
    wanted, newest, whole = len(times) - 1, -1, 0
    for count, time in enumerate(times[:wanted], 1):
        newest = max(newest, rank[time])
        if newest + 1 == count:
            whole = count
    return wanted - whole


def bench_dedupe(program, folder, smartcut_clips):
    for rate in (24, 25):
        paths = chained.make(STORE, 40, rate)
        hashes = [readers.debian_frames(path).hashes for path in paths]
        print(f"deduplicating 40 chained clips of {len(hashes[0])} frames at {rate} frames a second, one group each, x264's defaults:",
              flush=True)
        least = [_least(path) for path in paths[:-1]]
        endings = ", ".join(f"{least.count(number)} end on {number}" for number in sorted(set(least)))
        print(f"  B-frames in front of the last frame: {endings}; no join can encode fewer than "
              f"{statistics.mean(least):.2f} a seam", flush=True)
        encoded, unlike = _deduplicated(program, folder, paths, hashes)
        print(f"  at an even rate {encoded:.2f} a seam; the goal of 1.0 is met by dedupe:lossless, below")
        goal("dedupe: frames encoded beyond the least possible", encoded * len(least) - sum(least), 0)
        goal("other frames that are not bit-identical", unlike, 0)
        _lossless(program, folder, paths, hashes, rate)
        if smartcut_clips:
            _smartcut(smartcut_clips, folder, paths[:10], hashes)


def _smartcut(python, folder, paths, hashes):
    """What smartcut encodes to leave out the last frame; it cannot join."""
    program = os.path.join(os.path.dirname(python), "smartcut")
    touched = total = 0
    began = time.monotonic()
    for path, own in zip(paths, hashes):
        out = os.path.join(folder, "smart.mp4")
        count = len(own) - 1
        measure([program, path, out, "--frames", "--keep", f"0,{count - 1}"])  # the end is included
        kept = readers.debian_frames(out).hashes
        total += count
        touched += count - sum(a == b for a, b in zip(kept, own))
        os.remove(out)
    print(f"      smartcut 1.7, leaving out the last frame of {len(paths)} of them: {touched} of {total} frames encoded "
          f"({touched / len(paths):.0f} a clip), {time.monotonic() - began:.1f} s", flush=True)


def _xfade(paths, seconds, transition):
    steps, before, length = [], "[0:v]", seconds
    for index in range(1, len(paths)):
        after = f"[x{index}]"
        steps.append(f"{before}[{index}:v]xfade=transition=fade:duration={transition}:offset={length - transition:.6f}{after}")
        before, length = after, length + seconds - transition
    return ";".join(steps), before


def _transition_ssim(film, reference, places, folder):
    stats = os.path.join(folder, "ssim.txt")
    measure(ffmpeg("-i", film, "-i", reference, "-lavfi",
                   f"[0:v]settb=1/{RATE},setpts=N[a];[1:v]settb=1/{RATE},setpts=N[b];[a][b]ssim=stats_file={stats}", "-f", "null", "-"))
    with open(stats, encoding="ascii") as file:
        values = [float(re.search(r"All:([0-9.]+)", line)[1]) for line in file]
    return statistics.mean(values[place] for place in places if place < len(values)), len(values)


def bench_fades(program, folder, rounds):
    count, seconds, transition = 20, 6, 0.5
    paths = [clip(index, group=RATE) for index in range(count)]
    film, peer = os.path.join(folder, "film.mp4"), os.path.join(folder, "peer.mp4")
    graph, last = _xfade(paths, seconds, transition)
    inputs = [word for path in paths for word in ("-i", path)]
    reference = os.path.join(folder, "reference.mkv")
    measure(ffmpeg(*inputs, "-filter_complex", graph, "-map", last, "-c:v", "ffv1", reference))
    frames, fade = round(seconds * RATE), round(transition * RATE)
    places = [step * (frames - fade) + index for step in range(1, count) for index in range(fade)]
    join = [program, "concat", *paths, "-o", film, "--force", "--quiet", "--json", "--seam", f"fade:{transition}"]
    done = measure(join)
    plan = json.loads(done.output)["plan"]
    total, encoded = plan["expected_frames"], plan["encoded_frames"]
    quality, found = _transition_ssim(film, reference, places, folder)
    # The graph at the first quality that is no better than ours.
    for crf in (12, 14, 16, 18, 20, 22, 24):
        measure(ffmpeg(*inputs, "-filter_complex", graph, "-map", last, "-c:v", "libx264", "-crf", str(crf),
                       "-g", str(RATE), "-movflags", "+faststart", peer))
        peer_quality, _ = _transition_ssim(peer, reference, places, folder)
        if peer_quality <= quality:
            break
    # In turn, so that whatever else the computer does slows both.
    ours, peers = [], []
    for _ in range(rounds):
        ours.append(measure(join))
        peers.append(measure(ffmpeg(*inputs, "-filter_complex", graph, "-map", last, "-c:v", "libx264", "-crf", str(crf),
                                    "-g", str(RATE), "-movflags", "+faststart", peer)))
    print(f"20 clips of 6 s, 768x512, a key frame a second, fades of half a second: {encoded} of {total} frames encoded ({found} in the film)")
    (mine, busy), (theirs, their_busy) = ((statistics.median(run.seconds for run in runs), statistics.median(run.busy for run in runs))
                                          for runs in (ours, peers))
    print(f"  ours {mine:.2f} s, SSIM of the transitions {quality:.5f}; "
          f"xfade graph, x264 crf {crf}: {theirs:.2f} s, SSIM {peer_quality:.5f}")
    print(f"  cores were busy for {busy:.1f} s and {their_busy:.1f} s, whatever else they did: {busy / their_busy:.3f}")
    goal("part of the frames encoded", encoded / total, 0.20)
    goal("wall time / the xfade graph's at the same quality", mine / theirs, 0.333)


BENCHES = {"copy": bench_copy, "memory": bench_memory, "dedupe": bench_dedupe, "fades": bench_fades}


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--program", type=os.path.abspath, default=os.path.join(ROOT, ".build", "release", "hailuo-studio"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=sorted(BENCHES))
    parser.add_argument("--smartcut", default="")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="bench-concat-", dir=os.path.join(ROOT, ".build"))
    try:
        for name, bench in BENCHES.items():
            if arguments.only in (None, name):
                try:
                    bench(arguments.program, folder, arguments.smartcut if name == "dedupe" else
                          arguments.rounds if name == "copy" else max(1, arguments.rounds // 2))
                except (RuntimeError, KeyError, ValueError) as error:
                    FAILED.append(name)
                    print(f"FAIL  {name}: {type(error).__name__}: {error}")
                print()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    version = readers.run(["ffmpeg", "-version"]).stdout.decode().splitlines()[0]
    print(f"{version}; {os.cpu_count()} cores")
    print("all goals reached" if not FAILED else f"{len(FAILED)} goals missed: {', '.join(FAILED)}")
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
