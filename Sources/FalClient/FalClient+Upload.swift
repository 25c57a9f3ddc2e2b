internal import Outputs
public import Transfers

extension FalClient {
  /// Puts bytes into fal's storage, for models to read.
  ///
  /// The upload goes to an address signed for it, without the key. When it fails, all of it is
  /// begun anew, since a signed address may have expired; nothing is charged for that. When the
  /// service that signs addresses stays away, the file server itself is asked. Content above
  /// 90 MiB goes in parts.
  ///
  /// - Parameters:
  ///   - contentType: the media type, such as `image/png`.
  ///   - fileName: a name for people; the storage chooses its own address.
  ///   - lifetime: how long fal keeps the file; nil leaves it to the account.
  ///   - access: who may read it; nil leaves it to the account.
  ///   - progress: hears how much has been sent; starts over when the upload does.
  /// - Returns: the address models can read the file at.
  public func upload(
    _ bytes: [UInt8], contentType: String, fileName: String, lifetime: FileLifetime? = nil,
    access: FileAccess? = nil, progress: TransferProgressHandler? = nil
  ) async throws -> String {
    try await upload(
      .bytes(bytes), contentType: contentType, fileName: fileName, lifetime: lifetime,
      access: access, progress: progress)
  }

  /// Puts bytes or a file into fal's storage, at constant memory.
  ///
  /// - Parameters:
  ///   - resume: goes on with an upload in parts that broke; ignored if the content has changed.
  ///   - remember: is told the state of an upload in parts after each of them.
  /// - Returns: the address models can read the file at.
  /// - Throws: ``FalError`` `.file` when the file cannot be read.
  public func upload(
    _ content: UploadContent, contentType: String, fileName: String,
    lifetime: FileLifetime? = nil, access: FileAccess? = nil, resume: MultipartUpload? = nil,
    remember: @Sendable (MultipartUpload) -> Void = { _ in },
    progress: TransferProgressHandler? = nil
  ) async throws -> String {
    let order = UploadOrder(
      content: content, contentType: contentType, fileName: fileName,
      lifecycle: try FileAccess.lifecycle(lifetime, access), byteCount: try content.byteCount,
      progress: progress)
    if order.byteCount > storageLimits.largestSingleUpload {
      return try await uploadInParts(order, resume: resume, remember)
    }
    do {
      return try await uploadWhole(order)
    } catch let error as FalError where error.isRetryable {
      // What the first way said is what the person should read.
      do { return try await uploadDirectly(order) } catch is FalError { throw error }
    }
  }

  private func uploadWhole(_ order: UploadOrder) async throws -> String {
    try await retrying(retryPolicy) {
      let place = try await initiate(order, "initiate")
      var request = HTTPRequest(
        .put, place.uploadURL, headers: ["Content-Type": order.contentType],
        body: order.content.body)
      request.timeout = limits.upload
      request.stallLimit = limits.stall
      request.uploadProgress = order.progress
      let response = try await answer(to: request, during: order.task)
      guard response.isSuccess else {
        // The signature may have run out meanwhile: a fresh one is worth a try whatever it says.
        var error = FalError(
          .temporary, "\(order.task): the storage answered \(response.status); try again later.",
          status: response.status)
        error.isRetryable = true
        throw error
      }
      // A page, such as one that asks for a login, is no word of the storage's.
      guard !response.isPage else { throw Self.unreadable(order, response.status) }
      return place.fileURL
    }
  }

  /// Asks for an address to send to; `initiate-multipart` for one that takes parts.
  func initiate(
    _ order: UploadOrder, _ call: String
  ) async throws -> (uploadURL: String, fileURL: String) {
    let description = JSONValue.object([
      "content_type": .string(order.contentType), "file_name": .string(order.fileName),
    ])
    var request = HTTPRequest(
      .post, hosts.rest.text + "/storage/upload/\(call)?storage_type=fal-cdn-v3",
      headers: apiHeaders, body: .bytes(try description.encoded()))
    request.headers["Content-Type"] = "application/json"
    order.addLifecycle(to: &request.headers)
    request.timeout = limits.storage
    let response = try await answer(to: request, during: order.task)
    guard response.isSuccess else {
      throw Refusal(response).error(during: order.task, credential: credential)
    }
    guard let json = JSONValue(parsing: response.body) else {
      throw Self.unreadable(order, response.status)
    }
    guard let uploadURL = json["upload_url"]?.text, let fileURL = json["file_url"]?.text,
      FileAddress(uploadURL, hosts: hosts) != nil, FileAddress(fileURL, hosts: hosts) != nil
    else { throw Self.noAddress(order, response.status) }
    return (uploadURL, fileURL)
  }

  /// The answer of something in between: asking again is free, and may get through.
  static func unreadable(_ order: UploadOrder, _ status: Int) -> FalError {
    var error = FalError(
      .badAnswer, "\(order.task): the storage's answer cannot be read; try again later.",
      status: status)
    error.isRetryable = true
    return error
  }

  /// The storage answered, but with no address that may be called; asking again does not help.
  static func noAddress(_ order: UploadOrder, _ status: Int) -> FalError {
    FalError(
      .badAnswer, "\(order.task): the storage named no address that can be used.", status: status)
  }
}

extension HTTPResponse {
  /// Whether it is a page for people rather than a service's answer.
  var isPage: Bool { headers["Content-Type"]?.lowercased().hasPrefix("text/html") == true }
}
