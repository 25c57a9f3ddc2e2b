import FalClient
import Foundation

@testable import FalSimulator

/// One answer as it came over the wire.
struct Reply: Sendable {
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]
  /// Whether the body is as long as it was announced.
  var isWhole: Bool
  /// The chunks of a body without a length.
  var chunks: [[UInt8]] = []

  subscript(header: String) -> String? { headers.first { $0.name == header.lowercased() }?.value }
  var text: String { String(decoding: body, as: UTF8.self) }
  var json: JSONValue? { JSONValue(parsing: body) }
}

/// A client for tests: blocking sockets on threads of their own.
struct RawHTTP: Sendable {
  let port: Int
  var key: String? = "id:secret"

  /// Runs blocking work on a new thread, off the pool the server needs.
  static func blocking<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
    }
  }

  /// Sends one request on a connection of its own; `nil` when there was no answer.
  func attempt(
    _ method: String, _ target: String, _ headers: [String: String] = [:], body: [UInt8] = [],
    sendsKey: Bool = true
  ) async throws -> Reply? {
    let request = self.request(method, target, headers, body: body, sendsKey: sendsKey)
    return try await Self.blocking { [port] in
      let connection = try RawConnection(port: port)
      try connection.write(request)
      return try connection.readReply(hasBody: method != "HEAD")
    }
  }

  func request(
    _ method: String, _ target: String, _ headers: [String: String] = [:], body: [UInt8] = [],
    sendsKey: Bool = true
  ) -> [UInt8] {
    var head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
    if sendsKey, let key { head += "Authorization: Key \(key)\r\n" }
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if !body.isEmpty || method == "POST" || method == "PUT" {
      head += "Content-Length: \(body.count)\r\n"
    }
    return Array("\(head)\r\n".utf8) + body
  }

  struct NoAnswer: Error { let request: String }

  func send(
    _ method: String, _ target: String, _ headers: [String: String] = [:], body: [UInt8] = [],
    sendsKey: Bool = true
  ) async throws -> Reply {
    let reply = try await attempt(method, target, headers, body: body, sendsKey: sendsKey)
    guard let reply else { throw NoAnswer(request: "\(method) \(target)") }
    return reply
  }

  /// The part of an address behind this server's own.
  func target(_ address: String?) -> String {
    guard let address, address.hasPrefix("http://127.0.0.1:\(port)/") else {
      return "/not-an-address-of-this-server"
    }
    return String(address.dropFirst("http://127.0.0.1:\(port)".count))
  }
}
