internal import CCurl

/// One request and its answer while libcurl works on it; lives on the transfer thread.
///
/// libcurl's callbacks get an unretained pointer to it. The invariant that makes this safe: the
/// loop holds a strong reference from before `curl_multi_add_handle` until after
/// `curl_multi_remove_handle`, and libcurl calls back only between the two, on the same thread.
final class Exchange {
  let order: ExchangeOrder
  let easy: EasyHandle
  private let source: BodySource
  private let sink: FileSink?
  private var headers = HTTPHeaders()
  private var headerByteCount = 0
  private var body: [UInt8] = []
  private var decision: DownloadDecision?
  /// Why a callback stopped the transfer; libcurl itself only knows that one did.
  private var failure: TransferError?
  private var skippedByteCount = 0
  private var stoppedOnPurpose = false
  private var lastSentByteCount: Int64 = -1
  private var lastArrival = ContinuousClock.now
  private var isPaused = false

  /// All headers of all answers together; fal promises at most 16 KB (protocol guide, "headers").
  static let maximumHeaderByteCount = 64 << 10

  init(_ order: ExchangeOrder) throws(TransferError) {
    self.order = order
    easy = try EasyHandle()
    source = try BodySource(order.request.body)
    sink = order.file.map(FileSink.init)
    try configure()
  }

  // MARK: Called by libcurl

  func receive(header line: UnsafeRawBufferPointer) -> Bool {
    lastArrival = .now
    headerByteCount += line.count
    guard headerByteCount <= Self.maximumHeaderByteCount else {
      return stop(.tooLarge, "the header of the answer is larger than 64 KiB")
    }
    headers.absorb(line: line)
    return true
  }

  /// What libcurl is told about a piece of the body.
  enum Reception { case taken, stopped, paused }

  func receive(body bytes: UnsafeRawBufferPointer) -> Reception {
    lastArrival = .now
    guard let pipe = order.pipe else { return keep(body: bytes) ? .taken : .stopped }
    pipe.open(StreamPipe.Head(status: easy.status, headers: headers))
    isPaused = !pipe.take(bytes)
    return isPaused ? .paused : .taken
  }

  private func keep(body bytes: UnsafeRawBufferPointer) -> Bool {
    guard let sink else {
      // What the server announces is refused before it is read.
      let announced = body.isEmpty ? headers["Content-Length"].flatMap { Int64($0) } ?? 0 : 0
      let limit = order.request.maximumAnswerByteCount
      guard announced <= limit, body.count + bytes.count <= limit else {
        return stop(
          .tooLarge, "the answer is larger than \(order.request.maximumAnswerByteCount) bytes")
      }
      body.append(contentsOf: bytes)
      return true
    }
    do throws(TransferError) {
      try decide(for: sink)
      if case .write = decision {
        try sink.write(bytes)
        return true
      }
      // What comes with a refusal or a redirect is read over, but not for ever.
      skippedByteCount += bytes.count
      stoppedOnPurpose = skippedByteCount > Self.maximumHeaderByteCount
      return !stoppedOnPurpose
    } catch {
      failure = error
      return false
    }
  }

  func provideBody(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    if let count = source.read(into: buffer) { return count }
    failure = TransferError(
      .unreadable, host: order.address.host,
      "The file being sent to \(order.address.host) cannot be read to its end; it has changed."
    )
    return nil
  }

  func rewindBody(to offset: Int64) -> Bool { source.seek(to: offset) }

  func report(sentByteCount: Int64) {
    guard sentByteCount != lastSentByteCount else { return }
    lastSentByteCount = sentByteCount
    order.request.uploadProgress?(
      TransferProgress(completedByteCount: sentByteCount, totalByteCount: source.byteCount))
  }

  func admits(address bytes: [UInt8]) -> Bool {
    if IPAddress.isPublic(bytes) { return true }
    return stop(.redirect, "it lies on a private address, where a download must not lead")
  }

  // MARK: Called by the loop

  /// Lets a paused transfer go on; libcurl may hand over bytes at once.
  func goOn() {
    lastArrival = .now
    isPaused = false
    easy.goOn()
  }

  /// How long nothing may still come in before the exchange is given up; nil when it never is.
  var patience: Duration? {
    guard let limit = order.request.idleLimit, !isPaused else { return nil }
    return limit - lastArrival.duration(to: .now)
  }

  /// Why an exchange without patience is given up.
  func giveUp() {
    failure =
      failure
      ?? TransferError(
        .timeout, host: order.address.host,
        "\(order.address.host): nothing came in for \(order.request.idleLimit ?? .zero).")
  }

  /// Sums up after libcurl has let go of the handle.
  func finish(_ result: CURLcode) -> ExchangeReport {
    var report = ExchangeReport()
    report.status = easy.status
    report.headers = headers
    report.body = body
    report.redirectURL = easy.redirectURL
    do throws(TransferError) {
      if let sink {
        // An empty body never reaches the write callback; the header decides all the same.
        if failure == nil, report.status > 0, result == CURLE_OK { try decide(for: sink) }
        try sink.finish()
        report.decision = decision
        report.fileByteCount = sink.byteCount
      }
    } catch {
      failure = failure ?? error
    }
    if let failure {
      report.failure = failure
    } else if result != CURLE_OK, !stoppedOnPurpose {
      report.failure = TransferError(
        result, at: order.address, provesNothingSent: provesNothingSent(result))
    }
    return report
  }

  /// Whether libcurl proves that nothing of the request left.
  ///
  /// Either the result belongs to making the connection, or the request was never about to be sent.
  /// On a reused connection libcurl may have sent once, failed, and connected anew by itself; then
  /// the count of sent bytes must be zero as well.
  private func provesNothingSent(_ result: CURLcode) -> Bool {
    let neverReached = TransferError.arisesBeforeSending(result) || easy.pretransferTime == 0
    return neverReached && (order.request.freshConnection || easy.sentRequestByteCount == 0)
  }

  private func decide(for sink: FileSink) throws(TransferError) {
    guard decision == nil, let file = order.file else { return }
    let judged = DownloadDecision.judge(status: easy.status, headers: headers, resume: file.resume)
    if case .write(let offset, let total) = judged { try sink.begin(at: offset, total: total) }
    decision = judged
  }

  private func stop(_ code: TransferError.Code, _ reason: String) -> Bool {
    failure = TransferError(code, host: order.address.host, "\(order.address.host): \(reason).")
    return false
  }
}

extension Exchange {
  private func configure() throws(TransferError) {
    let request = order.request
    try easy.setURL(request.url)
    try easy.allowOnlyHTTP()
    try easy.avoidSignals()
    try easy.leaveOutConnectHeaders()
    try easy.setUserAgent(order.userAgent)
    if order.address.isLoopback { try easy.connectDirectly() }
    try easy.setConnectTimeout(request.connectTimeout)
    if let timeout = request.timeout { try easy.setTimeout(timeout) }
    if let limit = request.stallLimit { try easy.setStallLimit(limit, bytesPerSecond: 1024) }
    if request.freshConnection { try easy.useOwnConnection() }
    // A stream that is compressed comes in lumps.
    if sink == nil, order.pipe == nil { try easy.acceptCompression() }
    let carriesBody = request.method != .get && request.method != .head
    if carriesBody {
      try easy.sendBody(method: request.method, byteCount: source.byteCount)
    } else if request.body != .none {
      throw TransferError(
        .badRequest, host: order.address.host, nothingWasSent: true, "A GET carries no body.")
    }
    try easy.setMethod(request.method)
    try easy.setHeaders(headerLines(carriesBody: carriesBody))
    try connectCallbacks()
  }

  private func headerLines(carriesBody: Bool) throws(TransferError) -> [String] {
    var lines: [String] = []
    for field in order.request.headers.fields {
      guard field.isSendable else {
        throw TransferError(
          .badRequest, host: order.address.host, nothingWasSent: true,
          "A header field for \(order.address.host) contains characters that cannot be sent.")
      }
      lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    if carriesBody {
      // libcurl would wait a second for "100 Continue", and call a POST a web form.
      lines.append("Expect:")
      if order.request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
    }
    return lines
  }

  private func connectCallbacks() throws(TransferError) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    try easy.onHeader(
      { bytes, size, count, context in
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return Exchange.at(context)?.receive(header: line) == true ? line.count : 0
      }, context)
    try easy.onBody(
      { bytes, size, count, context in
        let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
        guard !piece.isEmpty else { return 0 }
        return switch Exchange.at(context)?.receive(body: piece) {
        case .taken: piece.count
        case .paused: hs_write_pause
        case .stopped, nil: 0
        }
      }, context)
    try easy.readBody(
      { bytes, size, count, context in
        let room = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
        return Exchange.at(context)?.provideBody(into: room) ?? hs_read_abort
      },
      rewind: { context, offset, origin in
        // libcurl seeks from the beginning only; 0 is CURL_SEEKFUNC_OK, 1 is ..._FAIL.
        origin == 0 && Exchange.at(context)?.rewindBody(to: Int64(offset)) == true ? 0 : 1
      }, context)
    if order.request.uploadProgress != nil {
      try easy.onProgress(
        { context, _, _, _, sent in
          Exchange.at(context)?.report(sentByteCount: Int64(sent))
          return 0
        }, context)
    }
    if order.publicAddressesOnly {
      try easy.onSocket(
        { context, _, address in
          guard let exchange = Exchange.at(context), let address,
            let bytes = SocketAddress.bytes(of: address), exchange.admits(address: bytes)
          else { return hs_socket_bad }
          return SocketAddress.open(address)
        }, context)
    }
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> Exchange? {
    context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
  }
}
