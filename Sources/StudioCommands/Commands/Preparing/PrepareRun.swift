import Footage
import Outputs
import Raster
import Stills
import Studio

/// Prepares pictures, a few at a time, and keeps going where one cannot be read.
struct PrepareRun: Sendable {
  let picture: PictureOptions
  let encoding: StillEncoding
  let at: FramePosition?
  let isPreviewed: Bool
  let replacing: Bool
  let board: ProgressBoard
  let origins: TakeOrigins

  /// One result that was written.
  struct Done: Sendable {
    let source: PictureSource
    let destination: String
    let rendered: RenderedPicture
    let encoded: EncodedPicture
    let sourceDigest: String

    /// Whether there was no moving picture to choose a moment of.
    let isPositionIgnored: Bool

    var warnings: [StillWarning] {
      let ignored = StillWarning(
        .positionIgnored, "--at chooses a picture of a video; this is none, so it changes nothing")
      return rendered.warnings + encoded.warnings + (isPositionIgnored ? [ignored] : [])
    }
  }

  struct Failure: Sendable {
    let source: PictureSource
    let message: String
    let status: ExitStatus
  }

  struct Outcome {
    var done: [PrepareDocument.Picture] = []
    var failures: [Failure] = []
    var sheet = PreviewSheet()
    var shapeWarnings: [StillWarning] = []

    /// Each with the picture it is about in front.
    var warnings: [String] {
      done.flatMap { done in done.warnings.map { "\(done.source): \($0)" } }
        + shapeWarnings.map { "\($0)" }
    }

    /// The status of the first failure that says more than that an input was bad.
    var status: ExitStatus? {
      failures.first { $0.status != .badInput }?.status ?? failures.first?.status
    }
  }

  /// Prepares all, in the order they were given.
  func all(_ sources: [PictureSource], to destinations: [String]) async throws -> Outcome {
    let aspect = try await commonAspect(sources)
    var outcome = Outcome()
    try await InTurn.perform(Array(zip(sources, destinations)), atOnce: Self.width) {
      source, destination in
      try await one(source, to: destination, aspect)
    } deliver: { input, result in
      switch result {
      case .success(let done):
        // What is kept are its numbers: pictures would fill the memory.
        outcome.done.append(PrepareDocument.Picture(done))
        if isPreviewed { try outcome.sheet.add(done.rendered) }
      case .failure(let error):
        outcome.failures.append(
          Failure(source: input.0, message: "\(error)", status: ExitStatus(for: error)))
      }
    }
    outcome.shapeWarnings = shapeWarnings(outcome.done)
    return outcome
  }

  /// More at once than there are cores to decode on, since some always wait for the disk; each may
  /// hold a whole file in memory.
  private static let width = min(6, ActiveProcessors.count + 2)

  private func one(
    _ source: PictureSource, to destination: String, _ aspect: AspectRatio?
  ) async throws -> Done {
    board.update(source.name, "preparing")
    let options = picture.options(aspect: aspect)
    let side = isPreviewed ? PreviewSheet.side : nil
    let rendered: RenderedPicture
    var digest = ""
    var label: OriginLabel?
    var isPositionIgnored = false
    if let at, source.isFile, !FileKind.isPicture(source.argument) {
      rendered = try await render(frameAt: at, of: source.argument, source, options, side)
      digest = try FileDigest.sha256(ofFile: source.argument)
      label = try await origins.label(of: source.argument)
    } else {
      let bytes = try await source.bytes(limits: options.limits)
      async let hash = bytes.digest()
      if let at, case .video = FileKind(of: bytes.bytes) {
        rendered = try await bytes.withTemporaryFile { path in
          try await render(frameAt: at, of: path, source, options, side)
        }
      } else {
        rendered = try await Preparer.render(bytes, options: options, previewSide: side)
        isPositionIgnored = at != nil
      }
      digest = try await hash
      label = OriginLabel.read(in: bytes.bytes)
    }
    var encoding = encoding
    encoding.provenance = StillEncoding.Provenance(
      sourceName: source.stem, sourceDigest: digest,
      software: "hailuo-studio \(HailuoStudio.version)")
    encoding.label = label
    let encoded = try await encoding.encode(rendered)
    try AtomicOutput.write(encoded.bytes, to: destination, replacing: replacing)
    return Done(
      source: source, destination: destination, rendered: rendered, encoded: encoded,
      sourceDigest: digest, isPositionIgnored: isPositionIgnored)
  }

  private func render(
    frameAt at: FramePosition, of path: String, _ source: PictureSource, _ options: PrepareOptions,
    _ side: Int?
  ) async throws -> RenderedPicture {
    let frame = try await FrameSampler().picture(at: at, of: path)
    return try await Preparer.render(
      frame.bitmap, named: source.name, options: options, previewSide: side)
  }

  private func commonAspect(_ sources: [PictureSource]) async throws -> AspectRatio? {
    switch picture.aspect {
    case .keep: return nil
    case .ratio(let ratio): return ratio
    case .match(let name):
      guard let model = name.map({ PictureSource(argument: $0) }) ?? sources.first else {
        return nil
      }
      guard model.argument != "-" else {
        throw CommandFailure(.usage, "--aspect match needs a file; standard input is read once.")
      }
      return try await Preparer.aspect(of: model.bytes(limits: picture.limits))
    }
  }

  /// Pictures of one storyboard that differ in shape make films with cuts or bars.
  private func shapeWarnings(_ done: [PrepareDocument.Picture]) -> [StillWarning] {
    guard let first = done.first, picture.aspect == .keep else { return [] }
    let odd = done.filter { ($0.width, $0.height) != (first.width, first.height) }
    guard !odd.isEmpty else { return [] }
    return [
      StillWarning(
        .shapeDiffers,
        "\(odd.count) of \(done.count) pictures have another shape than \(first.source); if"
          + " they belong to one film, give --aspect match:FIRST")
    ]
  }
}
