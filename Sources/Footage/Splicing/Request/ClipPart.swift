/// A clip, or a part of it, as it is to stand in a film.
public struct ClipPart: Hashable, Sendable {
  /// Where the file lies.
  public var path: String
  /// The first picture that is wanted; the clip's own when nil.
  public var start: FramePosition?
  /// The first picture that is not wanted any more; the clip's end when nil.
  public var end: FramePosition?

  /// Creates a part; the whole clip unless told otherwise.
  public init(path: String, start: FramePosition? = nil, end: FramePosition? = nil) {
    self.path = path
    self.start = start
    self.end = end
  }

  /// Reads what people write: `a.mp4`, `a.mp4[0:5.2]`, `a.mp4[2.5:]`, `a.mp4[f:12:f:140]`.
  ///
  /// - Parameter exists: whether there is a file of a name; one that ends in brackets is meant whole.
  /// - Returns: nil when what stands in brackets is no part.
  public init?(_ text: String, exists: (String) -> Bool) {
    guard text.hasSuffix("]"), let open = text.lastIndex(of: "["), open != text.startIndex,
      !exists(text)
    else {
      self.init(path: text)
      return
    }
    let inside = text[text.index(after: open)...].dropLast()
    guard let (start, end) = ClipPart.bounds(inside) else { return nil }
    self.init(path: String(text[..<open]), start: start, end: end)
  }

  /// Colons stand in times and frame numbers too; the bounds are told apart by what can be read, the
  /// more even of two readings first.
  private static func bounds(_ text: Substring) -> (FramePosition?, FramePosition?)? {
    let colons = text.indices.filter { text[$0] == ":" }
    let readings = colons.enumerated().compactMap {
      number, colon -> (unevenness: Int, FramePosition?, FramePosition?)? in
      let (left, right) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
      let (start, end) = (FramePosition(left), FramePosition(right))
      guard start != nil || left.isEmpty, end != nil || right.isEmpty else { return nil }
      return (abs(2 * number + 1 - colons.count), start, end)
    }
    return readings.min { $0.unevenness < $1.unevenness }.map { ($0.1, $0.2) }
  }
}

extension ClipPart: CustomStringConvertible {
  /// The part as one would write it.
  public var description: String {
    guard start != nil || end != nil else { return path }
    return "\(path)[\(start?.description ?? ""):\(end?.description ?? "")]"
  }
}
