import Libav

/// How pictures made for one kind of light come to stand among those made for another: curve and
/// primaries converted in light, white meeting white.
///
/// White of standard range is 203 candela a square metre in high range, and the other way round (ITU-R
/// BT.2408, section 2.2); what is brighter is pressed together. Standard curves differ too little from
/// each other to be told apart; players take them all alike.
struct LightConversion {
  /// What happens, for people.
  enum Kind: Hashable, Sendable {
    /// High range brought down to standard range.
    case down
    /// Standard range set into high range.
    case up
    /// The curve of one high range exchanged for that of another.
    case across
    /// Primaries only.
    case primaries
  }

  let kind: Kind
  private let source: (transfer: String, primaries: String)
  private let target: (transfer: String, primaries: String)

  /// Whether this FFmpeg has what it takes.
  static var isAvailable: Bool { HighRange.isAvailable }

  /// - Returns: nil where nothing is to be converted, or nothing is known.
  init?(from source: ColourFacts, to target: ColourFacts) {
    let isHigh = (
      LightConversion.isHighRange(source.transfer), LightConversion.isHighRange(target.transfer)
    )
    switch isHigh {
    case (true, false): kind = .down
    case (false, true): kind = .up
    case (true, true) where source.transfer != target.transfer: kind = .across
    default:
      guard let own = source.primaries, let wanted = target.primaries,
        LightConversion.family(own) != LightConversion.family(wanted)
      else { return nil }
      kind = .primaries
    }
    self.source = LightConversion.light(source, isHigh.0)
    self.target = LightConversion.light(target, isHigh.1)
  }

  private static func isHighRange(_ transfer: String?) -> Bool {
    transfer.map(HighRange.transfers.contains) ?? false
  }

  /// SMPTE 170M and 240M have the same primaries.
  private static func family(_ primaries: String) -> String {
    primaries == "smpte240m" ? "smpte170m" : primaries
  }

  private static func light(
    _ colour: ColourFacts, _ isHigh: Bool
  ) -> (transfer: String, primaries: String) {
    (
      isHigh ? colour.transfer ?? "smpte2084" : "bt709",
      colour.primaries ?? (isHigh ? "bt2020" : "bt709")
    )
  }

  /// FFmpeg's filters; pictures come out in limited range by the wanted matrix.
  ///
  /// - Parameters:
  ///   - matrix: of what comes in, by FFmpeg's name, and whether it has full range.
  ///   - wanted: the matrix of what comes out, by FFmpeg's name.
  ///   - isDeep: whether more than eight bits are kept.
  func filters(
    matrix: String, isFull: Bool, to wanted: String, isDeep: Bool
  ) -> [String] {
    var steps = [
      "zscale=tin=\(source.transfer):pin=\(source.primaries):min=\(matrix)"
        + ":rin=\(isFull ? "full" : "limited"):t=linear:p=\(source.primaries):npl=\(HighRange.white)",
      "format=gbrpf32le", "zscale=p=\(target.primaries)",
    ]
    if kind == .down { steps.append(HighRange.compression) }
    steps.append(
      "zscale=t=\(target.transfer):npl=\(HighRange.white):m=\(wanted):r=limited:d=error_diffusion")
    steps.append("format=\(isDeep ? "yuv444p10le" : "yuv444p")")
    return steps
  }

  /// What a plan says of a clip, without a full stop; nil where nobody need know.
  var note: String? {
    switch kind {
    case .down: "its high dynamic range is mapped to the film's standard range"
    case .up:
      "its standard range is set into the film's high dynamic range, white at 203 cd/m² (BT.2408)"
    case .across:
      "its high dynamic range is converted from \(source.transfer) to \(target.transfer)"
    case .primaries: nil
    }
  }
}
