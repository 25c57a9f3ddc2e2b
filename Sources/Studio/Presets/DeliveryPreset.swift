public import Footage

/// A way to deliver a video, by a name: what `transcode --preset` and storyboards ask for.
public struct DeliveryPreset: Hashable, Sendable, Codable {
  /// Its name: small letters, digits and "-".
  public let name: String
  /// What it is for, in a sentence without a full stop.
  public let summary: String
  /// The preset whose keys hold where its own file says nothing; `nil` when it stands alone.
  public let base: String?
  /// How the video is made.
  public var settings: DeliverySettings

  /// Creates a preset.
  public init(name: String, summary: String, base: String? = nil, settings: DeliverySettings) {
    self.name = name
    self.summary = summary
    self.base = base
    self.settings = settings
  }

  enum CodingKeys: String, CodingKey {
    case name, summary, settings
    case base = "extends"
  }

  /// What the name of a result ends with: ".web-h264.mp4"; the name alone for a folder, and where
  /// it says the kind of file already: ".gif".
  public var ending: String { Self.ending(name, settings.container) }

  /// The same for any name of settings.
  public static func ending(_ name: String, _ container: DeliveryContainer) -> String {
    let kind = container.fileExtension
    return ".\(name)" + (kind.map { $0 == name ? "" : ".\($0)" } ?? "")
  }

  /// The settings as text that is the same for the same settings in every run.
  var recipe: String {
    get throws(StudioError) {
      String(decoding: try RecordFile.json(settings, file: "preset \(name)"), as: UTF8.self)
    }
  }

  /// Whether a text can be a preset's name, which stands in file names: `[a-z0-9-]{1,40}`, and not
  /// "none", which storyboards say for no preset.
  public static func isName(_ text: String) -> Bool {
    let isWord = text.utf8.allSatisfy { byte in
      (97...122).contains(byte) || (48...57).contains(byte) || byte == 45
    }
    return isWord && (1...40).contains(text.utf8.count) && text != "none"
  }
}
