/// Which moments of a clip a preview shows, one after another; pure.
struct PreviewPlan: Equatable {
  /// What is wished.
  struct Wish: Equatable {
    var from = 0.0
    /// The end of the clip when nil.
    var to: Double?
    /// Seconds of the clip in one second of the preview.
    var speed = 1.0
    /// Parts of equal length, spread over the clip; 1 for all of it.
    var segments = 1
    /// Seconds of each part.
    var segmentSeconds = 0.75
    /// Whether it runs back to the start again.
    var isBoomerang = false
  }

  /// Moments of the clip in seconds after its first frame, one a frame of the preview.
  let moments: [Double]
  /// Where in ``moments`` a new part begins, the first one left out.
  let cuts: [Int]

  /// - Parameters:
  ///   - duration: of the clip, in seconds.
  ///   - rate: frames a second of the preview.
  init(_ wish: Wish, duration: Double, rate: Double) {
    let end = min(wish.to ?? duration, duration)
    let start = min(max(0, wish.from), end)
    let step = wish.speed / rate
    var stretches: [ClosedRange<Double>] = [start...end]
    if wish.segments > 1 {
      let room = (end - start) / Double(wish.segments)
      let length = min(wish.segmentSeconds * wish.speed, room)
      stretches = (0..<wish.segments).map { number in
        // Each in the middle of its share of the clip.
        let middle = start + (Double(number) + 0.5) * room
        return middle - length / 2...middle + length / 2
      }
    }
    var moments: [Double] = []
    var cuts: [Int] = []
    for stretch in stretches {
      if !moments.isEmpty { cuts.append(moments.count) }
      let length = stretch.upperBound - stretch.lowerBound
      // A hair less, so that the moment of the end itself is not one of a frame more.
      let count = max(1, Int((length / step - 1e-6).rounded(.up)))
      moments += (0..<count).map { stretch.lowerBound + Double($0) * step }
    }
    if wish.isBoomerang, moments.count > 2 {
      // Neither end is shown twice in a row, nor where the loop starts again.
      let count = moments.count
      moments += moments[1..<count - 1].reversed()
      cuts += cuts.map { 2 * count - 1 - $0 }.filter { $0 < moments.count }.sorted()
    }
    self.moments = moments
    self.cuts = cuts
  }
}
