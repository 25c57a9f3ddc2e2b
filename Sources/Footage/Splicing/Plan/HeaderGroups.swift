/// The codec headers of the clips that are copied, equal ones together.
struct HeaderGroups: Sendable {
  /// What decodes a clip's samples.
  private struct Header: Hashable {
    let bytes: [UInt8]
    let setsInSamples: [ParameterSet]
  }

  let merge: ParameterSetMerge
  private let codec: String
  private let headers: [Header]
  /// The header of each clip; nil for those that are not copied.
  private let group: [Int?]

  /// - Parameters:
  ///   - weights: how many frames of each clip are to be copied; headers that serve more of them go
  ///     first, so that the others are those that do not fit.
  ///   - own: the header of what is encoded for the film.
  init(codec: String, _ clips: [ScannedClip], weights: [Int], own: [UInt8]? = nil) {
    var sums: [Header: Int] = [:]
    var order: [Header] = []
    let mine: [Header?] = zip(clips, weights).map { clip, weight in
      guard weight > 0 else { return nil }
      let header = Header(bytes: clip.header, setsInSamples: clip.setsInSamples)
      if sums.updateValue(sums[header, default: 0] + weight, forKey: header) == nil {
        order.append(header)
      }
      return header
    }
    let places = Dictionary(
      uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
    let sorted = order.sorted {
      (-sums[$0, default: 0], places[$0, default: 0])
        < (-sums[$1, default: 0], places[$1, default: 0])
    }
    let ranks = Dictionary(
      uniqueKeysWithValues: sorted.enumerated().map { ($0.element, $0.offset) })
    group = mine.map { header in header.flatMap { ranks[$0] } }
    self.codec = codec
    headers = sorted
    merge = ParameterSetMerge(
      codec: codec, sorted.map(\.bytes) + (own.map { [$0] } ?? []),
      inSamples: sorted.map(\.setsInSamples))
  }

  /// What makes a clip's samples those of the film.
  func rewriter(of clip: Int) -> SampleRewriter? {
    group[clip].flatMap { merge.rewriter(ofClip: $0) }
  }

  /// What makes encoded samples those of the film.
  var rewriterOfOwn: SampleRewriter? { merge.rewriter(ofClip: headers.count) }

  /// Whether a clip has the header of a group.
  func isClip(_ clip: Int, inGroup place: Int) -> Bool { group[clip] == place }
}
