import Foundation

/// One TCP connection to a port of this computer, and just enough HTTP to use it.
///
/// It shares no code with the server, so that a test sees what is really on the wire. Blocking:
/// use it on a thread of its own, as `RawHTTP` does.
final class RawConnection {
  struct Failure: Error { let step: String, number: Int32 }

  private let socketNumber: Int32
  private var buffer: [UInt8] = []

  init(port: Int) throws {
    socketNumber = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socketNumber >= 0 else { throw Failure(step: "socket", number: errno) }
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      socketNumber, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socketNumber, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    // The socket is closed by `deinit`, which runs after a throw here too.
    guard connected == 0 else { throw Failure(step: "connect", number: errno) }
  }

  deinit { close(socketNumber) }

  func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(socketNumber, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure(step: "send", number: errno) }
      rest = rest.dropFirst(count)
    }
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Reads one answer; `nil` when the connection ends before it has a head.
  func readReply(hasBody: Bool = true) throws -> Reply? {
    guard let head = try readHead() else { return nil }
    var lines = head.components(separatedBy: "\r\n")[...]
    let status = lines.removeFirst().split(separator: " ").dropFirst().first.flatMap { Int($0) }
    let headers = lines.map { line in
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      return (
        name: line[..<colon].lowercased(),
        value: line[colon...].dropFirst().trimmingCharacters(in: .whitespaces)
      )
    }
    var reply = Reply(status: status ?? 0, headers: headers, body: [], isWhole: true)
    guard hasBody, status != 100 else { return reply }
    if reply["transfer-encoding"]?.lowercased() == "chunked" {
      reply.isWhole = try readChunks(into: &reply)
      return reply
    }
    let length = reply["content-length"].flatMap { Int($0) } ?? 0
    while buffer.count < length {
      guard try readMore() else { break }
    }
    reply.body = Array(buffer.prefix(length))
    reply.isWhole = buffer.count >= length
    buffer.removeFirst(reply.body.count)
    return reply
  }

  /// Reads chunks until the last one or the end of the connection; whether the last one came.
  private func readChunks(into reply: inout Reply) throws -> Bool {
    while true {
      guard let line = try readLine(), let size = Int(line, radix: 16) else { return false }
      while buffer.count < size + 2 {
        guard try readMore() else { return false }
      }
      if size == 0 { return true }
      reply.chunks.append(Array(buffer.prefix(size)))
      reply.body += buffer.prefix(size)
      buffer.removeFirst(size + 2)
    }
  }

  private func readLine() throws -> String? {
    while true {
      if let end = buffer.firstRange(of: [0x0D, 0x0A]) {
        let line = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
        buffer.removeFirst(end.upperBound)
        return line
      }
      guard try readMore() else { return nil }
    }
  }

  /// Reads until a text has come, and then as long as more comes within a while.
  func readSome(after text: String, for seconds: Double) throws -> [UInt8] {
    while buffer.firstRange(of: Array(text.utf8)) == nil {
      guard try readMore() else { return buffer }
    }
    var limit = timeval(tv_sec: Int(seconds), tv_usec: Int(seconds * 1e6) % 1_000_000)
    setsockopt(
      socketNumber, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    do {
      while try readMore() {}
    } catch let failure as Failure where failure.number == EAGAIN {}
    return buffer
  }

  /// Whether the other side closes, and sends nothing more before.
  func endsSilently() throws -> Bool {
    if !buffer.isEmpty { return false }
    return try !readMore()
  }

  /// Whether the other side breaks the connection off instead of closing it.
  func endsWithReset() throws -> Bool {
    var byte: UInt8 = 0
    let count = recv(socketNumber, &byte, 1, 0)
    return count < 0 && errno == ECONNRESET
  }

  private func readHead() throws -> String? {
    while true {
      if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) {
        let head = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
        buffer.removeFirst(end.upperBound)
        return head
      }
      guard try readMore() else { return nil }
    }
  }

  private func readMore() throws -> Bool {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    let count = chunk.withUnsafeMutableBytes { recv(socketNumber, $0.baseAddress, $0.count, 0) }
    if count < 0, errno == ECONNRESET { return false }
    guard count >= 0 else { throw Failure(step: "recv", number: errno) }
    buffer += chunk.prefix(count)
    return count > 0
  }
}
