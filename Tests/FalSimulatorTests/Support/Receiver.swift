import FalClient
import Foundation
import Synchronization

@testable import FalSimulator

/// A webhook's receiving end on a port of this computer; shares no code with the simulator.
final class Receiver: Sendable {
  /// One letter as it came.
  struct Letter: Sendable {
    var headers: [String: String]
    var body: [UInt8]
    var json: JSONValue? { JSONValue(parsing: body) }
  }

  private struct State {
    var letters: [Letter] = []
    var answers: [Int]
    var isOver = false
  }

  let port: Int
  private let socketNumber: Int32
  private let state: Mutex<State>

  /// Answers with these statuses, one after the other, and with 200 when they are used up.
  init(answers: [Int] = []) throws {
    state = Mutex(State(answers: answers))
    socketNumber = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let number = socketNumber
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(number, pointer, length) == 0 && listen(number, 16) == 0
          && getsockname(number, pointer, &length) == 0
      }
    }
    guard bound else { throw RawConnection.Failure(step: "listen", number: errno) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in serve() }
  }

  var url: String { "http://127.0.0.1:\(port)/hook?from=test" }
  var letters: [Letter] { state.withLock { $0.letters } }

  func stop() {
    state.withLock { $0.isOver = true }
    shutdown(socketNumber, Int32(SHUT_RDWR))
  }

  /// Waits until so many letters have come.
  func letters(_ count: Int) async throws -> [Letter] {
    while letters.count < count { try await Task.sleep(for: .milliseconds(5)) }
    return letters
  }

  private func serve() {
    while true {
      let client = accept(socketNumber, nil, nil)
      guard client >= 0, !state.withLock({ $0.isOver }) else { break }
      if let letter = Self.read(client) {
        let status = state.withLock { state in
          state.letters.append(letter)
          return state.answers.isEmpty ? 200 : state.answers.removeFirst()
        }
        let reply = Array("HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n".utf8)
        _ = send(client, reply, reply.count, Int32(MSG_NOSIGNAL))
      }
      close(client)
    }
    close(socketNumber)
  }

  private static func read(_ client: Int32) -> Letter? {
    var buffer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) {
        let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
          .components(separatedBy: "\r\n").dropFirst()
        var headers: [String: String] = [:]
        for line in lines {
          guard let colon = line.firstIndex(of: ":") else { continue }
          headers[line[..<colon].lowercased()] = line[colon...].dropFirst()
            .trimmingCharacters(in: .whitespaces)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        if buffer.count - end.upperBound >= length {
          return Letter(headers: headers, body: Array(buffer[end.upperBound...].prefix(length)))
        }
      }
      let count = recv(client, &chunk, chunk.count, 0)
      guard count > 0 else { return nil }
      buffer += chunk.prefix(count)
    }
  }
}
