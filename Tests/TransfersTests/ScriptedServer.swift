import Synchronization
import Transfers

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A TCP server on loopback that answers HTTP requests by script, faults included.
///
/// It listens on a free port and ends when it is released.
final class ScriptedServer: Sendable {
  struct Request: Sendable {
    let method: String
    let target: String
    let headers: HTTPHeaders
    let body: [UInt8]
  }

  /// What the server does with one request, in order; afterwards it reads the next one.
  enum Step: Sendable {
    case send([UInt8])
    /// Closes the connection in the ordinary way.
    case close
    /// Closes it with a reset.
    case reset
    /// Keeps still until the other side closes.
    case hang
  }

  /// Decides by the request and its number, counted from 0 over all connections.
  typealias Script = @Sendable (_ request: Request, _ number: Int) -> [Step]

  let port: UInt16
  private let core: Core

  init(_ script: @escaping Script) throws {
    let (listener, port) = try boundSocket()
    guard listen(listener, 64) == 0 else { throw SocketFailure(errno: errno) }
    self.port = port
    core = Core(listener: listener, script: script)
    core.start()
  }

  deinit { core.stop() }

  var url: String { "http://127.0.0.1:\(port)" }
  var requests: [Request] { core.state.withLock { $0.requests } }
  var connectionCount: Int { core.state.withLock { $0.connectionCount } }
}

/// A port of loopback that belongs to us and on which nobody listens: connections are refused.
final class DeafPort: Sendable {
  let port: UInt16
  private let descriptor: Int32

  init() throws { (descriptor, port) = try boundSocket() }

  deinit { close(descriptor) }
}

struct SocketFailure: Error { let errno: Int32 }

extension ScriptedServer.Step {
  /// A whole answer with its length.
  static func answer(
    _ status: Int, _ headers: HTTPHeaders = [:], _ body: [UInt8] = []
  ) -> Self {
    head(status, headers, byteCount: body.count, body)
  }

  static func answer(_ status: Int, _ headers: HTTPHeaders = [:], _ body: String) -> Self {
    answer(status, headers, Array(body.utf8))
  }

  /// An answer that promises a number of bytes and sends those given.
  static func head(
    _ status: Int, _ headers: HTTPHeaders, byteCount: Int, _ body: [UInt8] = []
  ) -> Self {
    var text = "HTTP/1.1 \(status) Scripted\r\nContent-Length: \(byteCount)\r\n"
    for field in headers.fields { text += "\(field.name): \(field.value)\r\n" }
    return .send(Array((text + "\r\n").utf8) + body)
  }
}

#if canImport(Glibc)
  private let streamKind = Int32(SOCK_STREAM.rawValue)
#else
  private let streamKind = SOCK_STREAM
#endif

private func boundSocket() throws -> (descriptor: Int32, port: UInt16) {
  let descriptor = socket(AF_INET, streamKind, 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
      bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
    }
  }
  guard descriptor >= 0, isBound else { throw SocketFailure(errno: errno) }
  return (descriptor, UInt16(bigEndian: address.sin_port))
}

/// What the server's threads share; they never hold the server itself, so its release ends them.
private final class Core: Sendable {
  struct State {
    var requests: [ScriptedServer.Request] = []
    var connectionCount = 0
  }

  let state = Mutex(State())
  private let isStopped = Atomic(false)
  private let listener: Int32
  private let script: ScriptedServer.Script

  init(listener: Int32, script: @escaping ScriptedServer.Script) {
    self.listener = listener
    self.script = script
  }

  func stop() { isStopped.store(true, ordering: .relaxed) }

  func start() {
    spawn { [self] in
      while waitToRead(listener) {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        state.withLock { $0.connectionCount += 1 }
        spawn { [self] in
          serve(connection)
          close(connection)
        }
      }
      close(listener)
    }
  }

  private func serve(_ connection: Int32) {
    var pending: [UInt8] = []
    while let request = readRequest(connection, &pending) {
      let number = state.withLock { state in
        state.requests.append(request)
        return state.requests.count - 1
      }
      for step in script(request, number) {
        switch step {
        case .send(let bytes): if !sendAll(connection, bytes) { return }
        case .close: return
        case .reset:
          var linger = linger(l_onoff: 1, l_linger: 0)
          setsockopt(
            connection, SOL_SOCKET, SO_LINGER, &linger,
            socklen_t(MemoryLayout.size(ofValue: linger)))
          return
        case .hang:
          while receive(connection, &pending) {}
          return
        }
      }
    }
  }

  private func readRequest(_ connection: Int32, _ pending: inout [UInt8]) -> ScriptedServer.Request?
  {
    var headEnd: Int?
    while true {
      headEnd = endOfHead(pending)
      if headEnd != nil { break }
      guard receive(connection, &pending) else { return nil }
    }
    guard let headEnd else { return nil }
    let lines = String(decoding: pending[..<headEnd], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2 else { return nil }
    var headers = HTTPHeaders()
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers.append(
        String(line[line.index(after: colon)...].drop { $0 == " " }), for: String(line[..<colon]))
    }
    let byteCount = headers["Content-Length"].flatMap { Int($0) } ?? 0
    while pending.count < headEnd + byteCount {
      guard receive(connection, &pending) else { return nil }
    }
    let body = Array(pending[headEnd..<headEnd + byteCount])
    pending.removeFirst(headEnd + byteCount)
    return ScriptedServer.Request(
      method: String(words[0]), target: String(words[1]), headers: headers, body: body)
  }

  private func endOfHead(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for end in 4...bytes.count where bytes[(end - 4)..<end].elementsEqual([13, 10, 13, 10]) {
      return end
    }
    return nil
  }

  private func receive(_ connection: Int32, _ pending: inout [UInt8]) -> Bool {
    guard waitToRead(connection) else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(connection, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    pending += buffer[..<count]
    return true
  }

  private func sendAll(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { buffer in
        send(connection, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Waits for something to read; false once the server is released.
  private func waitToRead(_ descriptor: Int32) -> Bool {
    while !isStopped.load(ordering: .relaxed) {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&entry, 1, 20) > 0 { return true }
    }
    return false
  }

  private func spawn(_ work: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
      let work: @Sendable () -> Void
      init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(work))
    let result = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().work() }
        return nil
      }, box.toOpaque())
    if result == 0 { pthread_detach(thread) } else { box.release() }
  }
}
