internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix

/// The server in front of the service: reads calls from 127.0.0.1 and writes answers.
struct HTTPFront: Sendable {
  static let host = "127.0.0.1"

  private let server: Server<HTTP1Channel>
  private let connections: Connections

  /// Prepares a server; `onListening` is told the port before the first connection is accepted.
  init(
    port: Int, service: SimulatedService, onListening: @escaping @Sendable (Int) -> Void
  ) {
    let connections = Connections()
    self.connections = connections
    server = Server(
      childChannelSetup: HTTP1Channel(
        responder: { request, writer, channel in
          connections.enter(channel)
          defer { connections.leave(channel) }
          guard !connections.isSpent(channel) else { throw ConnectionEnd.scripted }
          let closesNext = try await Self.respond(to: request, of: service, writer, channel)
          if closesNext { connections.spend(channel) }
        }),
      configuration: ServerConfiguration(address: .hostname(Self.host, port: port)),
      onServerRunning: { channel in onListening(channel.localAddress?.port ?? port) },
      // One loop for the listener and its connections: a connection that is accepted while the
      // listener closes would be lost on its way from one loop to another.
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton.next(),
      logger: Logger(label: "simulator", factory: { _ in SwiftLogNoOpLogHandler() }))
  }

  /// Serves until ``stop(grace:)``; throws when it cannot listen.
  func run() async throws {
    try await server.run()
  }

  /// Accepts nothing more, closes idle connections at once and busy ones after the grace.
  func stop(grace: Duration) async {
    await withTaskGroup(of: Void.self) { group in
      // It fails only when the server has ended by itself: then there is nothing to stop.
      group.addTask { do { try await server.shutdownGracefully() } catch {} }
      group.addTask {
        do { try await ContinuousClock().sleep(for: grace) } catch { return }
        connections.closeAll()
      }
      await group.next()
      connections.closeAll()
      group.cancelAll()
    }
  }

  /// Reads a request, answers it, and says whether the connection ends at its next one.
  @concurrent
  private static func respond(
    to request: Request, of service: SimulatedService, _ writer: consuming ResponseWriter,
    _ channel: any Channel
  ) async throws -> Bool {
    var call = Call(
      method: request.head.method.rawValue, target: request.head.path ?? "",
      headers: request.headers)
    let route = Route(method: call.method, path: call.path)
    let limit = route.bodyLimit(uploads: service.options.uploadLimit)
    let sender = AnswerSender(withBody: call.method != "HEAD", channel: channel)

    let declared = call.header("content-length").flatMap { Int($0) }
    if let declared, declared > limit {
      try await sender.send(service.answerTooLarge(call, route), writer)
      return false
    }
    let fate = service.fate(of: call, route)
    if case .effect(.hangUpUnread) = fate {
      service.noteUnread(call, route)
      throw ConnectionEnd.scripted
    }
    if call.header("expect")?.lowercased() == "100-continue" {
      try await writer.writeInformationalHead(HTTPResponse(status: .continue))
    }
    do {
      call.body = Array(buffer: try await request.body.collect(upTo: limit))
    } catch is NIOTooManyBytesError {
      try await sender.send(service.answerTooLarge(call, route), writer)
      return false
    }
    if let declared, call.body.count != declared { throw ConnectionEnd.unfinishedRequest }
    let answer = await service.answer(call, route, fate)
    try await sender.send(answer, writer)
    return answer.closesWhenReused
  }
}

/// Why a connection ends without a proper answer; thrown to the server, which then closes it.
enum ConnectionEnd: Error {
  /// The client went away in the middle of its body.
  case unfinishedRequest
  /// A fault wanted it.
  case scripted
}
