internal import Outputs
internal import Transfers

/// What is to be put into fal's storage.
public enum UploadContent: Sendable, Hashable {
  /// Bytes in memory.
  case bytes([UInt8])
  /// A file here; it must not change meanwhile.
  case file(path: String)

  /// The size in bytes.
  ///
  /// - Throws: ``FalError`` `.file`, naming the file.
  var byteCount: Int {
    get throws(FalError) {
      switch self {
      case .bytes(let bytes): bytes.count
      case .file(let path):
        try Self.reading { () throws(OutputError) in try WholeFile.size(of: path) }
      }
    }
  }

  /// The SHA-256, 64 lower-case hexadecimal digits.
  ///
  /// - Throws: ``FalError`` `.file`, naming the file.
  var digest: String {
    get throws(FalError) {
      switch self {
      case .bytes(let bytes): FileDigest.sha256(of: bytes)
      case .file(let path):
        try Self.reading { () throws(OutputError) in try FileDigest.sha256(ofFile: path) }
      }
    }
  }

  /// All bytes, for content that is to stand inside a request.
  func bytes(limit: Int) throws(FalError) -> [UInt8] {
    switch self {
    case .bytes(let bytes): bytes
    case .file(let path):
      try Self.reading { () throws(OutputError) in try WholeFile.bytes(of: path, limit: limit) }
    }
  }

  /// The whole of it as the body of a request.
  var body: HTTPBody {
    switch self {
    case .bytes(let bytes): .bytes(bytes)
    case .file(let path): .file(path: path)
    }
  }

  /// A part of it as the body of a request.
  func body(of range: Range<Int>) -> HTTPBody {
    switch self {
    case .bytes(let bytes): .bytes(Array(bytes[range]))
    case .file(let path):
      .filePart(path: path, offset: Int64(range.lowerBound), byteCount: Int64(range.count))
    }
  }

  private static func reading<Value>(
    _ read: () throws(OutputError) -> Value
  ) throws(FalError) -> Value {
    do {
      return try read()
    } catch {
      throw FalError(.file, error.message)
    }
  }
}

/// One thing to be put into fal's storage, and how.
struct UploadOrder: Sendable {
  let content: UploadContent
  let contentType: String
  let fileName: String
  let lifecycle: String?
  let byteCount: Int
  let progress: TransferProgressHandler?

  /// What an error says was going on.
  var task: String { "Uploading \(ServerText.cleaned(fileName, limit: 100))" }

  /// The CDN reads the first, the REST service the second; fal's Python client sends both.
  func addLifecycle(to headers: inout HTTPHeaders) {
    headers["X-Fal-Object-Lifecycle"] = lifecycle
    headers["X-Fal-Object-Lifecycle-Preference"] = lifecycle
  }
}
