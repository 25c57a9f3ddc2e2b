internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import NIOFileSystem

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Puts one answer on the wire: whole, in part, slowly, or not at all.
struct AnswerSender: Sendable {
  /// `false` for HEAD, whose answers have headers only.
  let withBody: Bool
  let channel: any Channel

  @concurrent
  func send(_ answer: Answer, _ writer: consuming ResponseWriter) async throws {
    switch answer.delivery {
    case .none: throw ConnectionEnd.scripted
    case .reset:
      try await reset()
      throw ConnectionEnd.scripted
    default: break
    }
    var body = try await writer.writeHead(head(of: answer))
    let budget = answer.delivery.budget ?? answer.byteCount ?? .max

    if withBody, budget > 0 {
      let (size, pause) = answer.delivery.pace
      switch answer.body {
      case .bytes(let bytes):
        for piece in Self.pieces(of: bytes.prefix(budget), size) {
          try await body.write(piece)
          if let pause { try await ContinuousClock().sleep(for: pause) }
        }
      case .file(let path, let range):
        let first = Int64(range.lowerBound)
        let count = Int64(min(budget, range.count))
        try await FileSystem.shared.withFileHandle(forReadingAt: FilePath(path)) { file in
          let chunks = file.readChunks(
            in: first..<first + count, chunkLength: .bytes(Int64(size)))
          for try await chunk in chunks {
            try await body.write(chunk)
            if let pause { try await ContinuousClock().sleep(for: pause) }
          }
        }
      case .events(let events):
        var left = budget
        while left > 0, channel.isActive, let piece = try await events.next() {
          guard case .bytes(let bytes) = piece else {
            try await flushed()
            throw ConnectionEnd.scripted
          }
          for part in Self.pieces(of: bytes.prefix(left), size) {
            try await body.write(part)
            if let pause { try await ContinuousClock().sleep(for: pause) }
          }
          left -= bytes.count
        }
      }
    }
    if case .stall = answer.delivery { try await stall() }
    if answer.endsConnection {
      if answer.isWhole { try await body.finish(nil) }
      try await flushed()
      throw ConnectionEnd.scripted
    }
    try await body.finish(nil)
  }

  private static func pieces(of bytes: ArraySlice<UInt8>, _ size: Int) -> [ByteBuffer] {
    var rest = bytes
    var pieces: [ByteBuffer] = []
    while !rest.isEmpty {
      pieces.append(ByteBuffer(bytes: rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    return pieces
  }

  private func head(of answer: Answer) -> HTTPResponse {
    var fields = HTTPFields()
    for (name, value) in answer.headers {
      guard let name = HTTPField.Name(name) else { continue }
      fields.append(HTTPField(name: name, value: value))
    }
    if let count = answer.byteCount {
      fields[.contentLength] = String(max(0, count + answer.lengthError))
    }
    return HTTPResponse(status: HTTPResponse.Status(code: answer.status), headerFields: fields)
  }

  /// Waits until the system has taken every byte, so that a cut falls where it was asked for.
  ///
  /// Not for ever: a client that reads nothing would hold the connection open.
  private func flushed() async throws {
    for _ in 0..<2000 {
      let waiting = try await channel.getOption(.bufferedWritableBytes).get()
      if waiting == 0 { return }
      try await ContinuousClock().sleep(for: .milliseconds(1))
    }
  }

  /// Keeps the connection open and sends nothing, until one of both sides ends it.
  private func stall() async throws {
    while channel.isActive { try await ContinuousClock().sleep(for: .milliseconds(20)) }
  }

  /// Lets the coming close be a reset: what the other side has not read is thrown away.
  private func reset() async throws {
    guard let socket = channel as? any SocketOptionProvider else { return }
    try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    // At once: a half-closed connection would say goodbye first.
    try await channel.close().get()
  }
}

extension Answer.Delivery {
  /// How many bytes go in one write, and how long to wait after it.
  fileprivate var pace: (size: Int, pause: Duration?) {
    if case .drip(let bytes, let pause) = self { (max(1, bytes), pause) } else { (64 << 10, nil) }
  }

  /// How many bytes of the body are sent at most.
  fileprivate var budget: Int? {
    switch self {
    case .cut(let count), .stall(let count): max(0, count)
    default: nil
    }
  }
}

extension Answer {
  /// Whether the whole body is sent.
  fileprivate var isWhole: Bool { delivery.budget == nil && lengthError == 0 }

  /// Whether nothing can follow on the connection.
  fileprivate var endsConnection: Bool {
    if case .events = body { return true }
    return !isWhole
  }
}
