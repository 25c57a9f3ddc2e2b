import Foundation
import Raster

extension SeamReport {
  /// The page: one file that needs no other and no network, the worst seam first.
  func html() throws -> String {
    let simulated =
      seams.contains(where: \.isSimulated)
      ? "<p class=\"note\">Simulated clips: drawn on this computer, not made by the service.</p>\n"
      : ""
    let cards = try seams.worstFirst.map { try SeamCard($0).html() }.joined()
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Seams of \(title.escapedForHTML)</title>
      <style>\(SeamStyle.sheet)</style>
      </head>
      <body>
      <header>
      <h1>Seams of \(title.escapedForHTML)</h1>
      <p class="lead">\(summary)</p>
      \(simulated)\(overview)</header>
      <main>
      \(cards)</main>
      <footer>
      <p>Numbers are measured on decoded, upright pictures with the colours their files ask for. \
      ΔE is CIEDE2000; steps are in levels of 255; the two pictures of a seam are shown as encoded, \
      their difference four times as strong.</p>
      </footer>
      </body>
      </html>

      """
  }

  private var summary: String {
    let count = seams.count == 1 ? "1 seam" : "\(seams.count) seams"
    switch warningCount {
    case 0: return "\(count); nothing stands out."
    case 1: return "\(count); 1 is worth a look."
    default: return "\(count); \(warningCount) are worth a look, the worst first."
    }
  }

  /// All seams in playing order, to jump to.
  private var overview: String {
    guard seams.count > 1 else { return "" }
    let links = seams.map { seam in
      let words = seam.passes ? "passes" : "worth a look"
      return """
        <li><a class="\(seam.passes ? "pass" : "warn")" href="#seam-\(seam.number)" \
        aria-label="Seam \(seam.number), \(words)">\(seam.number)</a></li>
        """
    }
    return """
      <nav aria-label="Seams in playing order"><ol class="strip">\(links.joined())</ol></nav>

      """
  }
}

/// One seam on the page.
private struct SeamCard {
  let seam: SeamInspection

  init(_ seam: SeamInspection) { self.seam = seam }

  func html() throws -> String {
    let warnings = seam.warnings
    let state = seam.passes ? "pass" : "warn"
    let verdict =
      seam.passes
      ? "Passes" : "Look at " + warnings.map(\.kind.words).joined(separator: ", ")
    return """
      <section class="card \(state)" id="seam-\(seam.number)" aria-labelledby="title-\(seam.number)">
      <h2 id="title-\(seam.number)">Seam \(seam.number) <span class="badge">\(verdict)</span></h2>
      <p class="names">\(name(seam.outgoing)) <span aria-hidden="true">→</span>\
      <span class="hidden"> to </span> \(name(seam.incoming)) · \(treatment)</p>
      <div class="pictures">
      \(try figure(seam.pictures.last, "Last frame", seam.outgoing))\
      \(try figure(seam.pictures.first, "First frame", seam.incoming))\
      \(try difference())</div>
      \(table)</section>

      """
  }

  private func name(_ side: SeamInspection.Side) -> String {
    let file = side.path.split(separator: "/").suffix(2).joined(separator: "/")
    return "<span title=\"\(side.path.escapedForHTML)\">\(file.escapedForHTML)</span>"
  }

  private var treatment: String {
    let dropped =
      switch seam.droppedFrames {
      case 0: ""
      case 1: ", 1 frame left out"
      default: ", \(seam.droppedFrames) frames left out"
      }
    return "\(seam.seam.escapedForHTML)\(dropped)"
  }

  private func figure(_ bitmap: Bitmap, _ what: String, _ side: SeamInspection.Side) throws
    -> String
  {
    let place = "frame \(side.frame), \(side.seconds.rounded(toPlaces: 3)) s"
    return try figure(
      bitmap, alt: "\(what) of \(side.path), \(place)", caption: "\(what) · \(place)")
  }

  private func difference() throws -> String {
    let (last, first) = (seam.pictures.last, seam.pictures.first)
    guard last.size == first.size else { return "" }
    return try figure(
      last.amplifiedDifference(from: first),
      alt: "Difference of the two frames, four times as strong; black where they are equal",
      caption: "Difference × 4")
  }

  private func figure(_ bitmap: Bitmap, alt: String, caption: String) throws -> String {
    let picture = Data(try PNG.encode(bitmap)).base64EncodedString()
    return """
      <figure><img src="data:image/png;base64,\(picture)" width="\(bitmap.width)" \
      height="\(bitmap.height)" alt="\(alt.escapedForHTML)">\
      <figcaption>\(caption.escapedForHTML)</figcaption></figure>

      """
  }

  private var table: String {
    let order: [SeamFinding.Standing] = [.warn, .pass, .aside]
    let rows = order.flatMap { standing in
      seam.findings.filter { $0.standing == standing }
    }.map { finding in
      """
      <tr class="\(finding.standing.rawValue)"><th scope="row">\(finding.kind.title)</th>\
      <td class="state">\(finding.standing.words)</td><td>\(finding.value.escapedForHTML)</td>\
      <td>\(finding.limit.escapedForHTML)</td><td>\(finding.meaning.escapedForHTML)</td></tr>

      """
    }
    let steps = seam.repeats.steps.map {
      ", \($0.rounded(toPlaces: 2)) frames of motion beyond the last"
    }
    let measurement = seam.measurement
    func line(_ what: String, _ difference: SeamMeasurement.Difference?) -> String {
      guard let difference else { return "" }
      return "<tr><th scope=\"row\">\(what)</th><td>\(difference.ssim.rounded(toPlaces: 4))</td>"
        + "<td>\(difference.psnr.rounded(toPlaces: 1)) dB</td>"
        + "<td>\(difference.deltaE.rounded(toPlaces: 2))</td>"
        + "<td>\(difference.lumaStep.rounded(toPlaces: 2))</td></tr>\n"
    }
    return """
      <div class="scroll"><table>
      <thead><tr><th scope="col">Number</th><th scope="col">Verdict</th><th scope="col">Here</th>\
      <th scope="col">Passes up to</th><th scope="col">Meaning</th></tr></thead>
      <tbody>
      \(rows.joined())</tbody></table></div>
      <details><summary>All numbers</summary>
      <p>The first frame\(seam.repeats.isKnown ? ", as is known," : "") \
      \(seam.repeats.finding.words)\(steps ?? "").</p>
      <div class="scroll"><table>
      <thead><tr><th scope="col">From … to</th><th scope="col">SSIM</th><th scope="col">PSNR</th>\
      <th scope="col">ΔE</th><th scope="col">Luma step</th></tr></thead>
      <tbody>
      \(line("last but one … last", measurement.before))\(line("last … first", measurement.seam))\
      \(line("first … second", measurement.after))\
      \(line("last but one … first", measurement.skipping))</tbody></table></div>
      <p>Red, green and blue change by \
      \(measurement.channelSteps.map { $0.rounded(toPlaces: 2) }.joined(separator: ", ")); their \
      contrast by × \(measurement.contrastRatios.map { $0.rounded(toPlaces: 3) }.joined(separator: ", ")).</p>
      </details>

      """
  }
}

extension SeamFinding.Kind {
  /// What is measured, as a row's title.
  var title: String {
    switch self {
    case .repeated: "Repeated frames"
    case .colour: "Colour"
    case .brightness: "Brightness"
    case .contrast: "Contrast"
    case .sharpness: "Sharpness"
    case .structure: "Structure"
    case .flash: "Flash"
    case .black: "Black"
    case .click: "Sound"
    case .damage: "Damage"
    }
  }

  /// The same in the midst of a sentence.
  var words: String { title.lowercased() }
}

extension SeamFinding.Standing {
  /// The verdict in words, since colour alone says nothing to many.
  var words: String {
    switch self {
    case .pass: "passes"
    case .warn: "look"
    case .aside: "–"
    }
  }
}

extension RepeatVerdict.Finding {
  /// What the first frame does.
  var words: String {
    switch self {
    case .repeats: "shows the same moment again"
    case .continues: "goes on with the next moment"
    case .unrelated: "shows another picture"
    case .undecided: "may or may not repeat the last one; too little moves to tell"
    }
  }
}

extension String {
  /// Safe between tags and in quoted attributes.
  var escapedForHTML: String {
    var text = ""
    for character in self {
      switch character {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      default: text.append(character)
      }
    }
    return text
  }
}

extension Bitmap {
  /// How two pictures of one size differ in each channel, four times as strong.
  func amplifiedDifference(from other: Bitmap) -> Bitmap {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(size.pixelCount * 4)
    withPixels { mine in
      other.withPixels { theirs in
        for place in 0..<mine.count {
          let step = abs(Int(mine[place]) - Int(theirs[place]))
          pixels.append(place % 4 == 3 ? 255 : UInt8(min(255, 4 * step)))
        }
      }
    }
    return Bitmap(size: size, pixels: pixels)
  }
}
