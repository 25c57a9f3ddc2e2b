import Libav

/// What decoding the first frames of clips has told, for further clips with the same headers.
///
/// Clips that are to be joined mostly come from one encoder, and their codec's headers are equal byte
/// by byte. Containers leave the pixel format and the like to those headers, and finding them out
/// means decoding some frames of each clip; once is enough.
struct KnownMakes {
  /// A stream as its container describes it, and the same after frames of it were decoded.
  struct Make: Sendable {
    let stated: StreamFacts
    let analysed: StreamFacts

    /// - Returns: nil for a stream whose headers leave something to its samples.
    init?(stated: StreamFacts, analysed: StreamFacts) {
      guard KnownMakes.areHeadersEnough(stated) else { return nil }
      self.stated = stated
      self.analysed = analysed
    }
  }

  /// Clips of more makes than these are decoded a little each.
  private static let most = 16
  private var makes: [Make] = []

  var count: Int { makes.count }

  /// Keeps a make whose samples brought no other headers.
  mutating func add(_ make: Make) {
    guard makes.count < KnownMakes.most, facts(of: make.stated) == nil else { return }
    makes.append(make)
  }

  /// All facts of a stream that nothing was decoded of; nil for a make that is not known.
  func facts(of stated: StreamFacts) -> StreamFacts? {
    guard KnownMakes.areHeadersEnough(stated) else { return nil }
    return makes.first { $0.stated.isMadeLike(stated) }.map { stated.completed(by: $0.analysed) }
  }

  /// Whether the headers say all that decoding would tell: H.264 of whole frames with a stated depth
  /// of reordering, in a container that states the rate.
  private static func areHeadersEnough(_ stream: StreamFacts) -> Bool {
    guard stream.codec == "h264", stream.averageRate.value > 0, stream.nominalRate.value > 0,
      let configuration = NALConfiguration(.avc, stream.parameterSets)
    else { return false }
    let sequences = configuration.sets.filter { $0.kind == .sequenceParameters }
    return sequences.count == 1
      && sequences.allSatisfy {
        guard let sequence = AVCSequence($0.bytes) else { return false }
        return sequence.isProgressive && sequence.reorderDepth != nil
      }
  }
}
