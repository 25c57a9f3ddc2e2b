import Libav

/// Encodes short runs of pictures, each by itself, so that every one looks like its source.
struct PartEncoder: Sendable {
  /// What a picture must be like, by structural similarity: 1 is the same.
  ///
  /// At 0.99 people do not tell an encoding from its source.
  static let leastSimilarity = 0.99

  let settings: PartEncoding
  private(set) var header: [UInt8] = []
  /// What the runs so far needed.
  private var search: QualitySearch
  /// The least similarity of all pictures so far.
  private(set) var similarity = 1.0
  private let cancellation: Cancellation

  init(_ settings: PartEncoding, _ cancellation: Cancellation) throws {
    self.settings = settings
    self.cancellation = cancellation
    search = QualitySearch(needed: Self.leastSimilarity, settings.qualities)
    header = try Encoder.open(try settings.encoding(quality: search.quality)).header
  }

  /// Encodes pictures as a closed group, better and better until each is like its source.
  ///
  /// - Returns: packets in the order of decoding; their times are places among the pictures.
  mutating func encode(_ pictures: borrowing FrameList) throws -> PacketQueue {
    while true {
      var queue = PacketQueue()
      let encoder = try Encoder.open(try settings.encoding(quality: search.quality))
      for place in 0..<pictures.count {
        try cancellation.check()
        try pictures.with(place) { picture throws(LibavError) in
          picture.presentation = Int64(place)
          try encoder.push(picture)
        }
        while let packet = try encoder.take() { queue.append(packet) }
      }
      try encoder.finish()
      while let packet = try encoder.take() { queue.append(packet) }
      let found = try similarity(of: queue, from: encoder, to: pictures)
      if search.accepts(found) {
        similarity = min(similarity, found)
        return queue
      }
    }
  }

  /// The similarity of the picture that came out worst.
  private func similarity(
    of packets: borrowing PacketQueue, from encoder: borrowing Encoder,
    to pictures: borrowing FrameList
  ) throws(LibavError) -> Double {
    let decoder = try Decoder.open(decoding: encoder)
    let encoding = settings
    let input = try comparisonInput(pictures)
    let graph = try FilterGraph.open("[in0][in1]ssim[out]", inputs: [input, input])
    var worst = 1.0
    var place = 0
    func take() throws(LibavError) {
      while let decoded = try decoder.take() {
        try cancellation.check()
        guard place < pictures.count else { return }
        decoded.presentation = Int64(place)
        decoded.colour = encoding.colour
        try graph.push(decoded, to: 0)
        try pictures.with(place) { picture throws(LibavError) in
          picture.presentation = Int64(place)
          try graph.push(picture, to: 1)
        }
        place += 1
        while let compared = try graph.take() {
          worst = min(worst, compared.note("lavfi.ssim.All").flatMap { Double($0) } ?? 0)
        }
      }
    }
    try packets.lendEach { packet throws(LibavError) in
      try decoder.push(packet)
      try take()
    }
    try decoder.finish()
    try take()
    try graph.finish(input: 0)
    try graph.finish(input: 1)
    while let compared = try graph.take() {
      worst = min(worst, compared.note("lavfi.ssim.All").flatMap { Double($0) } ?? 0)
    }
    return place == pictures.count ? worst : 0
  }

  private func comparisonInput(
    _ pictures: borrowing FrameList
  ) throws(LibavError) -> FilterInput {
    try pictures.with(0) { picture throws(LibavError) in
      .video(
        size: picture.size, format: picture.format, timeBase: settings.rate.rational.inverse,
        frameRate: settings.rate.rational, sampleAspect: Rational(1, 1), colour: settings.colour)
    }
  }
}
