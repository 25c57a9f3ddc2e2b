import Raster

/// The shape and the rate of a film, and where they come from.
struct FilmTarget: Hashable, Sendable {
  var shape: FilmShape
  var rate: FrameRate
  /// Whether clips of another rate are to be brought to this one; otherwise each keeps its own times.
  var isRateWanted = false
  /// The size at which the pictures are shown.
  var displaySize: PixelSize

  /// What the most frames look like; the earlier one where two are as many.
  ///
  /// - Parameters:
  ///   - counts: how many frames of each clip are wanted.
  ///   - even: an even rate for each clip that has a place for all of its frames; the clips' own where
  ///     it is empty.
  static func majority(
    _ videos: [VideoFacts], counts: [Int], even: [FrameRate?] = []
  ) -> FilmTarget? {
    vote(videos, counts: counts, even: even) { _ in true }
  }

  private static func vote(
    _ videos: [VideoFacts], counts: [Int], even: [FrameRate?],
    among isWanted: (VideoFacts) -> Bool
  ) -> FilmTarget? {
    let even = even.isEmpty ? videos.map(\.frameRate) : even
    var shapes: [FilmShape: Int] = [:]
    for (video, count) in zip(videos, counts) where isWanted(video) {
      shapes[FilmShape(video), default: 0] += count
    }
    guard let most = shapes.values.max(),
      let lead = videos.first(where: { isWanted($0) && shapes[FilmShape($0)] == most })
    else { return nil }
    let shape = FilmShape(lead)
    var rates: [FrameRate: Int] = [:]
    var order: [FrameRate] = []
    for (place, video) in videos.enumerated() where FilmShape(video) == shape {
      // Where a rate varies it is only one that would do; any that clips really have is better.
      guard let rate = even[place] else { continue }
      let votes = video.isConstantRate ? counts[place] : 0
      if rates.updateValue(rates[rate, default: 0] + votes, forKey: rate) == nil {
        order.append(rate)
      }
    }
    guard let common = rates.values.max(), let rate = order.first(where: { rates[$0] == common })
    else { return nil }
    return FilmTarget(shape: shape, rate: rate, displaySize: lead.displaySize)
  }

  /// A size, and everything else as the most frames have it.
  static func sized(
    _ size: PixelSize, _ rate: FrameRate?, _ videos: [VideoFacts], counts: [Int],
    even: [FrameRate?] = []
  ) -> FilmTarget? {
    let fitting = vote(videos, counts: counts, even: even) {
      $0.size == size && $0.rotation == 0 && $0.sampleAspect == "1:1"
    }
    guard var target = fitting ?? majority(videos, counts: counts, even: even) else { return nil }
    target.shape.size = size
    target.shape.sampleAspect = "1:1"
    target.shape.rotation = 0
    target.shape.isMirrored = false
    target.displaySize = size
    if let rate {
      target.rate = rate
      target.isRateWanted = true
    }
    return target
  }

  /// Everything as a file has it.
  static func like(_ video: VideoFacts, even: FrameRate? = nil) -> FilmTarget? {
    (even ?? video.frameRate).map {
      FilmTarget(
        shape: FilmShape(video), rate: $0, isRateWanted: true, displaySize: video.displaySize)
    }
  }
}
