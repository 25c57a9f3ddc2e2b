"""Measures our client beside fal's Python client; run by scripts/bench client."""

import argparse
import json
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib

ENDPOINT = "fal-ai/minimax/hailuo-02-fast/image-to-video"


def picture(width=640, height=360):
    """A PNG of one colour gradient."""
    rows = b"".join(
        b"\0" + bytes(v for x in range(width) for v in (x * 255 // width, y * 255 // height, 96))
        for y in range(height)
    )

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def peer(base, count, folder):
    """The Python side, in a process of its own: subscribe to all jobs, download their clips."""
    import asyncio

    import fal_client
    import fal_client.client as module
    import httpx

    module.RUN_URL_FORMAT = f"{base}/run/"
    module.QUEUE_URL_FORMAT = f"{base}/"
    module.REST_URL = base
    module.CDN_URL = base
    client = fal_client.AsyncClient(key="bench:secret")

    async def job(number, url, web):
        ids = []
        result = await client.subscribe(
            ENDPOINT,
            {"prompt": f"Peer {number}. [Pan left]", "image_url": url},
            on_enqueue=ids.append,
        )
        video = result["video"]["url"]
        size = 0
        with open(f"{folder}/{number}.mp4", "wb") as file:
            async with web.stream("GET", video) as answer:
                answer.raise_for_status()
                async for piece in answer.aiter_bytes():
                    size += file.write(piece)
        done = time.time()
        print(json.dumps({"request_id": ids[0], "url": video, "done": done, "bytes": size}))

    async def main():
        url = await client.upload(
            open(f"{folder}/picture.png", "rb").read(), "image/png", "picture.png"
        )
        async with httpx.AsyncClient(timeout=60) as web:
            await asyncio.gather(*(job(number, url, web) for number in range(count)))

    asyncio.run(main())
    print(json.dumps({"cpu_seconds": time.process_time()}))


class Server:
    """A simulator of its own for every contestant, so that none inherits another's load."""

    def __init__(self, options):
        command = [f"{options.programs}/hailuo-studio", "simulate", "--json", "--quiet"]
        command += ["--queue-seconds", "0", "--run-seconds", str(options.run_seconds)]
        command += ["--running", "1000", "--strangers", "0", "--fps", str(options.fps)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        text = ""
        while True:
            line = self.process.stdout.readline()
            if not line:
                sys.exit(f"the simulator did not start (exit {self.process.wait()})")
            text += line
            try:
                self.base = json.loads(text)["url"]
                return
            except ValueError:
                continue

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)

    def ends(self):
        with urllib.request.urlopen(f"{self.base}/_simulator/billing", timeout=30) as answer:
            return {job["request_id"]: job["ended"] for job in json.load(answer)["jobs"]}


def lines(command):
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [json.loads(line) for line in text.splitlines()]


def lone_transfer(urls):
    """Seconds one clip takes by itself: the median over some of them."""
    times = []
    for url in urls[:10]:
        start = time.perf_counter()
        with urllib.request.urlopen(url, timeout=30) as answer:
            answer.read()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def transfer_together(urls):
    """Seconds the median clip takes when all are fetched to disk at once by plain curl."""
    medians = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            command = ["curl", "--no-progress-meter", "--fail", "--parallel"]
            command += ["--parallel-immediate", "--parallel-max", str(len(urls)), "--write-out", "%{time_total}\\n"]
            for number, url in enumerate(urls):
                command += ["--output", f"{folder}/{number}.mp4", url]
            text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            times = [float(line) for line in text.split()]
            if len(times) != len(urls):
                sys.exit(f"curl fetched {len(times)} of {len(urls)} clips")
            medians.append(statistics.median(times))
    return statistics.median(medians)


class Figures:
    def __init__(self, name, options, command):
        with tempfile.TemporaryDirectory() as folder, Server(options) as server:
            with open(f"{folder}/picture.png", "wb") as file:
                file.write(picture())
            answers = lines(command(server.base, folder))
            ends = server.ends()
            jobs, self.cpu = answers[:-1], answers[-1]["cpu_seconds"] / options.jobs
            late = sorted(job["done"] - ends[job["request_id"]] for job in jobs)
            urls = [job["url"] for job in jobs]
            together = transfer_together(urls)
            lone = lone_transfer(urls)
            spread = max(ends.values()) - min(ends.values())
            megabytes = statistics.median(job["bytes"] for job in jobs) / 1e6
        if len(late) != options.jobs:
            sys.exit(f"{name}: {len(late)} of {options.jobs} clips came")
        self.median = statistics.median(late)
        self.worst = late[min(len(late) - 1, int(0.99 * len(late)))]
        self.over = self.median - together
        print(
            f"{name:22} on disk after {1000 * self.median:7.1f} ms median, "
            f"{1000 * self.worst:7.1f} ms p99; over the same transfers by curl "
            f"({1000 * together:.1f} ms together, {1000 * lone:.1f} ms alone, {megabytes:.2f} MB) "
            f"{1000 * self.over:7.1f} ms; CPU {1000 * self.cpu:7.2f} ms a job; "
            f"the jobs ended within {spread:.2f} s",
            flush=True,
        )
        if all("seen" in job for job in jobs):
            seen = statistics.median(job["seen"] - ends[job["request_id"]] for job in jobs)
            answered = statistics.median(job["answered"] - job["seen"] for job in jobs)
            fetched = statistics.median(job["done"] - job["answered"] for job in jobs)
            print(
                f"{'':22} of which the news {1000 * seen:.1f} ms, the result "
                f"{1000 * answered:.1f} ms, the download {1000 * fetched:.1f} ms (medians)",
                flush=True,
            )


failures = 0


def goal(name, holds, text):
    global failures
    failures += not holds
    print(f"{'PASS' if holds else 'FAIL'} {name}: {text}", flush=True)


def large_file(options):
    size = int(options.gigabytes * 1e9)
    with tempfile.TemporaryDirectory(dir=".build") as folder, Server(options) as server:
        path = f"{folder}/large.bin"
        with open(path, "wb") as file:
            piece = os.urandom(1 << 20)
            while file.tell() < size:
                file.write(piece[: size - file.tell()])
        bench = f"{options.programs}/client-bench"
        (up,) = lines([bench, "upload", server.base, path])
        os.unlink(path)
        (down,) = lines([bench, "fetch", up["url"], path])
        if os.path.getsize(path) != size:
            sys.exit("the large file came back in another size")
    for name, figure in (("up, in parts", up), ("down", down)):
        above = (figure["peak_kb"] - figure["idle_kb"]) / 1024
        goal(
            f"{size / 1e9:g} GB {name}, at most 64 MB above idle",
            above <= 64,
            f"{above:.1f} MB above {figure['idle_kb'] / 1024:.1f} MB; "
            f"{size / 1e6 / figure['seconds']:.0f} MB/s, hashed",
        )


def main():
    if sys.argv[1:2] == ["--peer"]:
        return peer(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True)
    parser.add_argument("--jobs", type=int, required=True)
    parser.add_argument("--run-seconds", type=float, required=True)
    parser.add_argument("--fps", type=int, required=True)
    parser.add_argument("--gigabytes", type=float, required=True)
    options = parser.parse_args()

    def ours(method):
        return lambda base, folder: [
            f"{options.programs}/client-bench", "jobs", base, str(options.jobs), folder, method,
        ]

    print(f"{options.jobs} jobs at once, each {options.run_seconds:g} s, over loopback")
    stream = Figures("FalClient, streaming", options, ours("stream"))
    poll = Figures("FalClient, polling", options, ours("poll"))
    theirs = Figures(
        "fal-client (Python)",
        options,
        lambda base, folder: [sys.executable, __file__, "--peer", base, str(options.jobs), folder],
    )
    print(
        f"ratios, Python to ours: time to disk {theirs.median / stream.median:.1f} (streaming), "
        f"{theirs.median / poll.median:.2f} (polling); CPU {theirs.cpu / stream.cpu:.1f} (streaming), "
        f"{theirs.cpu / poll.cpu:.1f} (polling)"
    )
    goal(
        "median at most 150 ms over the transfer, streaming",
        stream.over <= 0.150,
        f"{1000 * stream.over:.1f} ms",
    )
    goal(
        "at least 5 times less CPU than the Python client, streaming",
        theirs.cpu >= 5 * stream.cpu,
        f"{theirs.cpu / stream.cpu:.1f} times",
    )
    if options.gigabytes > 0:
        large_file(options)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
