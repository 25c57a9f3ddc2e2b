internal import Crypto
public import Hailuo

/// Everything that makes one take what it is: what was asked of whom, and which of several it is.
///
/// The service takes no seed, so two requests with the same fields give different clips; the take
/// number is what tells wanted repetitions apart.
public struct TakeIdentity: Hashable, Sendable {
  /// The endpoint's id: `fal-ai/minimax/hailuo-02-fast/image-to-video`.
  public var endpoint: String
  /// The prompt as it is sent, byte for byte.
  public var prompt: String
  /// The length asked for, in seconds.
  public var durationSeconds: Int
  /// Whether the service may rewrite the prompt.
  public var promptOptimizer: Bool
  /// The SHA-256 of the prepared picture's file, 64 lower-case hexadecimal digits.
  public var pictureSHA256: String
  /// The size asked for; `nil` for the model's standard one.
  public var resolution: Resolution?
  /// The SHA-256 of the prepared last picture's file; `nil` when the clip may end anywhere.
  public var endPictureSHA256: String?
  /// Whether the simulator makes it.
  public var simulated: Bool
  /// Which of several takes of the same request it is, from 1.
  public var take: Int
  /// The folder a simulated take belongs to; `nil` for a take that was paid for.
  ///
  /// What was paid for is shared between all films of this computer's user. A rehearsal costs
  /// nothing and is made anew for each folder, as the real thing would be the first time.
  public var rehearsalFolder: String?

  /// A take of a request; the first one unless another number is given.
  public init(
    endpoint: String, prompt: String, durationSeconds: Int, promptOptimizer: Bool,
    pictureSHA256: String, resolution: Resolution? = nil, endPictureSHA256: String? = nil,
    simulated: Bool, take: Int = 1, rehearsalFolder: String? = nil
  ) {
    self.endpoint = endpoint
    self.prompt = prompt
    self.durationSeconds = durationSeconds
    self.promptOptimizer = promptOptimizer
    self.pictureSHA256 = pictureSHA256
    self.resolution = resolution
    self.endPictureSHA256 = endPictureSHA256
    self.simulated = simulated
    self.take = take
    self.rehearsalFolder = rehearsalFolder
  }

  /// The key under which the ledger and the sidecars know the take.
  public var key: TakeKey {
    var text = CanonicalText("hailuo-studio take 1")
    text.add("endpoint", endpoint)
    text.add("prompt", prompt)
    text.add("duration_seconds", String(durationSeconds))
    text.add("prompt_optimizer", String(promptOptimizer))
    text.add("picture_sha256", pictureSHA256.lowercased())
    text.add("simulated", String(simulated))
    text.add("take", String(take))
    // What was not asked for adds nothing, so that takes of older versions keep their keys.
    if let resolution { text.add("resolution", resolution.rawValue) }
    if let endPictureSHA256 { text.add("end_picture_sha256", endPictureSHA256.lowercased()) }
    if simulated, let rehearsalFolder { text.add("folder", rehearsalFolder) }
    return TakeKey(digest: text.sha256)
  }
}

/// The name of a take: the SHA-256 of its identity, 64 lower-case hexadecimal digits.
public struct TakeKey: Hashable, Sendable, CustomStringConvertible {
  /// The 64 digits.
  public let description: String

  fileprivate init(digest: String) { description = digest }

  /// Takes 64 hexadecimal digits; anything else is `nil`.
  public init?(_ text: String) {
    let text = text.lowercased()
    guard text.utf8.count == 64, text.utf8.allSatisfy(CanonicalText.isHexDigit) else { return nil }
    description = text
  }

  /// The first eight digits, for file names and for people.
  public var short: String { String(description.prefix(8)) }
}

extension TakeKey: Codable {
  /// Reads the 64 digits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let key = TakeKey(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a take key has 64 hexadecimal digits")
    }
    self = key
  }

  /// Writes the 64 digits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
