/// What becomes of the clips' sounds in a film.
public struct SoundSummary: Hashable, Sendable, Codable {
  /// How the track comes about.
  public enum Treatment: String, Sendable, Codable {
    /// One clip's packets, untouched.
    case copy
    /// Decoded, and encoded once as one continuous track.
    case encode
  }

  /// How the track comes about.
  public let treatment: Treatment
  /// FFmpeg's name of the track's codec.
  public let codec: String
  /// Samples a second.
  public let sampleRate: Int
  /// FFmpeg's name of the layout, such as "stereo".
  public let channelLayout: String
  /// Bits a second of what is encoded; nil for copies and for codecs without loss.
  public let bitRate: Int?
  /// Why it is encoded; nil for a copy.
  public let reason: String?
  /// What that does to the clips' own sounds: mixed, resampled, filled with silence.
  public let changes: [String]
  /// All of it in a sentence without a full stop.
  public let sentence: String

  init(_ plan: SoundPlan) {
    treatment = plan.method == .copied ? .copy : .encode
    codec = plan.codec
    sampleRate = plan.sampleRate
    channelLayout = plan.channelLayout
    bitRate = plan.bitRate > 0 ? plan.bitRate : nil
    reason = plan.reason
    changes = plan.changes
    let what = "\(plan.codec), \(plan.sampleRate) Hz, \(plan.channelLayout)"
    let beginning =
      plan.reason.map { "the sound is encoded once, since \($0): \(what)" }
      ?? "the sound is copied: \(what)"
    sentence = ([beginning] + (plan.reason == nil ? [] : plan.changes)).joined(separator: "; ")
  }
}
