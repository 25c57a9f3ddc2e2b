package import Libav
package import Raster

/// A clip encoded from pictures one has, frame by frame.
package struct DrawnClip: Sendable {
  package var pictures: [Bitmap]
  package var rate = Rational(24, 1)
  /// FFmpeg's encoder.
  package var encoder = "libx264"
  /// The encoder's constant rate factor: the more, the worse.
  package var crf = 20
  package var colour = ColourTags.bt709

  package init(_ pictures: [Bitmap], encoder: String = "libx264", crf: Int = 20) {
    self.pictures = pictures
    self.encoder = encoder
    self.crf = crf
  }

  /// Writes the clip to an MP4 file and gives the file's path.
  @discardableResult
  package func make(at path: String) throws -> String {
    guard let size = pictures.first?.size else { throw MissingValue() }
    var options = [("crf", "\(crf)"), ("preset", "veryfast")]
    if encoder == "libx264" { options.append(("mbtree", "0")) }
    if encoder == "libx265" { options.append(("x265-params", "log-level=error")) }
    let video = try Encoder.open(
      VideoEncoding(
        encoder: encoder, size: size, timeBase: rate.inverse, frameRate: rate, colour: colour,
        keyFrameInterval: 250, threads: 1, options: options.map { (name: $0.0, value: $0.1) }))
    let muxer = try Muxer.create(path, format: "mp4", Cancellation())
    let stream = try muxer.addStream(from: video)
    let file = try muxer.begin()
    for (number, picture) in pictures.enumerated() {
      let frame = try Frame.video(picture, format: .yuv420p, colour: colour)
      frame.presentation = Int64(number)
      try video.push(frame)
      try video.drain(into: file, stream: stream)
    }
    try video.finish()
    try video.drain(into: file, stream: stream)
    try file.finish()
    return path
  }
}

/// Pictures of a scene, as FFmpeg's filters draw them.
package enum DrawnScene {
  /// So many pictures of a filter graph's source, which must say its size: `testsrc2=s=160x96`.
  package static func pictures(_ graph: String, _ count: Int) throws -> [Bitmap] {
    let graph = try FilterGraph.open("\(graph),format=rgba[out]")
    var pictures: [Bitmap] = []
    while pictures.count < count, let frame = try graph.take() {
      pictures.append(try frame.bitmap())
    }
    return pictures
  }

  /// A textured picture that turns by so many radians a frame, with grain of a strength.
  package static func turning(
    by speed: Double, grain: Int = 0, _ count: Int
  ) throws -> [Bitmap] {
    let texture =
      "128+50*sin(X/9)*cos(Y/7)+30*sin((X+2*Y)/23)+24*cos(X*Y/311)+14*sin(X/2.3+Y/3.1)"
    let noise = grain > 0 ? ",noise=all_seed=7:alls=\(grain):allf=t" : ""
    return try pictures(
      "color=c=gray:s=256x192:r=24,trim=end_frame=1,format=yuv444p,"
        + "geq=lum='\(texture)':cb='128+30*sin(X/31)':cr='128+30*cos(Y/29)',"
        + "loop=loop=-1:size=1,setpts=N/24/TB,rotate=a='\(speed)*n',crop=160:112\(noise)", count)
  }
}
