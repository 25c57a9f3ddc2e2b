"""Results in headless Chromium: files by themselves, streams by Media Source Extensions."""

import base64
import http.server
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading

import colour
from tool import KINDS, STREAMING, Failure, Report, ffmpeg, settings

PAGE = """<!doctype html><meta charset="utf-8"><video id="v" muted playsinline preload="auto"></video>
<script>
const v = document.getElementById('v');
const wait = (target, name) => new Promise((done, fail) => {
  const timer = setTimeout(() => fail(new Error(name + ' did not come')), 30000);
  target.addEventListener(name, () => { clearTimeout(timer); done(); }, {once: true});
});
function pixels(source, width, height) {
  const c = document.createElement('canvas');
  c.width = width; c.height = height;
  const g = c.getContext('2d', {willReadFrequently: true, colorSpace: 'srgb'});
  g.drawImage(source, 0, 0);
  const p = g.getImageData(0, 0, width, height).data;
  let text = '';
  for (let i = 0; i < p.length; i++) text += String.fromCharCode(p[i]);
  return btoa(text);
}
async function range(url, first, count) {
  const answer = await fetch(url, {headers: {Range: `bytes=${first}-${first + count - 1}`}});
  return answer.arrayBuffer();
}
async function stream(item, seen) {
  const source = new MediaSource();
  const opened = wait(source, 'sourceopen');
  v.src = URL.createObjectURL(source);
  await opened;
  source.duration = item.duration;
  // All of them before anything is known of the first.
  const buffers = item.tracks.map(track => {
    if (!MediaSource.isTypeSupported(track.type)) throw new Error('no support of ' + track.type);
    return source.addSourceBuffer(track.type);
  });
  for (const [number, track] of item.tracks.entries()) {
    const buffer = buffers[number];
    for (const part of track.parts) {
      const bytes = await range(part.url, part.offset, part.count);
      const done = wait(buffer, 'updateend');
      buffer.appendBuffer(bytes);
      await done;
    }
    seen.buffered.push([buffer.buffered.length, buffer.buffered.start(0), buffer.buffered.end(0)]);
  }
  source.endOfStream();
}
async function show(item) {
  const seen = {name: item.name, buffered: []};
  try {
    if (item.picture) {
      const image = new Image();
      const loaded = wait(image, 'load');
      image.src = item.url;
      await loaded;
      seen.pixels = pixels(image, image.naturalWidth, image.naturalHeight);
    } else {
      const loaded = wait(v, 'loadeddata');
      if (item.tracks) await stream(item, seen); else v.src = item.url;
      await Promise.race([loaded, wait(v, 'error').then(() => { throw new Error('error event'); })]);
      seen.duration = v.duration;
      const ended = wait(v, 'ended');
      v.playbackRate = 2;
      await v.play();
      await ended;
      seen.end = v.currentTime;
      seen.frames = v.getVideoPlaybackQuality().totalVideoFrames;
      if (item.chart) seen.pixels = pixels(v, v.videoWidth, v.videoHeight);
    }
  } catch (e) { seen.error = String(e) + (v.error ? ' ' + v.error.message : ''); }
  await fetch('/seen', {method: 'POST', body: JSON.stringify(seen)});
}
(async () => {
  for (const item of await (await fetch('/items')).json()) await show(item);
  await fetch('/done', {method: 'POST', body: '{}'});
})();
</script>"""


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, root, items):
        super().__init__(("127.0.0.1", 0), Handler)
        self.root, self.items, self.seen, self.is_done = root, items, [], threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle(self):
        try:
            super().handle()
        except ConnectionResetError:
            pass

    def log_message(self, *_):
        pass

    def answer(self, data, kind, status=200, extra=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Accept-Ranges", "bytes")
        for name, value in extra:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(b"", "text/plain")
        if self.path == "/done":
            self.server.is_done.set()
        else:
            self.server.seen.append(body)

    def do_GET(self):
        if self.path == "/":
            return self.answer(PAGE.encode(), "text/html")
        if self.path == "/items":
            return self.answer(json.dumps(self.server.items).encode(), "application/json")
        path = self.server.root / self.path.lstrip("/")
        if not path.is_file():
            return self.answer(b"", "text/plain", 404)
        data = path.read_bytes()
        kind = {".webm": "video/webm", ".gif": "image/gif", ".webp": "image/webp",
                ".avif": "image/avif"}.get(path.suffix, "video/mp4")
        wanted = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if not wanted:
            return self.answer(data, kind)
        first = int(wanted[1])
        last = min(int(wanted[2] or len(data) - 1), len(data) - 1)
        self.answer(data[first:last + 1], kind, 206,
                    [("Content-Range", f"bytes {first}-{last}/{len(data)}")])


def tracks(out, kind):
    """What a player of a stream asks for: the largest size, and the sound."""
    found = []
    if kind == "hls":
        import streams
        text = (out / "master.m3u8").read_text()
        codecs = re.search(r'CODECS="([^"]*)"', text)[1].split(",")
        names = [next(line for line in text.splitlines() if line.endswith(".m3u8") and line[0] != "#")]
        names += re.findall(r'TYPE=AUDIO.*URI="([^"]*)"', text)
        for name, codec, mime in zip(names, codecs, ("video/mp4", "audio/mp4")):
            header, parts = streams.playlist(out / name)
            url = f"/{out.name}/{name.replace('.m3u8', '.mp4')}"
            ranges = [header] + [(offset, count) for _, offset, count in parts]
            found.append((mime, codec, url, ranges))
    else:
        text = (out / "manifest.mpd").read_text()
        for block in re.findall(r"<AdaptationSet.*?</AdaptationSet>", text, re.S):
            mime = re.search(r'mimeType="([^"]*)"', block)[1]
            first = re.search(r"<Representation.*?</Representation>", block, re.S)[0]
            codec = re.search(r'codecs="([^"]*)"', first)[1]
            name = re.search(r"<BaseURL>(.*?)</BaseURL>", first)[1]
            index = re.search(r'indexRange="(\d+)-(\d+)"', first)
            size = (out / name).stat().st_size
            ranges = [(0, int(index[1])), (int(index[2]) + 1, size - int(index[2]) - 1)]
            found.append((mime, codec, f"/{out.name}/{name}", ranges))
    return [{"type": f'{mime}; codecs="{codec}"',
             "parts": [{"url": url, "offset": o, "count": c} for o, c in ranges]}
            for mime, codec, url, ranges in found]


def check(program, place, quick):
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        print("SKIP  playback: there is no chromium (Debian: chromium)")
        return True
    report = Report()
    folder = place / "playback"
    folder.mkdir(exist_ok=True)
    source = next(item[1] for item in colour.sources(folder) if item[0] == "bt709")
    # Without a graphics card Chromium converts BT.709 with factors of seven bits, which leave blue 12
    # levels short, in ffmpeg's files as well: ours are held against how it shows one of those.
    ffmpeg("-loop", "1", "-framerate", "24", "-i", folder / "chart.ppm", "-t", "1", "-vf",
           "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int,"
           "format=yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc",
           "bt709", "-color_range", "tv", "-c:v", "libx264", "-crf", "4", folder / "reference.mp4")
    items = [{"name": "reference", "url": "/reference.mp4", "chart": True, "picture": False}]
    for kind in ("h264", "av1", "vp9", "gif", "webp", "avif"):
        name = kind + KINDS[kind][1]
        try:
            program.make(source, colour.wish(kind), folder / name, "--always-encode")
        except Failure as failure:
            report.check(kind, False, failure)
            continue
        items.append({"name": kind, "url": f"/{name}", "chart": True,
                      "picture": kind in ("gif", "webp", "avif")})
    from streams import sources
    wide = sources(folder)[0][0]
    for kind in ("hls", "dash"):
        out = folder / kind
        program.make(wide, settings(kind, {"rate": "constant"}, streaming=STREAMING), out)
        items.append({"name": kind, "tracks": tracks(out, kind), "duration": 9.009})
    server = Server(folder, items)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    profile = tempfile.mkdtemp(prefix="check-transcode-")
    player = subprocess.Popen(
        [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--mute-audio",
         "--autoplay-policy=no-user-gesture-required", "--force-color-profile=srgb",
         f"--user-data-dir={profile}", f"http://127.0.0.1:{server.server_port}/"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True)
    server.is_done.wait(timeout=300)
    os.killpg(player.pid, 9)
    player.wait()
    server.shutdown()
    shutil.rmtree(profile, ignore_errors=True)
    seen = {item["name"]: item for item in server.seen}
    summary = []
    reference = colour.COLOURS
    for item in items:
        name = item["name"]
        found = seen.get(name, {"error": "no answer"})
        if not report.check(f"{name} plays", "error" not in found, found.get("error")):
            continue
        if item.get("chart"):
            shown = colour.means(base64.b64decode(found["pixels"]), 4)
            if name == "reference":
                reference = shown
                continue
            wanted = colour.COLOURS if name in ("gif", "webp") else reference
            off, which = colour.worst(shown, wanted)
            summary.append(f"{name} {off:.1f}")
            report.check(f"{name}: colours", round(off, 1) <= 2, f"{off:.1f} levels off at {which}")
        if item.get("tracks"):
            report.check(f"{name}: buffers without holes",
                         all(b[0] == 1 and b[1] < 0.05 and abs(b[2] - 9) < 0.15
                             for b in found["buffered"]), found["buffered"])
            report.check(f"{name}: to the end", abs(found["end"] - 9) < 0.2, found["end"])
    return report.close("playback", f" (levels off in Chromium: {', '.join(summary)})")
