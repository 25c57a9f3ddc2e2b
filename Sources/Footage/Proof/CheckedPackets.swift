import Libav

/// The packets of a file's moving picture, each looked into, with the headers that are in force at it.
struct CheckedPackets: ~Copyable {
  /// One packet and what its bits say.
  struct Sample: ~Copyable {
    let packet: Packet
    let bytes: [UInt8]
    let picture: CodedPicture
  }

  private var packets: VideoPackets
  private(set) var headers: ActiveHeaders
  /// What the container states.
  private let stated: ActiveHeaders
  let stream: StreamFacts

  private init(_ packets: consuming VideoPackets, _ headers: ActiveHeaders) {
    stream = packets.stream
    self.packets = packets
    self.headers = headers
    stated = headers
  }

  /// - Throws: ``LibavError`` `.damaged`, also for headers that cannot be read.
  static func open(
    _ path: String, _ cancellation: Cancellation, isAnalysed: Bool = true
  ) throws(LibavError) -> CheckedPackets {
    let packets = try VideoPackets.open(path, cancellation, isAnalysed: isAnalysed)
    let stream = packets.stream
    guard let headers = ActiveHeaders(codec: stream.codec, stream.parameterSets) else {
      throw LibavError(.damaged, "read \(path)", reason: "its codec parameter sets are damaged")
    }
    return CheckedPackets(packets, headers)
  }

  /// Which packets the file's own index marks as key frames; nil where it does not list so many.
  func keyMarks(count: Int) -> [Bool]? { packets.keyMarks(count: count) }

  /// Whether times of decoding are the file's own, not the reader's guess.
  var statesDecoding: Bool { packets.statesDecoding }

  /// The next packet that is shown, in the order of decoding; nil at the end.
  mutating func next() throws(LibavError) -> Sample? {
    while let packet = try packets.next() {
      let bytes = packet.bytes
      let picture = headers.take(bytes)
      if !packet.isHidden { return Sample(packet: packet, bytes: bytes, picture: picture) }
    }
    return nil
  }

  /// Whether the sample just given decodes the same after a jump, when nothing but the container's
  /// headers and its own are known.
  func isSelfSufficient(_ sample: borrowing Sample) -> Bool {
    guard !sample.picture.pictureSets.isEmpty else { return true }
    var alone = stated
    _ = alone.take(sample.bytes)
    return alone.agrees(with: headers, on: sample.picture)
  }

  /// Passes over packets; stops early at the end of the file.
  mutating func skip(_ count: Int) throws(LibavError) {
    for _ in 0..<count { if try next() == nil { return } }
  }
}

extension CheckedPackets.Sample {
  /// Whether another stream's sample holds the same picture: the same bytes, but for headers that may
  /// stand in front of it, and for how its units are told apart.
  func holdsSamePicture(
    _ framing: NALFraming, as other: borrowing Self, _ otherFraming: NALFraming, codec: NALCodec?
  ) -> Bool {
    if packet.holdsSameBytes(as: other.packet) { return true }
    guard let codec else { return false }
    let (mine, theirs) = (NALUnits(bytes, framing), NALUnits(other.bytes, otherFraming))
    let (left, right) = (mine.essentials(codec), theirs.essentials(codec))
    return left.count == right.count
      && zip(left, right).allSatisfy { mine.bytes[$0] == theirs.bytes[$1] }
  }
}

extension NALUnits {
  /// The units that say what the picture is.
  fileprivate func essentials(_ codec: NALCodec) -> [Range<Int>] {
    ranges.filter { range in
      let kind = codec.kind(bytes[range.lowerBound])
      return !NALKind.parameterSets.contains(kind) && kind != .delimiter && kind != .filler
    }
  }
}
