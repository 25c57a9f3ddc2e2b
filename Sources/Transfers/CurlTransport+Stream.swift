extension CurlTransport {
  /// Sends one request, once, and hands the body of the answer on while it comes in.
  ///
  /// The request's timeout covers the whole stream and may be nil; its idle limit ends a stream
  /// that has fallen silent.
  public func stream(_ request: HTTPRequest) async throws -> HTTPStream {
    let address = try WebAddress(request.url)
    let pipe = StreamPipe()
    var order = ExchangeOrder(
      request: request, address: address, userAgent: userAgent, file: nil,
      publicAddressesOnly: false)
    order.pipe = pipe
    // The task keeps the transport, and so its thread, until the transfer is over.
    let transfer = Task { [self, order] in
      do {
        let report = try await perform(order)
        // An answer without a body never came to the write callback.
        if report.failure == nil {
          pipe.open(StreamPipe.Head(status: report.status, headers: report.headers))
        }
        pipe.finish(report.failure.map { .failure($0) } ?? .success(()))
      } catch {
        pipe.finish(.failure(error))
      }
    }
    return try await withTaskCancellationHandler {
      let head = try await pipe.head()
      return HTTPStream(
        status: head.status, headers: head.headers, end: { transfer.cancel() },
        next: {
          try await withTaskCancellationHandler {
            try await pipe.next()
          } onCancel: {
            transfer.cancel()
          }
        })
    } onCancel: {
      transfer.cancel()
    }
  }
}
