"""Uses fal's official Python client against the simulator; run by scripts/check-official-client.

Only host constants of the client are changed: run, queue, REST and CDN. Everything else is the
client as it comes from PyPI.
"""

import asyncio
import http.server
import json
import os
import struct
import subprocess
import sys
import threading
import time
import urllib.request
import zlib

ENDPOINT = "fal-ai/minimax/hailuo-02-fast/image-to-video"
checks = []


def check(name):
    """Collects a check; it fails by raising."""

    def keep(function):
        checks.append((name, function))
        return function

    return keep


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def picture(width=640, height=360):
    """A PNG of one colour gradient."""
    rows = b"".join(
        b"\0" + bytes(value for x in range(width) for value in (x * 255 // width, y * 255 // height, 96))
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


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def control(base, name, body=None, method="POST"):
    request = urllib.request.Request(f"{base}/_simulator/{name}", data=body, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def start(binary, port):
    """Starts the simulator and returns its process and address."""
    process = subprocess.Popen(
        [binary, "simulate", "--json", "--quiet", "--port", port]
        + ["--queue-seconds", "0.4", "--run-seconds", "0.6"],
        stdout=subprocess.PIPE,
        text=True,
    )
    text = ""
    while True:
        line = process.stdout.readline()
        if not line:
            process.wait()
            sys.exit(f"the simulator did not start (exit {process.returncode})")
        text += line
        try:
            return process, json.loads(text)["url"]
        except ValueError:
            continue


class Receiver(http.server.BaseHTTPRequestHandler):
    letters = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Receiver.letters.append((dict(self.headers), body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Scene:
    """The client, its input, and what earlier checks left."""

    def __init__(self, base, fal):
        self.base = base
        self.fal = fal
        self.client = fal.SyncClient(key="simulated-id:simulated-secret")
        self.url = None

    def input(self, **changes):
        return {
            "prompt": "A lighthouse in the fog. [Pan left]",
            "image_url": self.url,
            "duration": "6",
            "prompt_optimizer": True,
        } | changes


@check("upload goes to the CDN with a token, and can be read back")
def _(scene):
    data = picture()
    scene.url = scene.client.upload(data, "image/png", file_name="still.png")
    expect(scene.url.startswith(f"{scene.base}/files/b/"), scene.url)
    expect(fetch(scene.url) == data, "the file is not what was uploaded")


@check("upload with lifecycle settings")
def _(scene):
    settings = scene.fal.StorageSettings(expires_in="1d") if hasattr(
        scene.fal, "StorageSettings"
    ) else __import__("fal_client.client").client.StorageSettings(expires_in="1d")
    url = scene.client.upload(b"abc", "text/plain", lifecycle=settings)
    expect(fetch(url) == b"abc", "the file is not what was uploaded")


@check("upload falls back to the REST way when the CDN refuses")
def _(scene):
    fault = "[{at: upload, answer: {status: 400, body: {detail: refused}}}]"
    control(scene.base, "faults", fault.encode())
    url = scene.client.upload(b"fallback", "text/plain", file_name="f.txt")
    expect(fetch(url) == b"fallback", "the file is not what was uploaded")


@check("multipart upload in parts, joined in order")
def _(scene):

    async def upload():
        client = scene.fal.AsyncClient(key="simulated-id:simulated-secret")
        return await client.upload(bytes(range(256)) * 4096 * 101, "application/octet-stream")

    url = asyncio.run(upload())
    data = fetch(url)
    expect(len(data) == 256 * 4096 * 101, f"{len(data)} bytes came back")
    expect(data == bytes(range(256)) * 4096 * 101, "the parts are not in order")


@check("submit, status with logs, result, and a clip that is an MP4 file")
def _(scene):
    handle = scene.client.submit(ENDPOINT, scene.input(), priority="low", hint="same")
    expect(handle.status_url.startswith(f"{scene.base}/fal-ai/minimax/requests/"), handle.status_url)
    states, logs = [], []
    while True:
        status = handle.status(with_logs=True)
        states.append(type(status).__name__)
        if isinstance(status, scene.fal.InProgress):
            logs = status.logs
            expect(isinstance(logs, list), "no log list while running")
        if isinstance(status, scene.fal.Completed):
            break
        time.sleep(0.02)
    expect("Queued" in states and "InProgress" in states, f"states: {sorted(set(states))}")
    expect(logs and {"message", "timestamp"} <= set(logs[0]), f"log entries: {logs[:1]}")
    expect(status.metrics["inference_time"] > 0, f"metrics: {status.metrics}")
    expect(status.error is None, f"error: {status.error}")
    video = handle.get()["video"]
    clip = fetch(video["url"])
    expect(clip[4:8] == b"ftyp", "the clip is no MP4 file")
    expect(len(clip) == video["file_size"], "the size is not the one that was told")


@check("iter_events from queued to completed")
def _(scene):
    handle = scene.client.submit(ENDPOINT, scene.input())
    names = [type(event).__name__ for event in handle.iter_events(with_logs=True, interval=0.02)]
    expect(names[0] == "Queued" and names[-1] == "Completed", f"events: {names}")
    again = scene.client.get_handle(ENDPOINT, handle.request_id)
    expect(again.get()["video"]["url"], "no result for a handle made from the id")


@check("status, result and cancel by request id")
def _(scene):
    handle = scene.client.submit(ENDPOINT, scene.input())
    scene.client.status(ENDPOINT, handle.request_id, with_logs=True)
    scene.client.cancel(ENDPOINT, handle.request_id)
    expect("video" not in str(outcome(handle)), "a cancelled job has a clip")


def outcome(handle):
    """The result, or what the client says in its place."""
    try:
        return handle.get()
    except Exception as error:  # the client has a type for each of its versions
        return f"{type(error).__name__}: {error}"


@check("cancel of a finished job is told as such")
def _(scene):
    handle = scene.client.submit(ENDPOINT, scene.input())
    handle.get()
    try:
        handle.cancel()
    except Exception as error:
        expect("ALREADY_COMPLETED" in str(error) or "400" in str(error), f"{error}")
    else:
        raise AssertionError("cancelling was accepted")


@check("subscribe with logs")
def _(scene):
    queued, updates = [], []
    result = scene.client.subscribe(
        ENDPOINT,
        scene.input(duration="10"),
        with_logs=True,
        on_enqueue=queued.append,
        on_queue_update=updates.append,
    )
    expect(result["video"]["content_type"] == "video/mp4", str(result))
    expect(len(queued) == 1 and updates, "no callbacks")


@check("the asynchronous client: upload, submit, iter_events, result")
def _(scene):
    async def film():
        client = scene.fal.AsyncClient(key="simulated-id:simulated-secret")
        url = await client.upload(picture(), "image/png")
        handle = await client.submit(ENDPOINT, scene.input(image_url=url))
        async for event in handle.iter_events(with_logs=True, interval=0.02):
            last = event
        return last, await handle.get()

    last, result = asyncio.run(film())
    expect(isinstance(last, scene.fal.Completed), f"last event: {last}")
    expect(result["video"]["url"], str(result))


@check("run without the queue")
def _(scene):
    expect(scene.client.run(ENDPOINT, scene.input())["video"]["url"], "no clip")


@check("an input that is wrong fails in the result, with its detail list")
def _(scene):
    handle = scene.client.submit(ENDPOINT, scene.input(duration="7"))
    told = outcome(handle)
    expect("literal_error" in str(told) or "duration" in str(told), str(told))


@check("a wrong file address fails the job, not the client")
def _(scene):
    told = outcome(scene.client.submit(ENDPOINT, scene.input(image_url="https://example.com/x.png")))
    expect("file_download_error" in str(told) or "download" in str(told), str(told))


@check("an unknown endpoint is refused")
def _(scene):
    try:
        scene.client.submit("fal-ai/nonesuch/x", {})
    except Exception as error:
        expect("not found" in str(error), f"{error}")
    else:
        raise AssertionError("it was accepted")


@check("a burst of 503s does not stop the client")
def _(scene):
    fault = "[{at: status, times: 2, answer: {status: 503, body: <html>nginx</html>, type: text/html}}]"
    control(scene.base, "faults", fault.encode())
    expect(scene.client.subscribe(ENDPOINT, scene.input())["video"]["url"], "no clip")


@check("a webhook is called with the result and four signature headers")
def _(scene):
    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hook = f"http://127.0.0.1:{server.server_port}/hook?shot=1&take=2"
    handle = scene.client.submit(ENDPOINT, scene.input(), webhook_url=hook)
    result = handle.get()
    deadline = time.monotonic() + 20
    while not Receiver.letters and time.monotonic() < deadline:
        time.sleep(0.02)
    server.shutdown()
    expect(Receiver.letters, "nothing came")
    headers, body = Receiver.letters[0]
    names = {name.lower() for name in headers}
    for name in ("request-id", "user-id", "timestamp", "signature"):
        expect(f"x-fal-webhook-{name}" in names, f"no x-fal-webhook-{name}")
    letter = json.loads(body)
    expect(letter["request_id"] == handle.request_id, "another request's id")
    expect(letter["status"] == "OK" and letter["payload"] == result, body.decode())


@check("the bill counts every clip once")
def _(scene):
    bill = control(scene.base, "billing", method="GET")
    billed = [job for job in bill["jobs"] if job["state"] == "billed"]
    expect(bill["billed_takes"] == len(billed) > 0, str(bill)[:200])
    expect(bill["submissions"] == len(bill["jobs"]), "submissions are not the jobs")


def main():
    binary, port = sys.argv[1:3]
    for name in ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"):
        os.environ.pop(name, None)
    process, base = start(binary, port)
    try:
        import fal_client
        import fal_client.client as module

        module.RUN_URL_FORMAT = f"{base}/run/"
        module.QUEUE_URL_FORMAT = f"{base}/"
        module.REST_URL = base
        module.CDN_URL = base
        print(f"fal-client {fal_client.__version__ if hasattr(fal_client, '__version__') else ''}"
              f" against {base}")
        scene = Scene(base, fal_client)
        failures = 0
        for name, function in checks:
            try:
                function(scene)
                print(f"PASS {name}", flush=True)
            except Exception as error:
                failures += 1
                print(f"FAIL {name}: {type(error).__name__}: {str(error)[:300]}", flush=True)
        print(f"{len(checks) - failures} of {len(checks)} passed")
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
