/// The sizes Hailuo's clips come in, by their nominal short side.
public enum Resolution: String, Sendable, Hashable, Codable, CaseIterable {
  /// 512 lines; from a first frame only, never with a last one.
  case p512 = "512P"
  /// 768 lines.
  case p768 = "768P"
  /// 1080 lines; 6 s only.
  case p1080 = "1080P"

  /// The nominal short side in pixels; real clips may differ by a few.
  public var shortSide: Int {
    switch self {
    case .p512: 512
    case .p768: 768
    case .p1080: 1080
    }
  }
}
