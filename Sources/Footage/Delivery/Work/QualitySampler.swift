import Libav
import Raster

/// Encodes parts of a source again and again, to find the quality that is wanted.
struct QualitySampler {
  let source: DeliverySource
  let plan: PicturePlan
  let encoding: PictureEncoding
  let target: Double
  let progress: PassProgress

  /// - Returns: the quality, and how like the source the parts were with it.
  /// - Throws: ``FootageError`` `.invalidRequest` when no quality reaches the target.
  func search(_ cancellation: Cancellation) throws -> (quality: Int, similarity: Double) {
    var search = SampledQualitySearch(target: target, scale: encoding.qualityScale)
    let samples = try read(cancellation)
    while let quality = search.next {
      progress.report(frames: search.found.count, seconds: 0, byteCount: 0)
      var trial = encoding
      trial.rateControl = .quality(Double(quality))
      let values = trial.encoding(plan)
      var sum = 0.0
      var count = 0
      for sample in samples {
        let (similarities, frames) = try similarity(of: sample, values, cancellation)
        sum += similarities
        count += frames
      }
      search.add(quality, similarity: sum / Double(max(1, count)))
    }
    guard let best = search.best else {
      throw FootageError(
        .invalidRequest, path: source.path,
        "\(source.path): the best that \(encoding.encoder) reaches is a similarity of "
          + "\(search.highest.rounded(toPlaces: 4)), below \(target); ask for less.")
    }
    return best
  }

  /// Pictures of one part, as the encoder is given them.
  private final class Sample {
    var frames = FrameList()
  }

  /// Memory that all parts may take together.
  private static let mostBytes = 600_000_000

  private func read(_ cancellation: Cancellation) throws -> [Sample] {
    guard let video = source.clip.video, let stream = source.picture else { return [] }
    let (starts, seconds) = SampledQualitySearch.samples(duration: video.duration)
    let bytes = plan.size.pixelCount * 2 * (plan.format.bitDepth ?? 8 > 8 ? 2 : 1)
    let most = max(8, Self.mostBytes / max(1, bytes * starts.count))
    return try starts.map { start in
      let sample = Sample()
      var reader = try FrameReader.openVideo(source.path, cancellation)
      let base = stream.timeBase
      let first = Timestamp(seconds: video.start + start, base: base).ticks
      if start > 0 { try reader.seek(to: first) }
      let end = Timestamp(seconds: video.start + start + seconds, base: base).ticks
      let graph = try graph(stream)
      while sample.frames.count < most, let frame = try reader.next() {
        let time = frame.presentation ?? first
        if time < first { continue }
        if time >= end { break }
        frame.presentation = time - first
        frame.forgetPictureType()
        if graph == nil {
          sample.frames.append(frame)
          continue
        }
        try graph?.push(frame)
        while let filtered = try graph?.take() { sample.frames.append(filtered) }
      }
      return sample
    }
  }

  /// What pictures go through before they are encoded; nil where nothing is done to them.
  private func graph(_ stream: StreamFacts) throws -> FilterGraph? {
    guard let filters = plan.filters else { return nil }
    guard let overlay = plan.overlay else {
      return try FilterGraph.open(filters, inputs: [FilterInput(stream)])
    }
    let drawn = try WatermarkPicture.read(overlay)
    let graph = try FilterGraph.open(
      filters, inputs: [FilterInput(stream), WatermarkPicture.input(drawn)])
    try WatermarkPicture.push(drawn, to: graph, 1)
    return graph
  }

  /// The sum over a part's pictures, and their number.
  private func similarity(
    of sample: Sample, _ values: VideoEncoding, _ cancellation: Cancellation
  ) throws -> (Double, Int) {
    var values = values
    values.timeBase = values.frameRate.inverse
    let encoder = try Encoder.open(values)
    var packets = PacketQueue()
    for place in 0..<sample.frames.count {
      try cancellation.check()
      try sample.frames.with(place) { frame throws(LibavError) in
        frame.presentation = Int64(place)
        frame.colour = plan.colour
        frame.forgetPictureType()
        try encoder.push(frame)
      }
      while let packet = try encoder.take() { packets.append(packet) }
    }
    try encoder.finish()
    while let packet = try encoder.take() { packets.append(packet) }
    return try compare(packets, encoder, sample, values, cancellation)
  }

  private func compare(
    _ packets: borrowing PacketQueue, _ encoder: borrowing Encoder, _ sample: Sample,
    _ values: VideoEncoding, _ cancellation: Cancellation
  ) throws -> (Double, Int) {
    let decoder = try Decoder.open(decoding: encoder)
    let input = FilterInput.video(
      size: plan.size, format: plan.format, timeBase: values.timeBase,
      frameRate: values.frameRate, sampleAspect: Rational(1, 1), colour: plan.colour)
    let graph = try FilterGraph.open("[in0][in1]ssim[out]", inputs: [input, input])
    var (sum, place, count) = (0.0, 0, 0)
    func note() throws(LibavError) {
      while let compared = try graph.take() {
        sum += compared.note("lavfi.ssim.All").flatMap { Double($0) } ?? 0
        count += 1
      }
    }
    func take() throws(LibavError) {
      while let decoded = try decoder.take() {
        try cancellation.check()
        guard place < sample.frames.count else { return }
        decoded.presentation = Int64(place)
        decoded.colour = plan.colour
        try graph.push(decoded, to: 0)
        try sample.frames.with(place) { frame throws(LibavError) in
          frame.presentation = Int64(place)
          try graph.push(frame, to: 1)
        }
        place += 1
        try note()
      }
    }
    try packets.lendEach { packet throws(LibavError) in
      try decoder.push(packet)
      try take()
    }
    try decoder.finish()
    try take()
    for number in 0..<2 { try graph.finish(input: number) }
    try note()
    return (sum, count)
  }
}

extension PictureEncoding {
  /// The encoder's numbers of constant quality that make sense, the best first.
  var qualityScale: ClosedRange<Int> {
    switch encoder {
    case "libsvtav1", "libvpx-vp9", "libaom-av1": 10...62
    default: 8...45
    }
  }

  /// Whether its quality can be searched for: a larger number is a lower quality.
  var hasQualityScale: Bool {
    ["libx264", "libx265", "libsvtav1", "libvpx-vp9", "libaom-av1"].contains(encoder)
  }
}
