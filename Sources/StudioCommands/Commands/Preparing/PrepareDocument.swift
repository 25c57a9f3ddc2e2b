import Raster
import Stills

/// What `prepare` answers.
struct PrepareDocument: Encodable {
  struct Rectangle: Encodable {
    let x: Int
    let y: Int
    let width: Int
    let height: Int

    init(_ rect: PixelRect) { (x, y, width, height) = (rect.x, rect.y, rect.width, rect.height) }
  }

  struct Picture: Encodable {
    let source: String
    let sourceFormat: String
    let sourceSha256: String
    let sourceWidth: Int
    let sourceHeight: Int
    let uprightWidth: Int
    let uprightHeight: Int
    let orientation: Int
    let profile: String
    let crop: Rectangle
    let placed: Rectangle
    let background: String?
    let cutScore: Double?
    let cutReason: String?
    let file: String
    let format: String
    let quality: Int?
    let width: Int
    let height: Int
    let byteCount: Int
    let sha256: String
    let steps: String
    let warnings: [StillWarning]

    init(_ done: PrepareRun.Done) {
      let preparation = done.rendered.preparation
      source = done.source.name
      sourceFormat =
        done.rendered.facts.byteCount > 0 ? done.rendered.facts.format.rawValue : "video"
      sourceSha256 = done.sourceDigest
      (sourceWidth, sourceHeight) = (preparation.storedSize.width, preparation.storedSize.height)
      (uprightWidth, uprightHeight) = (
        preparation.uprightSize.width, preparation.uprightSize.height
      )
      orientation = preparation.orientation.rawValue
      profile = preparation.profileName
      crop = Rectangle(preparation.crop)
      placed = Rectangle(preparation.placed)
      background = preparation.background.map { "\($0)" }
      cutScore = preparation.judgement?.score
      cutReason = preparation.judgement?.reason
      file = done.destination
      format = done.encoded.format.rawValue
      quality = done.encoded.quality
      (width, height) = (done.rendered.bitmap.width, done.rendered.bitmap.height)
      byteCount = done.encoded.bytes.count
      sha256 = done.encoded.digest
      steps = "\(preparation)"
      warnings = done.warnings
    }
  }

  struct Failure: Encodable {
    let source: String
    let message: String
  }

  let pictures: [Picture]
  let failures: [Failure]
  let warnings: [StillWarning]
  let preview: String?

  init(_ outcome: PrepareRun.Outcome, preview: String?) {
    pictures = outcome.done
    failures = outcome.failures.map { Failure(source: $0.source.name, message: $0.message) }
    warnings = outcome.shapeWarnings
    self.preview = outcome.sheet.isEmpty ? nil : preview
  }

  /// The same for people, one line a picture.
  static func text(_ outcome: PrepareRun.Outcome) -> String {
    outcome.done.map { "\($0.file)  \($0.width)x\($0.height)  (\($0.steps))\n" }.joined()
  }
}
