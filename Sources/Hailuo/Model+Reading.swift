internal import FalClient
internal import FoundationEssentials

/// A card of the user's own, as it stands in a file:
/// `{"id": "my-model", "endpoint": "fal-ai/…", "resolution": "768P", "price_per_second_usd": 0.05}`.
extension Model: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case id, endpoint, title, durations, resolution, resolutions
    case takesDuration = "takes_duration"
    case takesEndImage = "takes_end_image"
    case pricePerSecond = "price_per_second_usd"
    case pricePerClip = "price_per_clip_usd"
    case pricePerSecondBySize = "price_per_second_by_resolution_usd"
  }

  /// Reads a card from JSON.
  ///
  /// - Throws: ``HailuoError`` `.badCard`, naming what is wrong.
  public init(parsing json: [UInt8]) throws(HailuoError) {
    do {
      self = try JSONDecoder().decode(Model.self, from: Data(json))
    } catch let error as HailuoError {
      throw error
    } catch DecodingError.keyNotFound(let key, _) {
      throw Self.wrong("\"\(key.stringValue)\" is missing")
    } catch DecodingError.typeMismatch(_, let context) {
      throw Self.wrong("\"\(context.codingPath.last?.stringValue ?? "")\" is of the wrong kind")
    } catch {
      throw Self.wrong("it is no JSON")
    }
  }

  /// Reads a card in any coding.
  ///
  /// - Throws: ``HailuoError`` `.badCard`, or the decoder's error when a member is missing.
  public init(from decoder: any Decoder) throws {
    let form = try decoder.container(keyedBy: Key.self)
    let id = try form.decode(String.self, forKey: .id)
    guard !id.isEmpty, id.utf8.allSatisfy(Self.isPlain) else {
      throw Self.wrong("\"id\" may hold letters, digits, dots and dashes")
    }
    let endpoint: EndpointID
    do { endpoint = try EndpointID(form.decode(String.self, forKey: .endpoint)) } catch let error
      as FalError
    {
      throw Self.wrong(error.message)
    }
    let durations = try (form.decodeIfPresent([Int].self, forKey: .durations) ?? [6, 10]).map {
      guard let duration = ClipDuration(seconds: $0) else {
        throw Self.wrong("\"durations\" are 6 and 10")
      }
      return duration
    }
    guard !durations.isEmpty else { throw Self.wrong("\"durations\" is empty") }
    let resolution = try Self.resolution(form.decode(String.self, forKey: .resolution))
    let resolutions =
      try (form.decodeIfPresent([String].self, forKey: .resolutions) ?? []).map(Self.resolution)
    self.init(
      id: id, endpoint: endpoint,
      title: try form.decodeIfPresent(String.self, forKey: .title) ?? id, durations: durations,
      takesDuration: try form.decodeIfPresent(Bool.self, forKey: .takesDuration) ?? true,
      standardResolution: resolution, resolutions: resolutions,
      takesEndImage: try form.decodeIfPresent(Bool.self, forKey: .takesEndImage) ?? false,
      pricing: try Self.pricing(form))
    for duration in durations {
      for size in Set(resolutions + [resolution]) where price(of: duration, at: size) == nil {
        throw Self.wrong("there is no price for \(duration.seconds) s at \(size.rawValue)")
      }
    }
  }

  private static func pricing(_ form: KeyedDecodingContainer<Key>) throws -> Pricing {
    if let usd = try form.decodeIfPresent(Double.self, forKey: .pricePerSecond) {
      return .perSecond(try price(usd))
    }
    if let prices = try form.decodeIfPresent([String: Double].self, forKey: .pricePerClip) {
      let known = try prices.map { name, usd in
        guard let duration = ClipDuration(rawValue: name) else {
          throw wrong("\"price_per_clip_usd\" has members \"6\" and \"10\"")
        }
        return (duration, try price(usd))
      }
      return .perClip(Dictionary(uniqueKeysWithValues: known))
    }
    if let prices = try form.decodeIfPresent(
      [String: Double].self, forKey: .pricePerSecondBySize)
    {
      let known = try prices.map { (try resolution($0.key), try price($0.value)) }
      return .perSecondBySize(Dictionary(uniqueKeysWithValues: known))
    }
    throw wrong("it names no price; add \"price_per_second_usd\"")
  }

  private static func price(_ usd: Double) throws(HailuoError) -> Price {
    guard usd > 0, usd < 1000 else {
      throw wrong("a price has to lie between 0 and 1000 dollars")
    }
    return Price(microdollars: Int((usd * 1_000_000).rounded()))
  }

  private static func resolution(_ name: String) throws(HailuoError) -> Resolution {
    guard let resolution = Resolution(rawValue: name.uppercased()) else {
      throw wrong("\"\(name.prefix(20))\" is no size; write 512P, 768P or 1080P")
    }
    return resolution
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
      || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
  }

  private static func wrong(_ reason: String) -> HailuoError {
    let reason = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
    return HailuoError(.badCard, "The model's card cannot be used: \(reason).")
  }
}
