package import Libav
package import Raster

/// A small clip made in process: FFmpeg's test picture and a tone, encoded as wanted.
///
/// Describe it by setting what matters to the test, then make as many files of it as are needed.
package struct SyntheticClip: Sendable {
  /// FFmpeg's source filter for the pictures, such as "testsrc2" or "color=c=red".
  package var scene = "testsrc2"
  package var size = PixelSize(width: 160, height: 96)
  package var frameCount = 25
  package var rate = Rational(25, 1)
  /// Ticks of the encoder; one a frame when nil. MP4 takes multiples of it.
  package var timeBase: Rational?
  /// When each frame is shown, in ticks; even steps from 0 when nil. Sets the number of frames.
  package var times: [Int64]?
  /// FFmpeg's encoder.
  package var encoder = "libx264"
  package var pixelFormat = PixelFormat.yuv420p
  package var colour = ColourTags.bt709
  package var sampleAspect = Rational(1, 1)
  /// B-frames in a row at most.
  package var bFrames = 2
  package var keyFrameInterval = 250
  /// Further options of the encoder; later ones win.
  package var options: [(name: String, value: String)] = []
  /// Clockwise degrees by which players turn the pictures.
  package var rotation = 0
  /// Whether frames are marked as two fields, the top one first.
  package var interlacing = false
  package var isMirrored = false
  /// FFmpeg's muxer.
  package var container = "mp4"
  package var muxerOptions: [(name: String, value: String)] = []
  package var tags: [String: String] = [:]
  package var chapters: [Chapter] = []
  package var sound: Tone?

  package init() {}

  /// A clip with some things set: `SyntheticClip { $0.bFrames = 0 }`.
  package init(_ adjust: (inout SyntheticClip) -> Void) { adjust(&self) }

  /// The same clip with other things set.
  package func with(_ adjust: (inout SyntheticClip) -> Void) -> SyntheticClip {
    var other = self
    adjust(&other)
    return other
  }

  /// A sine tone.
  package struct Tone: Sendable {
    package var frequency = 440
    /// Length in seconds; that of the pictures when nil.
    package var seconds: Double?
    /// Seconds on the file's clock before it starts.
    package var start = 0.0
    /// FFmpeg's filter that gives the one channel to several; none when nil.
    package var spread: String?
    package var encoding = AudioEncoding(sampleRate: 44_100, channelLayout: "mono", bitRate: 96_000)

    package init(frequency: Int = 440, seconds: Double? = nil, start: Double = 0) {
      self.frequency = frequency
      self.seconds = seconds
      self.start = start
    }
  }

  /// What x264 makes the same of the same with, every time.
  ///
  /// The code for AVX-512 of its release 164 that follows macroblocks through time reads memory that
  /// nobody wrote; `MALLOC_PERTURB_=1 ffmpeg …` makes other pictures than `MALLOC_PERTURB_=0`.
  package static let repeatable = ["mbtree": "0", "threads": "1"]

  /// Seconds of the pictures.
  package var seconds: Double { Double(frameCount) / rate.value }

  /// Writes the clip to a file and gives the file's path.
  @discardableResult
  package func make(at path: String) throws -> String {
    let base = timeBase ?? rate.inverse
    let count = times?.count ?? frameCount
    let video = try Encoder.open(encoding(base))
    let muxer = try Muxer.create(path, format: container, Cancellation())
    let picture = try muxer.addStream(from: video, rotation: rotation, isMirrored: isMirrored)
    let audio = try Encoder.open(sound?.encoding ?? AudioEncoding())
    let tone = sound == nil ? nil : try muxer.addStream(from: audio)
    try muxer.add(chapters)
    let file = try muxer.begin(metadata: tags, options: muxerOptions)
    let separator = scene.contains("=") ? ":" : "="
    let graph = try FilterGraph.open(
      "\(scene)\(separator)s=\(size):r=\(rate.numerator)/\(rate.denominator),format=rgb24,"
        + "setsar=\(sampleAspect.numerator)/\(sampleAspect.denominator),"
        + "scale=out_color_matrix=\(colour.conversionMatrixName(width: size.width, height: size.height))"
        + ":out_range=\(colour.isFullRange ? "pc" : "tv"),format=\(pixelFormat)[out]")
    for number in 0..<count {
      guard let frame = try graph.take() else { break }
      let even = Timestamp(Int64(number), rate.inverse).rescaled(to: base).ticks
      frame.presentation = times?[number] ?? even
      frame.colour = colour
      // A source's frames all claim to be key frames.
      frame.forgetPictureType()
      if interlacing { frame.setFields(topFirst: true) }
      try video.push(frame)
      try video.drain(into: file, stream: picture)
    }
    try video.finish()
    try video.drain(into: file, stream: picture)
    if let sound, let tone {
      try sound.write(with: audio, to: file, stream: tone, usually: Double(count) / rate.value)
    }
    try file.finish()
    return path
  }

  private func encoding(_ base: Rational) -> VideoEncoding {
    var given: [(name: String, value: String)] =
      switch encoder {
      case "libx264":
        [("preset", "veryfast"), ("crf", "20")] + Self.repeatable.map { ($0.key, $0.value) }
      case "libvpx-vp9", "libvpx": [("deadline", "realtime"), ("cpu-used", "8"), ("crf", "20")]
      default: []
      }
    for option in options {
      given.removeAll { $0.name == option.name }
      given.append(option)
    }
    return VideoEncoding(
      encoder: encoder, size: size, pixelFormat: pixelFormat, timeBase: base, frameRate: rate,
      sampleAspect: sampleAspect, colour: colour, keyFrameInterval: keyFrameInterval,
      reorderDepth: encoder == "libx264" ? bFrames : nil, threads: 1, options: given)
  }
}

extension SyntheticClip.Tone {
  fileprivate func write(
    with encoder: borrowing Encoder, to file: borrowing OpenMuxer, stream: Int,
    usually length: Double
  ) throws {
    let samples = Int(((seconds ?? length) * Double(encoding.sampleRate)).rounded())
    let graph = try FilterGraph.open(
      "sine=frequency=\(frequency):sample_rate=\(encoding.sampleRate),volume=4,"
        + (spread.map { $0 + "," } ?? "")
        + "aformat=sample_fmts=\(encoding.sampleFormat):channel_layouts=\(encoding.channelLayout),"
        + "atrim=end_sample=\(samples)[out]", isAudio: true)
    graph.setSamplesPerFrame(encoder.samplesPerFrame)
    var position = Int64((start * Double(encoding.sampleRate)).rounded())
    while let frame = try graph.take() {
      frame.presentation = position
      position += Int64(frame.sampleCount)
      try encoder.push(frame)
      try encoder.drain(into: file, stream: stream)
    }
    try encoder.finish()
    try encoder.drain(into: file, stream: stream)
  }
}

extension SyntheticClip.Tone {
  /// Writes a file with nothing but the tone in it, one second long unless told otherwise.
  @discardableResult
  package func make(at path: String, container: String = "mp4") throws -> String {
    let encoder = try Encoder.open(encoding)
    let muxer = try Muxer.create(path, format: container, Cancellation())
    let stream = try muxer.addStream(from: encoder)
    let file = try muxer.begin()
    try write(with: encoder, to: file, stream: stream, usually: 1)
    try file.finish()
    return path
  }
}

extension SyntheticClip {
  /// A film in PQ that says of its light what HDR10 asks for: ten bits of HEVC.
  package static let highRange = SyntheticClip {
    $0.encoder = "libx265"
    $0.pixelFormat = PixelFormat(name: "yuv420p10le") ?? .yuv420p
    $0.colour = ColourTags(
      range: "tv", primaries: "bt2020", transfer: "smpte2084", matrix: "bt2020nc")
    $0.options = [
      (
        "x265-params",
        "log-level=error:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)"
          + "L(10000000,1):max-cll=1000,400:hdr10=1"
      )
    ]
  }
}
