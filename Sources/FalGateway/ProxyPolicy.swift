public import FalClient
internal import FoundationEssentials

/// What a credential proxy allows; everything else is refused.
public struct ProxyPolicy: Sendable {
  /// An endpoint that may be called.
  public struct Endpoint: Sendable, Hashable {
    /// fal's name for it.
    public let id: EndpointID
    /// The most one call of it costs, in millionths of a dollar; nil where nobody knows.
    public let mostMicrodollars: Int?

    /// Allows an endpoint.
    public init(_ id: EndpointID, mostMicrodollars: Int? = nil) {
      self.id = id
      self.mostMicrodollars = mostMicrodollars
    }
  }

  /// Somebody who may use the proxy.
  public struct Caller: Sendable, Hashable {
    /// A name for people and for the record of what was spent.
    public let name: String
    /// The SHA-256 of the token, 64 hexadecimal digits: the token itself is kept nowhere.
    public let tokenDigest: String
    /// How much may be spent in all, in millionths of a dollar; nil without limit.
    public let limitMicrodollars: Int?

    /// Allows a caller.
    public init(name: String, tokenDigest: String, limitMicrodollars: Int?) {
      self.name = name
      self.tokenDigest = tokenDigest.lowercased()
      self.limitMicrodollars = limitMicrodollars
    }
  }

  /// The endpoints that may be called.
  public var endpoints: [Endpoint]
  /// Who may call.
  public var callers: [Caller]
  /// Whether files may be uploaded.
  public var allowsUploads = true
  /// The web pages that may call, such as `https://studio.example.com`, compared exactly.
  public var origins: Set<String> = []
  /// The largest request, in bytes. Pictures go to storage, not through the proxy.
  public var maximumByteCount = 1 << 20

  /// Creates a policy.
  public init(endpoints: [Endpoint], callers: [Caller]) {
    self.endpoints = endpoints
    self.callers = callers
  }
}

/// The file a proxy is configured by, in JSON.
public struct ProxyConfiguration: Sendable {
  /// Where to listen; this computer only when the file does not say.
  public let listen: ListenAddress?
  /// What is allowed.
  public let policy: ProxyPolicy
  /// Where the record of what was spent is kept; nil next to the configuration.
  public let spendFile: String?

  private struct Form: Decodable {
    struct Endpoint: Decodable {
      let id: String
      let mostUSD: Double?
      enum CodingKeys: String, CodingKey, CaseIterable {
        case id
        case mostUSD = "most_usd"
      }
    }
    struct Caller: Decodable {
      let name: String
      let tokenDigest: String
      let limitUSD: Double?
      enum CodingKeys: String, CodingKey, CaseIterable {
        case name
        case tokenDigest = "token_sha256"
        case limitUSD = "spend_limit_usd"
      }
    }
    let listen: String?
    let endpoints: [Endpoint]
    let callers: [Caller]
    let uploads: Bool?
    let origins: [String]?
    let maximumByteCount: Int?
    let spendFile: String?
    enum CodingKeys: String, CodingKey, CaseIterable {
      case listen, endpoints, callers, uploads, origins
      case maximumByteCount = "maximum_bytes"
      case spendFile = "spend_file"
    }
  }

  /// Reads a configuration.
  ///
  /// - Parameter price: the most a call of an endpoint costs, in millionths of a dollar, for those
  ///   the file names no price for.
  /// - Throws: ``GatewayError`` `.configuration`, with the first thing that is wrong.
  public init(
    parsing json: [UInt8], price: (EndpointID) -> Int? = { _ in nil }
  ) throws(GatewayError) {
    let form: Form
    do {
      form = try JSONDecoder().decode(Form.self, from: Data(json))
    } catch let error as DecodingError {
      throw Self.wrong(Self.place(of: error))
    } catch {
      throw Self.wrong("it is no JSON")
    }
    try Self.refuseUnknownKeys(in: json)
    guard !form.endpoints.isEmpty else { throw Self.wrong("\"endpoints\" allows nothing") }
    guard !form.callers.isEmpty else { throw Self.wrong("\"callers\" allows nobody") }
    var endpoints: [ProxyPolicy.Endpoint] = []
    for entry in form.endpoints {
      let id: EndpointID
      do { id = try EndpointID(entry.id) } catch { throw Self.wrong(error.message) }
      let most = try entry.mostUSD.map { usd throws(GatewayError) in try Self.micro(usd, entry.id) }
      endpoints.append(ProxyPolicy.Endpoint(id, mostMicrodollars: most ?? price(id)))
    }
    var callers: [ProxyPolicy.Caller] = []
    for entry in form.callers {
      let digits = entry.tokenDigest.utf8
      guard digits.count == 64, digits.allSatisfy({ Self.isHexadecimal($0) }) else {
        throw Self.wrong(
          "\"token_sha256\" of \(entry.name) is not 64 hexadecimal digits, as sha256sum gives them")
      }
      let limit = try entry.limitUSD.map { usd throws(GatewayError) in
        try Self.micro(usd, entry.name)
      }
      callers.append(
        ProxyPolicy.Caller(
          name: entry.name, tokenDigest: entry.tokenDigest, limitMicrodollars: limit))
    }
    guard Set(callers.map(\.name)).count == callers.count,
      Set(callers.map(\.tokenDigest)).count == callers.count
    else { throw Self.wrong("two callers have the same name or the same token") }
    if callers.contains(where: { $0.limitMicrodollars != nil }),
      let unpriced = endpoints.first(where: { $0.mostMicrodollars == nil })
    {
      throw Self.wrong(
        "there is a spend limit, but no price for \(unpriced.id); add \"most_usd\" to it")
    }
    var policy = ProxyPolicy(endpoints: endpoints, callers: callers)
    policy.allowsUploads = form.uploads ?? true
    policy.origins = Set(form.origins ?? [])
    if policy.origins.contains("*") {
      throw Self.wrong("\"origins\" names pages one by one, without \"*\"")
    }
    if let count = form.maximumByteCount {
      guard (1...(64 << 20)).contains(count) else {
        throw Self.wrong("\"maximum_bytes\" must be between 1 and \(64 << 20)")
      }
      policy.maximumByteCount = count
    }
    self.policy = policy
    listen = try form.listen.map { text throws(GatewayError) in
      do throws(GatewayError) {
        return try ListenAddress(text)
      } catch {
        throw Self.wrong(error.message)
      }
    }
    spendFile = form.spendFile
  }

  /// A key that is misspelt must not pass for one that is left out: no limit would be meant then.
  private static func refuseUnknownKeys(in json: [UInt8]) throws(GatewayError) {
    guard case .object(let top)? = JSONValue(parsing: json) else { return }
    try check(top, Form.CodingKeys.allCases.map(\.rawValue), "the configuration")
    for case .object(let entry) in top["endpoints"]?.elements ?? [] {
      try check(entry, Form.Endpoint.CodingKeys.allCases.map(\.rawValue), "an endpoint")
    }
    for case .object(let entry) in top["callers"]?.elements ?? [] {
      try check(entry, Form.Caller.CodingKeys.allCases.map(\.rawValue), "a caller")
    }
  }

  private static func check(
    _ members: [String: JSONValue], _ keys: [String], _ what: String
  ) throws(GatewayError) {
    guard let key = members.keys.sorted().first(where: { !keys.contains($0) }) else { return }
    throw wrong(
      "\(what) has the unknown key \"\(key.prefix(60))\"; it takes \(keys.joined(separator: ", "))")
  }

  private static func micro(_ usd: Double, _ subject: String) throws(GatewayError) -> Int {
    guard usd >= 0, usd <= 1_000_000 else {
      throw wrong("the amount for \(subject) must be between 0 and 1000000 dollars")
    }
    return Int((usd * 1_000_000).rounded())
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }

  private static func wrong(_ reason: String) -> GatewayError {
    let reason = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
    return GatewayError(.configuration, "The proxy's configuration cannot be used: \(reason).")
  }

  private static func place(of error: DecodingError) -> String {
    func path(_ context: DecodingError.Context, _ last: String? = nil) -> String {
      (context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
        + [last].compactMap(\.self))
        .joined(separator: ".")
    }
    return switch error {
    case .keyNotFound(let key, let context): "\"\(path(context, key.stringValue))\" is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\"\(path(context))\" is of the wrong kind"
    default: "it is no JSON"
    }
  }
}
