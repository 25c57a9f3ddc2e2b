public import Outputs

/// What holds for all results of one call.
public struct DeliveryOptions: Sendable, Hashable {
  /// What an untagged picture's colours are taken for.
  public enum AssumedColour: String, Sendable, Hashable, Codable, CaseIterable {
    /// As players do: BT.709 from 1280 columns or 577 lines on, BT.601 below.
    case auto
    /// Standard definition.
    case bt601
    /// High definition.
    case bt709
  }

  /// How a finished result is checked.
  public enum Check: String, Sendable, Hashable, Codable, CaseIterable {
    /// Its packets, times, streams, size and tags are read back.
    case packets
    /// That, and every frame is decoded.
    case decode
  }

  /// What an untagged picture's colours are taken for.
  public var assumedColour: AssumedColour
  /// Whether streams are encoded that meet the settings already.
  public var alwaysEncodes: Bool
  /// How a finished result is checked.
  public var check: Check
  /// What is done to picture and sound beyond what the settings say.
  public var edits: DeliveryEdits
  /// What is known of the source's origin, where it says less itself.
  public var origin: OriginLabel?
  /// Whether results tell the words that the source was made of.
  public var keepsPrompt: Bool
  /// Memory that the pictures of a GIF may take while its colours are found, in bytes.
  var mostHeldBytes = PaletteWay.mostHeldBytes

  /// Creates options; by default none.
  public init(
    assumedColour: AssumedColour = .auto, alwaysEncodes: Bool = false, check: Check = .packets,
    edits: DeliveryEdits = DeliveryEdits(), origin: OriginLabel? = nil, keepsPrompt: Bool = true
  ) {
    self.assumedColour = assumedColour
    self.alwaysEncodes = alwaysEncodes
    self.check = check
    self.edits = edits
    self.origin = origin
    self.keepsPrompt = keepsPrompt
  }
}

extension DeliveryOptions {
  /// The label of a result; nil when nothing is known of the source's origin.
  func label(of source: DeliverySource, _ settings: DeliverySettings) -> OriginLabel? {
    var known = source.label.map { $0.filled(from: origin) } ?? origin
    // Music comes from elsewhere, and is a part of what is made.
    if edits.music != nil, settings.audio != nil { known = OriginLabel.joined([known, nil]) }
    return known?.kept(metadata: settings.keepsMetadata, prompt: keepsPrompt)
  }
}
