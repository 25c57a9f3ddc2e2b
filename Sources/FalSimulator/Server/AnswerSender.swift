internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import NIOFileSystem

/// Puts one answer on the wire: whole, cut, or not at all.
struct AnswerSender: Sendable {
  /// `false` for HEAD, whose answers have headers only.
  let withBody: Bool
  let channel: any Channel

  private static let chunk = 64 << 10

  @concurrent
  func send(_ answer: Answer, _ writer: consuming ResponseWriter) async throws {
    if answer.delivery == .none { throw ConnectionEnd.scripted }
    var body = try await writer.writeHead(head(of: answer))
    var budget = answer.byteCount
    if case .cut(let count) = answer.delivery { budget = min(budget, count) }

    if withBody, budget > 0 {
      switch answer.body {
      case .bytes(let bytes):
        try await body.write(ByteBuffer(bytes: bytes.prefix(budget)))
      case .file(let path, let range):
        let start = Int64(range.lowerBound)
        try await FileSystem.shared.withFileHandle(forReadingAt: FilePath(path)) { file in
          let chunks = file.readChunks(
            in: start..<start + Int64(budget), chunkLength: .bytes(Int64(Self.chunk)))
          for try await chunk in chunks { try await body.write(chunk) }
        }
      }
    }
    if case .cut = answer.delivery {
      try await flushed()
      throw ConnectionEnd.scripted
    }
    try await body.finish(nil)
  }

  private func head(of answer: Answer) -> HTTPResponse {
    var fields = HTTPFields()
    for (name, value) in answer.headers {
      guard let name = HTTPField.Name(name) else { continue }
      fields.append(HTTPField(name: name, value: value))
    }
    fields[.contentLength] = String(answer.byteCount)
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
}
