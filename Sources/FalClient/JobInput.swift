/// The input of a model, in which a file of this computer may stand wherever an address is wanted.
///
/// Literals make it: `["prompt": "A boat drifts.", "image_url": .file("boat.png")]`. Texts are sent
/// as they are, public addresses among them; only what is marked as a file is read from disk.
public indirect enum JobInput: Sendable, Hashable {
  /// Nothing.
  case null
  /// A flag.
  case flag(Bool)
  /// A whole number.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A text, or an address the model can read by itself.
  case text(String)
  /// A list.
  case list([JobInput])
  /// Named values.
  case object([String: JobInput])
  /// A file of this computer, for whose address the model is to get.
  case local(LocalFile)

  /// A file of this computer, its media type told by its name.
  public static func file(_ path: String) -> JobInput { .local(LocalFile(path: path)) }
}

/// A file of this computer that a model is to read.
public struct LocalFile: Sendable, Hashable {
  /// Where it is.
  public let path: String
  /// Its media type, such as `image/png`.
  public let contentType: String

  /// Names a file.
  ///
  /// - Parameter contentType: nil tells it by the end of the name.
  public init(path: String, contentType: String? = nil) {
    self.path = path
    self.contentType = contentType ?? MediaType.named(by: path)
  }

  /// The last part of the path.
  var name: String { path.split(separator: "/").last.map(String.init) ?? "file" }
}

extension JobInput: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByNilLiteral
{
  /// Creates named values; of equal names the last counts.
  public init(dictionaryLiteral elements: (String, JobInput)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
  /// Creates a list.
  public init(arrayLiteral elements: JobInput...) { self = .list(elements) }
  /// Creates a text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// Creates a flag.
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  /// Creates a whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// Creates a number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// Creates nothing.
  public init(nilLiteral: ()) { self = .null }
}

extension JobInput {
  /// Reads JSON.
  ///
  /// - Parameter filePrefix: texts that begin with it are files: with "file:" the text
  ///   "file:boat.png" is the file boat.png. Nil reads no file; for JSON that others wrote.
  /// - Throws: ``FalError`` `.invalidInput` when the bytes are no JSON.
  public init(parsing json: [UInt8], filePrefix: String? = nil) throws(FalError) {
    guard let value = JSONValue(parsing: json) else {
      throw FalError(.invalidInput, "The input is no JSON; check its commas and quotes.")
    }
    self.init(value, filePrefix)
  }

  private init(_ json: JSONValue, _ prefix: String?) {
    switch json {
    case .null: self = .null
    case .bool(let flag): self = .flag(flag)
    case .integer(let number): self = .integer(number)
    case .number(let number): self = .number(number)
    case .string(let text):
      if let prefix, text.hasPrefix(prefix) {
        var path = text.dropFirst(prefix.count)
        // An address of a file, "file:///pictures/a.png", names the same.
        if path.hasPrefix("//") { path = path.dropFirst(2) }
        self = .file(String(path))
      } else {
        self = .text(text)
      }
    case .array(let elements): self = .list(elements.map { JobInput($0, prefix) })
    case .object(let members): self = .object(members.mapValues { JobInput($0, prefix) })
    }
  }

  /// Every file it names, each once.
  public var files: Set<LocalFile> {
    switch self {
    case .local(let file): [file]
    case .list(let elements): elements.reduce(into: []) { $0.formUnion($1.files) }
    case .object(let members): members.values.reduce(into: []) { $0.formUnion($1.files) }
    default: []
    }
  }

  /// The JSON, with an address in the place of each file.
  func json(_ addresses: [LocalFile: String]) -> JSONValue {
    switch self {
    case .null: .null
    case .flag(let flag): .bool(flag)
    case .integer(let number): .integer(number)
    case .number(let number): .number(number)
    case .text(let text): .string(text)
    case .list(let elements): .array(elements.map { $0.json(addresses) })
    case .object(let members): .object(members.mapValues { $0.json(addresses) })
    case .local(let file): addresses[file].map { .string($0) } ?? .null
    }
  }
}
