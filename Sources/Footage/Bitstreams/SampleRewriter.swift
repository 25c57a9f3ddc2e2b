/// Makes a clip's samples those of a joined stream, one after another in the order of decoding.
///
/// Where the stream carries its parameter sets in band, those in force are put in front of the first
/// sample and of each that decoding can start from, but for sets that stand there already.
struct SampleRewriter: Sendable {
  let rewrite: NALRewrite
  /// Sets in force by name, in the order they came; nil where none is repeated.
  private var active: [ParameterSet]?
  private var isFirst = true

  /// - Parameter sets: the clip's own, as its header states them; nil to put none in front.
  init(_ rewrite: NALRewrite, repeating sets: [ParameterSet]?) {
    self.rewrite = rewrite
    active = sets
  }

  /// The sample in the joined stream; nil for a damaged one.
  mutating func apply(to sample: [UInt8]) -> [UInt8]? {
    guard var active else { return rewrite.apply(to: sample) }
    let picture = CodedPicture(NALUnits(sample, rewrite.source), rewrite.codec)
    let here = Set(picture.parameterSets.map(\.name))
    var isIncomplete = false
    switch picture.kind {
    case _ where isFirst, .instantaneous, .recoveryPoint, .brokenLink:
      isIncomplete = !active.allSatisfy { here.contains($0.name) }
    default: break
    }
    for set in picture.parameterSets {
      if let place = active.firstIndex(where: { $0.name == set.name }) {
        active[place] = set
      } else {
        active.append(set)
      }
    }
    isFirst = false
    self.active = active
    guard isIncomplete else { return rewrite.apply(to: sample) }
    // All anew, since each may only name one that came before it.
    var rewrite = self.rewrite
    rewrite.dropping.formUnion(NALKind.parameterSets)
    return rewrite.apply(to: sample, preceding: active.sorted { $0.kind < $1.kind })
  }
}
