import Raster

/// A small page with a player that shows the pictures above its time line.
public enum PlayerPage {
  /// HTML with style and script inside; it needs the clip, the sheets and nothing from elsewhere.
  ///
  /// - Parameters:
  ///   - video: the clip's address, relative to the page's.
  ///   - files: the sheets' addresses.
  public static func html(_ result: SpriteSheets.Result, video: String, files: [String]) -> String {
    let cues = result.cues.map { cue in
      "[\(decimal(cue.start)),\(decimal(cue.end)),\(cue.sheet),\(cue.box.x),\(cue.box.y)]"
    }.joined(separator: ",")
    let sheets = zip(files, result.sheets).map { file, sheet in
      "[\"\(WebVTT.escaped(file))\",\(sheet.width),\(sheet.height)]"
    }.joined(separator: ",")
    let name = text(SheetCaption.fileName(result.clip.path))
    return """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(name)</title>
      <style>
      body { margin: 0; padding: 24px; background: #14161b; color: #eceef2;
        font: 15px/1.5 system-ui, sans-serif; }
      main { max-width: 960px; margin: auto; }
      h1 { font-size: 20px; font-weight: 600; overflow-wrap: anywhere; }
      video { width: 100%; max-height: 70vh; background: #000; display: block; }
      #line { position: relative; height: 22px; margin-top: 8px; background: #2b2f38;
        border-radius: 4px; cursor: pointer; }
      #done { position: absolute; inset: 0 auto 0 0; background: #5b8def; border-radius: 4px; }
      #look { position: absolute; bottom: 30px; width: \(result.tile.width)px;
        height: \(result.tile.height)px; outline: 1px solid #000; visibility: hidden;
        pointer-events: none; }
      #when { position: absolute; bottom: 4px; left: 6px; padding: 0 6px; border-radius: 4px;
        background: rgb(8 9 12 / 70%); font-size: 12px; }
      #all { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 24px; }
      #all div { width: \(result.tile.width)px; height: \(result.tile.height)px; cursor: pointer; }
      </style>
      <main>
      <h1>\(name)</h1>
      <video src="\(WebVTT.escaped(video))" controls muted></video>
      <div id="line"><div id="done"></div><div id="look"><span id="when"></span></div></div>
      <div id="all"></div>
      </main>
      <script>
      const sheets = [\(sheets)];
      const cues = [\(cues)];
      const length = \(decimal(result.cues.last?.end ?? 0));
      const video = document.querySelector("video");
      const line = document.getElementById("line");
      const look = document.getElementById("look");
      function show(element, cue) {
        element.style.background = `url("${sheets[cue[2]][0]}") -${cue[3]}px -${cue[4]}px`;
      }
      function cueAt(time) {
        return cues.findLast(cue => cue[0] <= time + 0.0005) ?? cues[0];
      }
      function preview(part) {
        const width = line.clientWidth;
        const cue = cueAt(part * length);
        show(look, cue);
        const left = part * width - look.offsetWidth / 2;
        look.style.left = Math.max(0, Math.min(width - look.offsetWidth, left)) + "px";
        look.style.visibility = "visible";
        document.getElementById("when").textContent = cue[0].toFixed(3) + " s";
      }
      function part(event) {
        const box = line.getBoundingClientRect();
        return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
      }
      line.addEventListener("pointermove", event => preview(part(event)));
      line.addEventListener("pointerleave", () => { look.style.visibility = "hidden"; });
      line.addEventListener("click", event => { video.currentTime = part(event) * length; });
      video.addEventListener("timeupdate", () => {
        document.getElementById("done").style.width = 100 * video.currentTime / length + "%";
      });
      for (const cue of cues) {
        const tile = document.createElement("div");
        show(tile, cue);
        tile.title = cue[0].toFixed(3) + " s";
        tile.addEventListener("click", () => { video.currentTime = cue[0]; });
        document.getElementById("all").append(tile);
      }
      // #at=0.5 shows the picture of half the length at once, as a link to a moment.
      const at = /^#at=([0-9.]+)$/.exec(location.hash);
      if (at) preview(Math.min(1, Number(at[1])));
      </script>

      """
  }

  private static func decimal(_ number: Double) -> String { number.rounded(toPlaces: 4) }

  private static func text(_ name: String) -> String {
    name.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
  }
}
