internal import FoundationEssentials
internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import Transfers

/// A small HTTP/1.1 server: reads each request whole, within limits, and writes what is answered.
final class GatewayServer: Sendable {
  /// What a server takes.
  struct Limits: Sendable {
    /// The largest body, in bytes.
    var bodyByteCount: Int
    /// How long reading a body may take.
    var bodyTime: Duration = .seconds(60)
    /// How many connections there may be at once.
    var connectionCount = 256
  }

  typealias Responder = @Sendable (GatewayCall) async -> GatewayAnswer

  let address: ListenAddress
  private let server: Server<HTTP1Channel>
  private let life: Task<Void, any Error>

  private init(address: ListenAddress, server: Server<HTTP1Channel>, life: Task<Void, any Error>) {
    self.address = address
    self.server = server
    self.life = life
  }

  /// Starts a server and returns once it listens.
  ///
  /// - Throws: ``GatewayError`` `.address` when it cannot listen there.
  static func start(
    at address: ListenAddress, _ limits: Limits, _ respond: @escaping Responder
  ) async throws -> GatewayServer {
    let (ports, listening) = AsyncStream<Int>.makeStream()
    let server = Server(
      childChannelSetup: HTTP1Channel(
        responder: { request, writer, _ in
          try await Self.serve(request, writer, limits, respond)
        },
        configuration: HTTP1Channel.Configuration(
          idleTimeout: .seconds(30),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
      configuration: ServerConfiguration(
        address: .hostname(address.host, port: address.port),
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionCount)),
      onServerRunning: { channel in
        listening.yield(channel.localAddress?.port ?? address.port)
      },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
      logger: Logger(label: "gateway", factory: { _ in SwiftLogNoOpLogHandler() }))
    let life = Task {
      defer { listening.finish() }
      try await server.run()
    }
    for await port in ports {
      return GatewayServer(address: address.with(port: port), server: server, life: life)
    }
    do { try await life.value } catch {
      let isTaken = (error as? IOError)?.errnoCode == EADDRINUSE
      let reason = isTaken ? "another program does already" : "\(error)"
      throw GatewayError(
        .address, "\(address): cannot listen there: \(reason); choose another port or address.")
    }
    throw CancellationError()
  }

  /// Ends the server; answers under way are finished first.
  func shutdown() async {
    // It fails only when the server has ended by itself: then there is nothing to stop.
    do { try await server.shutdownGracefully() } catch {}
    do { try await life.value } catch {}
  }

  @concurrent
  private static func serve(
    _ request: Request, _ writer: consuming ResponseWriter, _ limits: Limits,
    _ respond: Responder
  ) async throws {
    let isHead = request.head.method == .head
    let declared = request.headers[.contentLength].flatMap { Int($0) }
    let tooLarge = GatewayAnswer.refusal(
      413, "The request is larger than \(limits.bodyByteCount) bytes.")
    if let declared, declared > limits.bodyByteCount {
      try await write(tooLarge, writer, isHead: isHead)
      throw ConnectionEnd()
    }
    if request.headers[.expect]?.lowercased() == "100-continue" {
      try await writer.writeInformationalHead(HTTPTypes.HTTPResponse(status: .continue))
    }
    let body: [UInt8]
    do {
      body = try await collect(request.body, limits)
    } catch is NIOTooManyBytesError {
      try await write(tooLarge, writer, isHead: isHead)
      throw ConnectionEnd()
    }
    if let declared, body.count != declared { throw ConnectionEnd() }
    var headers = HTTPHeaders()
    for field in request.headers { headers.append(field.value, for: field.name.rawName) }
    let target = request.head.path ?? "/"
    let path = String(target.prefix { $0 != "?" })
    let query = target.firstIndex(of: "?").map { String(target[$0...].dropFirst()) }
    let call = GatewayCall(
      method: request.head.method.rawValue, path: path, query: query, headers: headers, body: body)
    try await write(await respond(call), writer, isHead: isHead)
  }

  /// Reads a body, but not for ever.
  @concurrent
  private static func collect(_ body: RequestBody, _ limits: Limits) async throws -> [UInt8] {
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask { Array(buffer: try await body.collect(upTo: limits.bodyByteCount)) }
      group.addTask {
        try await Task.sleep(for: limits.bodyTime)
        throw ConnectionEnd()
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }

  @concurrent
  private static func write(
    _ answer: GatewayAnswer, _ writer: consuming ResponseWriter, isHead: Bool
  ) async throws {
    var fields = HTTPFields()
    for field in answer.headers.fields {
      guard let name = HTTPField.Name(field.name) else { continue }
      fields.append(HTTPField(name: name, value: field.value))
    }
    if case .bytes(let bytes) = answer.body { fields[.contentLength] = String(bytes.count) }
    let head = HTTPTypes.HTTPResponse(
      status: HTTPTypes.HTTPResponse.Status(code: answer.status), headerFields: fields)
    var body = try await writer.writeHead(head)
    switch answer.body {
    case .bytes(let bytes):
      if !isHead, !bytes.isEmpty { try await body.write(ByteBuffer(bytes: bytes)) }
    case .stream(let stream):
      while !isHead, let piece = try await stream.next() {
        try await body.write(ByteBuffer(bytes: piece))
      }
    }
    try await body.finish(nil)
  }
}

/// Why a connection ends without a proper answer; thrown to the server, which then closes it.
private struct ConnectionEnd: Error {}
