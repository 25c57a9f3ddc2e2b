/// Which picture of a clip is meant.
public enum FramePosition: Hashable, Sendable {
  /// The very first.
  case first
  /// The very last, found by decoding to the end.
  case last
  /// The one near the end that a next clip had better go on from: see ``AnchorFinder``.
  case anchor
  /// The one shown at half the length.
  case middle
  /// The one shown so many seconds after the first.
  case seconds(Double)
  /// The one shown at a part of the length, 0 to 1.
  case fraction(Double)
  /// The n-th, counting from 0.
  case frame(Int)
  /// The one that shows most of the clip: neither dark nor flat nor blurred, if there is another.
  case best
  /// The key frame nearest to the middle, which is the quickest to have.
  case key

  /// Reads what people write: `first`, `last`, `anchor`, `middle`, `best`, `keyframe`, `1.5`,
  /// `00:00:01.500`, `50%`, `f:37`.
  ///
  /// - Returns: nil for anything else, negative times and parts above 100 % among them.
  public init?(_ text: String) {
    switch text {
    case "first": self = .first
    case "last": self = .last
    case "anchor": self = .anchor
    case "middle": self = .middle
    case "best": self = .best
    case "keyframe": self = .key
    default:
      if text.hasPrefix("f:") {
        let digits = text.dropFirst(2)
        guard FramePosition.isDigits(digits), let number = Int(digits) else { return nil }
        self = .frame(number)
      } else if text.hasSuffix("%") {
        guard let percent = FramePosition.number(text.dropLast()), percent <= 100 else {
          return nil
        }
        self = .fraction(percent / 100)
      } else if let seconds = FramePosition.clock(text) {
        self = .seconds(seconds)
      } else {
        return nil
      }
    }
  }

  /// `SS.sss`, `MM:SS.sss` or `HH:MM:SS.sss` in seconds.
  private static func clock(_ text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), let last = parts.last, let seconds = number(last) else {
      return nil
    }
    guard parts.count > 1 else { return seconds }
    guard seconds < 60 else { return nil }
    var total = 0.0
    for (place, part) in parts.dropLast().enumerated() {
      guard isDigits(part), let unit = Double(part), place == 0 || unit < 60 else { return nil }
      total = total * 60 + unit
    }
    return total * 60 + seconds
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
  }

  /// Plain decimals only: no sign, no exponent, no "nan".
  private static func number(_ text: Substring) -> Double? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }) else {
      return nil
    }
    return Double(text)
  }
}

extension FramePosition: CustomStringConvertible {
  /// The position as one would write it.
  public var description: String {
    switch self {
    case .first: "first"
    case .last: "last"
    case .anchor: "anchor"
    case .middle: "middle"
    case .best: "best"
    case .key: "keyframe"
    case .seconds(let seconds): seconds.rounded(toPlaces: 3)
    case .fraction(let part): "\((part * 100).rounded(toPlaces: 3))%"
    case .frame(let number): "f:\(number)"
    }
  }
}
