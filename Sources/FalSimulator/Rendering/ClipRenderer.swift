import Footage
import Hailuo
import Libav
import Outputs
import Raster
import Stills

/// Draws simulated clips: the uploaded picture under a slowly moving camera, as a real MP4 file.
///
/// H.264, 4:2:0, 25 frames a second, short side 512, one key frame, no sound. The first frame is
/// the picture; the plate "simulated" fades in after it and out before the last, so that a next
/// shot can be chained from a clean one. The file's tags bear the mark for ever.
public struct ClipRenderer: Sendable {
  /// Frames a second, as integrators of the real endpoint report.
  public static let frameRate = 25
  /// Frames over which the plate fades.
  static let fade = 8

  /// Creates a renderer.
  public init() {}

  /// Draws one clip into the job's output path.
  ///
  /// - Throws: ``SimulatorError`` `.unreadablePicture` when the picture cannot be decoded.
  public func render(_ job: SimulatedJob) async throws {
    let picture = try await picture(of: job)
    try await Workshop.shared.run { try ClipRenderer.encode(picture, job, $0) }
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

  private static func encode(
    _ picture: Bitmap, _ job: SimulatedJob, _ cancellation: Cancellation
  ) throws {
    let count = job.seconds * frameRate
    let rate = Rational(Int32(frameRate), 1)
    let moves = CameraScript(parsing: job.prompt).steps.map(\.moves)
    let graph = try graph(picture.size, CameraPath(moves, frameCount: count))
    let encoder = try Encoder.open(
      VideoEncoding(
        size: picture.size, timeBase: rate.inverse, frameRate: rate, keyFrameInterval: count,
        options: [
          ("crf", "12"), ("preset", "veryfast"),
          // One key frame and headers that do not depend on the content, as from one service.
          ("x264-params", "scenecut=0:stitchable=1"),
        ]))
    let muxer = try Muxer.create(job.outputPath, format: "mp4", cancellation)
    let stream = try muxer.addStream(from: encoder)
    let file = try muxer.begin(
      metadata: [SimulationMark.tag: SimulationMark.text], options: [("movflags", "+faststart")])
    let still = try Frame.video(picture, format: .yuv420p, colour: .bt709)
    let label = try Frame.rgba(SimulatedLabel.bitmap(for: picture.size))
    for number in 0..<count {
      try cancellation.check()
      let next = try still.duplicate()
      let plate = try label.duplicate()
      next.presentation = Int64(number)
      plate.presentation = Int64(number)
      try graph.push(next, to: 0)
      try graph.push(plate, to: 1)
      try encode(graph, encoder, file, stream)
    }
    try graph.finish(input: 0)
    try graph.finish(input: 1)
    try encode(graph, encoder, file, stream)
    try encoder.finish()
    try encoder.drain(into: file, stream: stream)
    try file.finish()
  }

  private static func encode(
    _ graph: borrowing FilterGraph, _ encoder: borrowing Encoder, _ file: borrowing OpenMuxer,
    _ stream: Int
  ) throws(LibavError) {
    while let frame = try graph.take() {
      frame.forgetPictureType()
      try encoder.push(frame)
      try encoder.drain(into: file, stream: stream)
    }
  }

  /// The canvas is the picture with its own mirror image around it, so that a camera that moves
  /// or draws back has something to see.
  private static func graph(
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
      "fade=in:st=0:d=\(seconds(fade)):alpha=1,"
      + "fade=out:st=\(seconds(last - fade)):d=\(seconds(fade)):alpha=1"
    let base = Rational(1, Int32(frameRate))
    let rate = Rational(Int32(frameRate), 1)
    return try FilterGraph.open(
      "[in0]\(steps.joined(separator: ","))[scene];[in1]\(fades)[plate];"
        + "[scene][plate]overlay=x=W-w-\(inset):y=H-h-\(inset):format=yuv420,"
        + "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709[out]",
      inputs: [
        .video(
          size: size, format: .yuv420p, timeBase: base, frameRate: rate,
          sampleAspect: Rational(1, 1), colour: .bt709),
        .video(
          size: SimulatedLabel.bitmap(for: size).size, format: .rgba, timeBase: base,
          frameRate: rate, sampleAspect: Rational(1, 1), colour: .unspecified),
      ])
  }

  private static func seconds(_ frames: Int) -> Double { Double(frames) / Double(frameRate) }
}
