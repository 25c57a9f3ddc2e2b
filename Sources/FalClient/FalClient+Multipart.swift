internal import Synchronization
internal import Transfers

extension FalClient {
  /// Sends a file in parts: goes on with what is there, and begins anew, once, when the storage
  /// does not know the upload any more.
  ///
  /// Signed addresses end after a while, and an upload whose completion went through unheard is
  /// over; parts that arrive twice cost time and nothing else.
  func uploadInParts(
    _ order: UploadOrder, resume: MultipartUpload?,
    _ remember: @Sendable (MultipartUpload) -> Void
  ) async throws -> String {
    let digest = try order.content.digest
    if let resume, resume.fits(byteCount: order.byteCount, digest: digest), isAllowed(resume) {
      do {
        return try await sendParts(of: resume, order, remember)
      } catch let error as FalError where Self.endsUpload(error) {}
    }
    let begun = try await beginParts(order, digest)
    do {
      return try await sendParts(of: begun, order, remember)
    } catch let error as FalError where Self.endsUpload(error) {
      return try await sendParts(of: try await beginParts(order, digest), order, remember)
    }
  }

  /// Whether an upload in parts is over, whatever became of it: its addresses are refused.
  private static func endsUpload(_ error: FalError) -> Bool {
    error.code != .balance && [400, 403, 404, 410].contains(error.status)
  }

  /// Sends the parts that are missing, several at once; each is repeated by itself when it fails.
  private func sendParts(
    of upload: MultipartUpload, _ order: UploadOrder,
    _ remember: @Sendable (MultipartUpload) -> Void
  ) async throws -> String {
    var state = upload
    remember(state)
    let sent = SentBytes(state, order.progress)
    var waiting = state.missingParts[...]
    let plan = state
    try await withThrowingTaskGroup(of: (Int, String).self) { group in
      func sendNext() {
        guard let number = waiting.popFirst() else { return }
        group.addTask { (number, try await sendPart(number, of: plan, order, sent)) }
      }
      for _ in 0..<max(storageLimits.partsAtOnce, 1) { sendNext() }
      while let (number, tag) = try await group.next() {
        state.tags[number] = tag
        remember(state)
        sendNext()
      }
    }
    return try await complete(state, order)
  }

  /// Asks where the parts go: the service that signs addresses first, then the file server.
  private func beginParts(_ order: UploadOrder, _ digest: String) async throws -> MultipartUpload {
    do {
      return try await retrying(retryPolicy) {
        let place = try await initiate(order, "initiate-multipart")
        let address = place.uploadURL.split(separator: "?", maxSplits: 1)
        return MultipartUpload(
          fileURL: place.fileURL, partBase: String(address[0]),
          query: address.count > 1 ? String(address[1]) : nil, needsToken: false,
          byteCount: order.byteCount, partByteCount: storageLimits.partByteCount, digest: digest)
      }
    } catch let error as FalError where error.isRetryable {
      do { return try await beginPartsDirectly(order, digest) } catch is FalError { throw error }
    }
  }

  private func beginPartsDirectly(
    _ order: UploadOrder, _ digest: String
  ) async throws -> MultipartUpload {
    try await retrying(retryPolicy) {
      let token = try await storageToken(during: order.task)
      var request = HTTPRequest(
        .post, token.base.text + "/files/upload/multipart", headers: cdnHeaders(order, token))
      request.timeout = limits.storage
      let response = try await cdnAnswer(to: request, during: order.task)
      guard let json = JSONValue(parsing: response.body) else {
        throw Self.unreadable(order, response.status)
      }
      guard let url = json["access_url"]?.text, let id = json["uploadId"]?.text,
        hosts.isFileHost(url), !url.contains("?"), !id.isEmpty
      else { throw Self.noAddress(order, response.status) }
      return MultipartUpload(
        fileURL: url, partBase: url + "/multipart/" + PercentCoding.encoded(id), query: nil,
        needsToken: true, byteCount: order.byteCount, partByteCount: storageLimits.partByteCount,
        digest: digest)
    }
  }

  /// Whether the addresses of a stored state may still be called with these settings.
  private func isAllowed(_ upload: MultipartUpload) -> Bool {
    upload.needsToken
      ? hosts.isFileHost(upload.partBase)
      : FileAddress(upload.partBase, hosts: hosts) != nil
  }

  /// Sends one part and gives the tag the storage knows it by: the header first, then the body.
  private func sendPart(
    _ number: Int, of upload: MultipartUpload, _ order: UploadOrder, _ sent: SentBytes
  ) async throws -> String {
    let task = "\(order.task), part \(number) of \(upload.partCount)"
    return try await retrying(retryPolicy) {
      var request = HTTPRequest(
        .put, upload.url(ofPart: number), headers: ["Content-Type": order.contentType],
        body: order.content.body(of: upload.range(ofPart: number)))
      if upload.needsToken {
        request.headers["Authorization"] = try await storageToken(during: task).authorization
      }
      request.timeout = limits.upload
      request.stallLimit = limits.stall
      request.uploadProgress = { sent.report($0.completedByteCount, ofPart: number) }
      let response = try await cdnAnswer(to: request, during: task)
      guard
        let tag = response.headers["ETag"] ?? JSONValue(parsing: response.body)?["etag"]?.text,
        !tag.isEmpty
      else {
        var error = FalError(
          .badAnswer, "\(task): the storage did not confirm it.", status: response.status)
        error.isRetryable = true
        throw error
      }
      sent.report(Int64(upload.range(ofPart: number).count), ofPart: number)
      return tag
    }
  }

  private func complete(_ upload: MultipartUpload, _ order: UploadOrder) async throws -> String {
    let body = try upload.completion.encoded()
    return try await retrying(retryPolicy) {
      var request = HTTPRequest(
        .post, upload.completionURL, headers: ["Content-Type": "application/json"],
        body: .bytes(body))
      if upload.needsToken {
        request.headers["Authorization"] = try await storageToken(during: order.task).authorization
      }
      // The storage may have to copy the whole file for it.
      request.timeout = limits.upload
      let response = try await cdnAnswer(to: request, during: order.task)
      guard !response.isPage else { throw Self.unreadable(order, response.status) }
      return upload.fileURL
    }
  }
}

/// Adds up what the parts report, so that progress counts the whole.
private final class SentBytes: Sendable {
  private let counts: Mutex<[Int: Int64]>
  private let total: Int64
  private let progress: TransferProgressHandler?

  init(_ upload: MultipartUpload, _ progress: TransferProgressHandler?) {
    let arrived = upload.tags.keys.map { ($0, Int64(upload.range(ofPart: $0).count)) }
    counts = Mutex(Dictionary(uniqueKeysWithValues: arrived))
    total = Int64(upload.byteCount)
    self.progress = progress
  }

  func report(_ count: Int64, ofPart number: Int) {
    let sum = counts.withLock { counts in
      counts[number] = count
      return counts.values.reduce(0, +)
    }
    progress?(TransferProgress(completedByteCount: sum, totalByteCount: total))
  }
}
