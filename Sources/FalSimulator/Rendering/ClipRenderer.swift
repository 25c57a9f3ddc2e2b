import Footage
import Hailuo
import Libav
import Outputs
import Raster
import Stills

/// Draws simulated clips: the uploaded picture under a slowly moving camera, as a real MP4 file.
///
/// H.264, 4:2:0, short side 512; unless the look says otherwise 25 frames a second, one key frame,
/// no sound. The first frame is the picture; the plate "simulated" fades in after it and out before the last, so that a next
/// shot can be chained from a clean one. The file's tags bear the mark for ever.
public struct ClipRenderer: Sendable {
  /// Frames a second unless the look says otherwise, as integrators of the real endpoint report.
  public static let frameRate = 25
  /// Frames over which the plate fades.
  static let fade = 8

  /// How clips are made, apart from what they show.
  public let look: ClipLook

  /// Creates a renderer.
  public init(look: ClipLook = ClipLook()) { self.look = look }

  /// Draws one clip into the job's output path.
  ///
  /// - Throws: ``SimulatorError`` `.unreadablePicture` when the picture cannot be decoded.
  public func render(_ job: SimulatedJob) async throws {
    let picture = try await picture(of: job)
    try await Workshop.shared.run { try encode(picture, job, $0) }
  }

  private func picture(of job: SimulatedJob) async throws -> Bitmap {
    let path = job.outputPath + ".picture"
    do {
      try AtomicOutput.write(job.pictureBytes, to: path, replacing: true)
      defer { OutputFolder.discard(path) }
      return try await Preparer.prepare(path).bitmap
    } catch let error as StillError {
      throw SimulatorError(.unreadablePicture, "\(error)", cause: error)
    }
  }

  private func encode(
    _ picture: Bitmap, _ job: SimulatedJob, _ cancellation: Cancellation
  ) throws {
    let count = job.seconds * look.frameRate
    let drawn = look.repeatsFirstFrame ? count - 1 : count
    let rate = Rational(Int32(look.frameRate), 1)
    let moves = CameraScript(parsing: job.prompt).steps.map(\.moves)
    let graph = try graph(picture.size, CameraPath(moves, frameCount: drawn))
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
    var written = 0
    for number in 0..<drawn {
      try cancellation.check()
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
    _ size: PixelSize, _ path: CameraPath
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
    let fades =
      "fade=in:st=0:d=\(seconds(Self.fade)):alpha=1,"
      + "fade=out:st=\(seconds(last - Self.fade)):d=\(seconds(Self.fade)):alpha=1"
    let rate = Rational(Int32(look.frameRate), 1)
    let base = rate.inverse
    // Over the scene, not over the plate.
    let drift =
      look.brightnessDrift == 0
      ? "" : ",eq=eval=frame:brightness='\(look.brightnessDrift)*n/\(max(1, last))'"
    return try FilterGraph.open(
      "[in0]\(steps.joined(separator: ","))\(drift)[scene];[in1]\(fades)[plate];"
        + "[scene][plate]overlay=x=W-w-\(inset):y=H-h-\(inset):format=yuv420,"
        + "\(look.colours.parameters)[out]",
      inputs: [
        .video(
          size: size, format: .yuv420p, timeBase: base, frameRate: rate,
          sampleAspect: Rational(1, 1), colour: look.colours.values),
        .video(
          size: SimulatedLabel.bitmap(for: size).size, format: .rgba, timeBase: base,
          frameRate: rate, sampleAspect: Rational(1, 1), colour: .unspecified),
      ])
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
