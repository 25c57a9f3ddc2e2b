import Footage
import Hailuo
import Libav
import Outputs
import Raster
import Stills

/// Draws simulated clips: the uploaded picture under a slowly moving camera, as a real MP4 file.
///
/// H.264, 4:2:0, of the job's size; unless the look says otherwise 25 frames a second, one key frame,
/// no sound. The first frame is the picture; the plate "simulated" fades in after it and out before the last, so that a next
/// shot can be chained from a clean one. Where there is a picture for the end, the scene turns into
/// it and the last frame is that picture. The file's tags bear the mark for ever.
public struct ClipRenderer: Sendable {
  /// Frames a second unless the look says otherwise, as integrators of the real endpoint report.
  public static let frameRate = 25
  /// Frames over which the plate fades, where the clip has as many to spare.
  static let fade = 8

  /// How clips are made, apart from what they show.
  public let look: ClipLook

  /// Creates a renderer.
  public init(look: ClipLook = ClipLook()) { self.look = look }

  /// Draws one clip into the job's output path.
  ///
  /// - Throws: ``SimulatorError`` `.unreadablePicture` when the picture cannot be decoded.
  public func render(_ job: SimulatedJob) async throws {
    let picture = try await picture(job.pictureBytes, of: job)
    let last: Bitmap?
    if let bytes = job.endPictureBytes {
      last = try await self.picture(bytes, of: job)
    } else {
      last = nil
    }
    try await Workshop.shared.run { try encode(picture, last, job, $0) }
  }

  private func picture(_ bytes: [UInt8], of job: SimulatedJob) async throws -> Bitmap {
    let path = job.outputPath + ".picture"
    do {
      try AtomicOutput.write(bytes, to: path, replacing: true)
      defer { OutputFolder.discard(path) }
      return try await Preparer.prepare(path, options: PrepareOptions(shortSide: job.shortSide))
        .bitmap
    } catch let error as StillError {
      throw SimulatorError(.unreadablePicture, "\(error)", cause: error)
    }
  }

  private func encode(
    _ picture: Bitmap, _ last: Bitmap?, _ job: SimulatedJob, _ cancellation: Cancellation
  ) throws {
    let count = job.seconds * look.frameRate
    let drawn = look.repeatsFirstFrame ? count - 1 : count
    let rate = Rational(Int32(look.frameRate), 1)
    let moves = CameraScript(parsing: job.prompt).steps.map(\.moves)
    let graph = try graph(
      picture.size, CameraPath(moves, frameCount: drawn), endingWithPictureOf: last?.size)
    let encoder = try Encoder.open(
      VideoEncoding(
        size: picture.size, timeBase: rate.inverse, frameRate: rate,
        colour: look.colours.tags, keyFrameInterval: look.keyFrameInterval ?? count,
        reorderDepth: look.bFrames,
        options: [
          ("crf", "12"), ("preset", "veryfast"),
          // One key frame and headers that do not depend on the content, as from one service.
          ("x264-params", "scenecut=0:stitchable=1"),
        ]))
    let muxer = try Muxer.create(job.outputPath, format: "mp4", cancellation)
    let stream = try muxer.addStream(from: encoder)
    var sound = try SimulatedSound.open(look.sound, seconds: job.seconds)
    try sound?.addStream(to: muxer)
    let file = try muxer.begin(
      metadata: [SimulationMark.tag: SimulationMark.text], options: [("movflags", "+faststart")])
    let still = try Frame.video(picture, format: .yuv420p, colour: look.colours.values)
    let label = try Frame.rgba(SimulatedLabel.bitmap(for: picture.size))
    // Without a last picture there is no input for it either, and this frame goes nowhere.
    let end = try Frame.video(last ?? picture, format: .yuv420p, colour: look.colours.values)
    var written = 0
    for number in 0..<drawn {
      try cancellation.check()
      if last != nil {
        let final = try end.duplicate()
        final.presentation = Int64(number)
        try graph.push(final, to: 2)
      }
      let next = try still.duplicate()
      let plate = try label.duplicate()
      next.presentation = Int64(number)
      plate.presentation = Int64(number)
      try graph.push(next, to: 0)
      try graph.push(plate, to: 1)
      try encode(graph, encoder, file, stream, &written)
      try sound?.write(until: Double(written) / Double(look.frameRate), to: file)
    }
    try graph.finish(input: 0)
    try graph.finish(input: 1)
    if last != nil { try graph.finish(input: 2) }
    try encode(graph, encoder, file, stream, &written)
    try encoder.finish()
    try encoder.drain(into: file, stream: stream)
    try sound?.finish(to: file)
    try file.finish()
  }

  private func encode(
    _ graph: borrowing FilterGraph, _ encoder: borrowing Encoder, _ file: borrowing OpenMuxer,
    _ stream: Int, _ written: inout Int
  ) throws(LibavError) {
    while let frame = try graph.take() {
      for _ in 0..<(look.repeatsFirstFrame && written == 0 ? 2 : 1) {
        frame.forgetPictureType()
        frame.presentation = Int64(written)
        written += 1
        try encoder.push(frame)
        try encoder.drain(into: file, stream: stream)
      }
    }
  }

  /// The canvas is the picture with its own mirror image around it, so that a camera that moves
  /// or draws back has something to see.
  private func graph(
    _ size: PixelSize, _ path: CameraPath, endingWithPictureOf endSize: PixelSize?
  ) throws(LibavError) -> FilterGraph {
    let across = Int(Double(size.width) * CameraPose.margin) & ~1
    let down = Int(Double(size.height) * CameraPose.margin) & ~1
    let steps = [
      "pad=\(size.width + 2 * across):\(size.height + 2 * down):\(across):\(down)",
      "fillborders=\(across):\(across):\(down):\(down):mirror",
      path.perspective(width: size.width, height: size.height),
      "crop=\(size.width):\(size.height):\(across):\(down)",
    ]
    let inset = size.shortSide / 32 & ~1
    let last = path.frameCount - 1
    // So that the plate is seen in whole in between, however few frames there are.
    let fade = min(Self.fade, max(1, last / 3))
    let fades =
      "fade=in:st=0:d=\(seconds(fade)):alpha=1,"
      + "fade=out:st=\(seconds(last - fade)):d=\(seconds(fade)):alpha=1"
    let rate = Rational(Int32(look.frameRate), 1)
    let base = rate.inverse
    // Over the scene, not over the plate.
    let drift =
      look.brightnessDrift == 0
      ? "" : ",eq=eval=frame:brightness='\(look.brightnessDrift)*n/\(max(1, last))'"
    func still(_ size: PixelSize) -> FilterInput {
      .video(
        size: size, format: .yuv420p, timeBase: base, frameRate: rate,
        sampleAspect: Rational(1, 1), colour: look.colours.values)
    }
    var inputs = [
      still(size),
      .video(
        size: SimulatedLabel.bitmap(for: size).size, format: .rgba, timeBase: base,
        frameRate: rate, sampleAspect: Rational(1, 1), colour: .unspecified),
    ]
    var ending = ""
    if let endSize {
      inputs.append(still(endSize))
      // Whole one frame before the last, so that rounding leaves nothing of the scene in that.
      let turn = min(look.frameRate, max(1, last / 2))
      ending =
        "[whole];[in2]scale=\(size.width):\(size.height):force_original_aspect_ratio=increase,"
        + "crop=\(size.width):\(size.height),format=yuva420p,"
        + "fade=in:st=\(seconds(last - 1 - turn)):d=\(seconds(turn)):alpha=1[end];"
        + "[whole][end]overlay=format=yuv420"
    }
    return try FilterGraph.open(
      "[in0]\(steps.joined(separator: ","))\(drift)\(ending)[scene];[in1]\(fades)[plate];"
        + "[scene][plate]overlay=x=W-w-\(inset):y=H-h-\(inset):format=yuv420,"
        + "\(look.colours.parameters)[out]",
      inputs: inputs)
  }

  private func seconds(_ frames: Int) -> Double { Double(frames) / Double(look.frameRate) }
}

extension ClipLook.Colours {
  /// What the samples are.
  fileprivate var values: ColourTags {
    switch self {
    case .bt709, .untagged: .bt709
    case .bt601: .bt601
    case .full: .bt709.inFullRange
    }
  }

  /// What the file says.
  fileprivate var tags: ColourTags { self == .untagged ? .unspecified : values }

  /// FFmpeg's filter that says the same of the frames.
  fileprivate var parameters: String {
    let name = self == .bt601 ? "smpte170m" : "bt709"
    return "setparams=range=\(self == .full ? "pc" : "tv"):color_primaries=\(name)"
      + ":color_trc=\(name):colorspace=\(name)"
  }
}
