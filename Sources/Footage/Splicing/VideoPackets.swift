import Libav

/// The packets of a file's first moving picture, in file order.
struct VideoPackets: ~Copyable {
  private let demuxer: Demuxer
  let stream: StreamFacts

  private init(_ demuxer: consuming Demuxer, _ stream: StreamFacts) {
    demuxer.keepOnly([stream.index])
    self.demuxer = demuxer
    self.stream = stream
  }

  /// - Parameter isAnalysed: whether frames are decoded for what the container leaves open, such as
  ///   Matroska's times of decoding.
  static func open(
    _ path: String, _ cancellation: Cancellation, isAnalysed: Bool = true
  ) throws(LibavError) -> VideoPackets {
    let demuxer =
      isAnalysed
      ? try Demuxer.open(path, cancellation) : try Demuxer.openForPackets(path, cancellation)
    let streams = demuxer.streams
    let index = try demuxer.videoIndex()
    return VideoPackets(demuxer, streams[index])
  }

  /// Which packets the file's own index marks as key frames; nil where it does not list so many.
  func keyMarks(count: Int) -> [Bool]? { demuxer.keyMarks(of: stream.index, count: count) }

  /// Whether the container has times of decoding; Matroska and WebM have none.
  var statesDecoding: Bool { !demuxer.formatName.hasPrefix("matroska") }

  /// How many times the file's clock started anew in what was read so far, and in a little more.
  var clockJumps: Int { demuxer.clockJumpCount }

  /// The next packet; nil at the end of the file.
  mutating func next() throws(LibavError) -> Packet? { try demuxer.next() }
}

extension Demuxer {
  /// The index of the first moving picture.
  func videoIndex() throws(LibavError) -> Int {
    guard let stream = streams.first(where: { $0.kind == .video && !$0.isCover }) else {
      throw LibavError(.noVideo, "read \(path)", reason: "it has no video stream")
    }
    return stream.index
  }
}
