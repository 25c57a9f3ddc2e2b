/// How thoroughly a finished film is checked against its clips before it gets its name.
public enum Verification: String, Sendable, Codable, CaseIterable {
  /// Packets, parameter sets, times and sound; every frame of the film is decoded, and compared with
  /// its clip's where the clip's own decoding could come out otherwise.
  case full
  /// Packets, parameter sets and times; nothing is decoded.
  case fast
  /// Nothing but the number of frames.
  case off
  /// As `full`, with every copied frame decoded from its clip as well: twice the work.
  case exhaustive

  /// Whether pictures are decoded.
  var decodes: Bool { self == .full || self == .exhaustive }
}
