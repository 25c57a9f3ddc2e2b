public import Raster

/// What the film is to look like, for clips that do not agree.
public enum ShapeWish: Hashable, Sendable {
  /// As the most frames do.
  case majority
  /// As a file does.
  case file(String)
  /// So large, and so fast where a rate is given.
  case size(PixelSize, FrameRate?)

  /// Reads `1920x1080`, `1920x1080@24`, `768x512@23.976`, `1280x720@30000/1001`, or a file's name.
  ///
  /// - Returns: nil for sizes and rates that no video has.
  public init?(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let sides = parts[0].split(separator: "x", omittingEmptySubsequences: false)
    guard sides.count == 2,
      sides.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
    else {
      guard !text.isEmpty else { return nil }
      self = .file(text)
      return
    }
    guard let width = Int(sides[0]), let height = Int(sides[1]),
      (16...16_384).contains(width), (16...16_384).contains(height), width % 2 == 0, height % 2 == 0
    else { return nil }
    var rate: FrameRate?
    if parts.count == 2 {
      guard let read = FrameRate(text: parts[1]) else { return nil }
      rate = read
    }
    self = .size(PixelSize(width: width, height: height), rate)
  }
}

extension FrameRate {
  /// Reads `25`, `30000/1001`, and `23.976` and its like as the broadcast rates that they stand for.
  init?(text: Substring) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let numerator = Int(parts[0]), let denominator = Int(parts[1]),
        (1...1_000_000).contains(numerator), (1...1_000_000).contains(denominator)
      else { return nil }
      self.init(numerator, denominator)
      return
    }
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
      let value = Double(text), value >= 1, value <= 1000
    else { return nil }
    let nominal = (value * 1.001).rounded()
    if value != value.rounded(), abs(nominal / 1.001 - value) < 0.0051 {
      self.init(Int(nominal) * 1000, 1001)
    } else {
      self.init(Int((value * 1000).rounded()), 1000)
    }
  }
}
