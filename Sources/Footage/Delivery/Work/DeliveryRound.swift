import Foundation
import Libav

/// Files that are made of one pass over a source.
///
/// One thread decodes, with threads of the decoder's own; each file has one that encodes and writes,
/// whose encoder has threads of its own, one that filters where there is something to filter, and one
/// that makes its sound.
/// What waits between them is bounded, so that memory does not grow with the length.
struct DeliveryRound {
  let source: DeliverySource
  let plays: Int
  let passes: [FilePass]
  let report: DeliveryProgressReport?
  private let manner: Decoder.Manner

  /// Pictures between two stages: enough for stages whose pictures take unlike times.
  private static let depth = 4

  init(
    source: DeliverySource, plays: Int, passes: [FilePass], report: DeliveryProgressReport?
  ) {
    self.source = source
    self.plays = plays
    self.report = report
    let plan = ThreadPlan(cores: ProcessInfo.processInfo.activeProcessorCount)
    let pictures = passes.compactMap(\.picture)
    self.passes = passes.map { pass in
      guard let picture = pass.picture else { return pass }
      var pass = pass
      pass.encoderThreads = plan.encoding(
        picture.plan.size, with: picture.encoding.encoder, speed: picture.encoding.wish.speed,
        beside: pictures.count - 1)
      return pass
    }
    manner =
      source.picture.map {
        plan.decoding(
          $0.codec, $0.size, for: pictures.map { ($0.encoding.encoder, $0.plan.size) })
      } ?? .whole
  }

  func run(_ cancellation: Cancellation) throws {
    var crew = Crew(within: cancellation)
    var receivers: [Conveyor<Frame>] = []
    for (number, pass) in passes.enumerated() {
      let progress = PassProgress(
        pass.delivery, phase: pass.phase, total: pass.duration, report)
      let line = pass.sound.map { SoundLine($0, muxer: pass.muxer, pass.outcome) }
      if let line { crew = line.joining(crew, as: "sound \(number)") }
      guard let picture = pass.picture, let stream = source.picture else {
        crew = crew.with("write \(number)") {
          try FileWriter.write(pass, nil, base: .microseconds, line, progress, $0)
        } closing: {
          line?.abandon()
        }
        continue
      }
      let decoded = Conveyor<Frame>(depth: Self.depth)
      receivers.append(decoded)
      var frames = decoded
      var base = stream.timeBase
      if let filters = picture.plan.filters {
        let filtered = Conveyor<Frame>(depth: Self.depth)
        let ticks = picture.encoding.encoding(picture.plan).timeBase
        // A clip shorter than half a frame of a lower rate is one frame of it.
        let rate = picture.plan.rate
        let least = rate.isConstant ? 1 / rate.rate.framesPerSecond : 0
        let length = max((source.clip.video?.duration ?? 0) * Double(plays), least)
        let filter = PictureFilter(
          filters: filters, input: FilterInput(stream), overlay: picture.plan.overlay,
          palette: picture.plan.palette,
          end: Timestamp(seconds: length, base: stream.timeBase).ticks, ticks: ticks)
        crew = crew.with("filter \(number)") {
          try filter.run(from: decoded, to: filtered, $0)
        } closing: {
          decoded.abandon()
          filtered.end()
        }
        frames = filtered
        base = ticks
      }
      let (incoming, incomingBase) = (frames, base)
      crew = crew.with("encode \(number)") {
        try FileWriter.write(pass, incoming, base: incomingBase, line, progress, $0)
      } closing: {
        incoming.abandon()
        line?.abandon()
      }
    }
    if !receivers.isEmpty {
      let feed = PictureFeed(
        source: source, plays: plays, receivers: receivers, manner: manner
      ) {
        for pass in passes where pass.picture != nil { pass.outcome.sawDamage() }
      }
      crew = crew.with("decode") {
        try feed.run($0)
      } closing: {
        for receiver in feed.receivers { receiver.end() }
      }
    }
    try crew.run()
  }
}
