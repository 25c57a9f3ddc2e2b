import Libav

/// Looks at all pictures of a source for the colours of a GIF, in memory that does not grow with its
/// length.
struct PaletteSearch {
  let source: DeliverySource
  /// Its filters end in the colours.
  let plan: PicturePlan
  let plays: Int

  private static let depth = 4

  func run(_ cancellation: Cancellation) throws -> FoundPalette? {
    guard let stream = source.picture, let filters = plan.filters else { return nil }
    let decoded = Conveyor<Frame>(depth: Self.depth)
    let found = Conveyor<Frame>(depth: 1)
    let length = (source.clip.video?.duration ?? 0) * Double(plays)
    let filter = PictureFilter(
      filters: filters, input: FilterInput(stream), overlay: plan.overlay, palette: nil,
      end: Timestamp(seconds: length, base: stream.timeBase).ticks, ticks: plan.rate.timeBase)
    let feed = PictureFeed(source: source, plays: plays, receivers: [decoded])
    let crew = Crew(within: cancellation)
      .with("palette") {
        try filter.run(from: decoded, to: found, $0)
      } closing: {
        decoded.abandon()
        found.end()
      }
      .with("decode") {
        try feed.run($0)
      } closing: {
        decoded.end()
      }
    try crew.run()
    guard let frame = found.receive() else { return nil }
    return FoundPalette(frame)
  }
}
