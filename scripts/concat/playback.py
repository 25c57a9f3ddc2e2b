"""Plays films in headless Chromium: from start to end, and after seeks; see scripts/check-playback --help."""

import argparse
import base64
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading

import numpy

import clips as corpus_of
import pictures
import readers

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

PAGE = """<!doctype html><meta charset="utf-8"><title>films</title><video id="v" muted playsinline preload="auto"></video>
<script>
const v = document.getElementById('v');
const post = (what, body) => fetch('/' + what, {method: 'POST', body: JSON.stringify(body)});
const wait = (name, milliseconds) => new Promise((done, fail) => {
  const timer = setTimeout(() => fail(new Error(name + ' did not come in ' + milliseconds + ' ms')), milliseconds);
  v.addEventListener(name, () => { clearTimeout(timer); done(); }, {once: true});
});
function grab(full) {
  const c = document.createElement('canvas');
  c.width = v.videoWidth; c.height = v.videoHeight;
  const g = c.getContext('2d', {willReadFrequently: true});
  g.drawImage(v, 0, 0);
  const p = g.getImageData(0, 0, c.width, c.height).data;
  let luma = '';
  for (let i = 0; i < p.length; i += 4)
    luma += String.fromCharCode(Math.round(0.299 * p[i] + 0.587 * p[i + 1] + 0.114 * p[i + 2]));
  return {width: c.width, height: c.height, luma: btoa(luma), png: full ? c.toDataURL('image/png') : null};
}
async function film(f) {
  const seen = {name: f.name, seeks: []};
  try {
    const loaded = wait('loadeddata', 20000);
    v.src = f.url;
    await Promise.race([loaded, wait('error', 20000).then(() => { throw new Error('error event'); })]);
    seen.duration = v.duration; seen.width = v.videoWidth; seen.height = v.videoHeight;
    let last = -1; seen.backwards = 0;
    const watch = setInterval(() => { if (v.currentTime < last) seen.backwards++; last = v.currentTime; }, 20);
    const ended = wait('ended', (v.duration * 4 + 30) * 1000);
    await v.play();
    await ended;
    clearInterval(watch);
    const q = v.getVideoPlaybackQuality();
    seen.ended = v.ended; seen.end = v.currentTime; seen.frames = q.totalVideoFrames;
    seen.dropped = q.droppedVideoFrames; seen.corrupted = q.corruptedVideoFrames;
    for (const s of f.seeks) {
      const done = wait('seeked', 20000);
      const shown = new Promise(r => v.requestVideoFrameCallback ? v.requestVideoFrameCallback(() => r()) : r());
      v.currentTime = s.time;
      await done;
      await Promise.race([shown, new Promise(r => setTimeout(r, 1500))]);
      seen.seeks.push(Object.assign({frame: s.frame}, grab(s.keep)));
    }
  } catch (e) {
    seen.error = String(e) + (v.error ? ' (' + v.error.code + ' ' + v.error.message + ')' : '');
  }
  await post('seen', seen);
}
(async () => {
  for (const f of await (await fetch('/films')).json()) await film(f);
  await post('done', {});
})();
</script>"""


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, films):
        super().__init__(("127.0.0.1", 0), Handler)
        self.films, self.seen, self.done = films, {}, threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def _send(self, body, kind="application/json", status=200, more=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more:
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # the browser has enough of it

    def do_GET(self):
        if self.path == "/":
            self._send(PAGE.encode(), "text/html")
        elif self.path == "/films":
            self._send(json.dumps([{key: film[key] for key in ("name", "url", "seeks")} for film in self.server.films]).encode())
        elif self.path.startswith("/film/"):
            film = self.server.films[int(self.path.split("/")[2].split(".")[0])]
            with open(film["path"], "rb") as file:
                data = file.read()
            kind = "video/webm" if film["path"].endswith(".webm") else "video/mp4"
            asked = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            if asked:
                first = int(asked[1])
                last = min(int(asked[2]) if asked[2] else len(data) - 1, len(data) - 1)
                self._send(data[first:last + 1], kind, 206,
                           (("Content-Range", f"bytes {first}-{last}/{len(data)}"), ("Accept-Ranges", "bytes")))
            else:
                self._send(data, kind, more=(("Accept-Ranges", "bytes"),))
        else:
            self._send(b"", status=404)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/seen":
            self.server.seen[body["name"]] = body
        else:
            self.server.done.set()
        self._send(b"{}")


FILMS = (
    ("copied", ("base", "base2", "mute"), (), "mp4"),
    ("two sets, merged", ("sps1", "sps3", "base"), (), "mp4"),
    ("sets that clash", ("base", "crf28-cavlc", "profile-main"), (), "mp4"),
    ("one misfit", ("base", "larger", "base2"), (), "mp4"),
    ("mixed rates", ("base", "rate-30", "rate-60"), (), "mp4"),
    ("VP9", ("vp9", "vp9-2"), (), "webm"),
    ("AV1", ("av1", "av1-2"), (), "mp4"),
    ("deduplicated", ("chain-0", "chain-1", "chain-2"), ("--seam", "dedupe"), "mp4"),
    ("deduplicated without encoding", ("chain-pyramid-0", "chain-pyramid-1", "chain-pyramid-2"), ("--seam", "dedupe:lossless"), "mp4"),
    ("fades", ("second-0", "second-1", "second-2"), ("--seam", "fade:0.5"), "mp4"),
    ("trimmed", ("keyint8[f:3:f:27]", "b3-pyramid[f:0:f:26]"), (), "mp4"),
)


def make(program, folder):
    """The films to play, with frames to seek to."""
    recipes = {recipe.name: recipe for recipe in corpus_of.recipes()}
    help_text = readers.run([program, "concat", "--help"]).stdout.decode()
    films = []
    for name, members, options, extension in FILMS:
        if any(option.startswith("--") and option not in help_text for option in options) or (
                name == "trimmed" and "f:" not in help_text):
            print(f"skipped: {name}: concat does not do it")
            continue
        arguments = []
        for member in members:
            plain, _, part = member.partition("[")
            clip = corpus_of.clip(recipes[plain], os.path.join(ROOT, ".build", "concat", "corpus"))
            arguments.append(clip.path + ("[" + part if part else ""))
        path = os.path.join(folder, f"{len(films)}.{extension}")
        done = readers.run([program, "concat", *arguments, "-o", path, "--quiet", "--force", *options])
        if done.returncode:
            print(f"FAIL  {name}: concat answered {done.returncode}: {done.stderr.decode().strip()[-200:]}")
            films.append(None)
            continue
        film = readers.pyav_frames(path, luma=True)
        codes = [pictures.read(luma) for luma in film.luma]
        seams = [index for index in range(1, len(codes)) if codes[index] and codes[index - 1]
                 and codes[index][0][0] != codes[index - 1][0][0]]
        ends = film.times[1:] + [film.times[-1] + film.frame_seconds]
        wanted = sorted({0, len(codes) - 1, *range(0, len(codes), max(1, len(codes) // 12)), *seams, *[s - 1 for s in seams]},
                        key=lambda index: (index * 7919) % 101)  # forwards and backwards
        seeks = [{"frame": index, "time": (film.times[index] + ends[index]) / 2, "keep": index in seams or index + 1 in seams}
                 for index in wanted]
        films.append({"name": name, "path": path, "url": f"/film/{len(films)}.{extension}", "seeks": seeks, "codes": codes,
                      "frames": len(codes), "end": ends[-1]})
    return films


def hold(film, seen, pictures_folder):
    faults = []
    if seen is None:
        return ["the browser told nothing of it"]
    if seen.get("error"):
        return [seen["error"]]
    if not seen["ended"] or abs(seen["end"] - film["end"]) > 0.1:
        faults.append(f"it ended at {seen['end']:.3f} s instead of {film['end']:.3f}")
    if seen["corrupted"] or seen["backwards"]:
        faults.append(f"{seen['corrupted']} frames corrupted, time ran back {seen['backwards']} times")
    if seen["frames"] < film["frames"] - 2:
        faults.append(f"{seen['frames']} frames were decoded instead of {film['frames']}")
    for seek in seen["seeks"]:
        luma = numpy.frombuffer(base64.b64decode(seek["luma"]), numpy.uint8).reshape(seek["height"], seek["width"])
        wanted = film["codes"][seek["frame"]]
        if wanted and not set(pictures.read(luma)) & set(wanted):
            faults.append(f"after a seek to frame {seek['frame']} it shows {pictures.read(luma)} instead of {wanted}")
        if seek["png"] and pictures_folder:
            place = os.path.join(pictures_folder, f"{film['name'].replace(' ', '-').replace(',', '')}-{seek['frame']:03}.png")
            with open(place, "wb") as file:
                file.write(base64.b64decode(seek["png"].split(",")[1]))
    return faults


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--program", default="")
    parser.add_argument("--pictures", default="")
    arguments = parser.parse_args()
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not browser:
        print("check-playback: skipped, there is no chromium here (Debian: apt-get install chromium)")
        return 0
    program = arguments.program or next(
        (path for path in (os.path.join(ROOT, ".build", kind, "hailuo-studio") for kind in ("release", "debug"))
         if os.access(path, os.X_OK)), "")
    if not program:
        print("check-playback: the program is not built; run 'swift build --product hailuo-studio'", file=sys.stderr)
        return 64
    folder = tempfile.mkdtemp(prefix="check-playback-")
    if arguments.pictures:
        os.makedirs(arguments.pictures, exist_ok=True)
    process = None
    try:
        films = make(program, folder)
        failed, total = films.count(None), len(films)
        films = [film for film in films if film]
        for index, film in enumerate(films):
            film["url"] = f"/film/{index}{os.path.splitext(film['path'])[1]}"
        server = Server(films)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        process = subprocess.Popen(
            [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--autoplay-policy=no-user-gesture-required", f"--user-data-dir={folder}/profile",
             "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", f"http://127.0.0.1:{server.server_address[1]}/"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        server.done.wait(60 + sum(film["end"] * 5 + 20 for film in films))
        for film in films:
            seen = server.seen.get(film["name"])
            faults = hold(film, seen, arguments.pictures)
            failed += bool(faults)
            detail = f"{seen['frames']} frames to {seen['end']:.2f} s, {len(seen['seeks'])} seeks" if seen and not seen.get("error") else ""
            print(f"{'FAIL' if faults else 'PASS'}  {film['name']}  {detail}  {'; '.join(faults[:3])}".rstrip())
        server.shutdown()
        version = readers.run([browser, "--version"]).stdout.decode().strip()
        print(f"\n{total - failed} of {total} films play and seek in {version}")
        return 1 if failed else 0
    finally:
        if process:
            os.killpg(process.pid, 9)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
