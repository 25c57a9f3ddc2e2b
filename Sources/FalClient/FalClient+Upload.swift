public import Transfers

extension FalClient {
  /// Puts a file into fal's storage, for models to read.
  ///
  /// The upload goes to an address signed for it, without the key. When it fails, all of it is
  /// begun anew, since a signed address may have expired; nothing is charged for that.
  ///
  /// - Parameters:
  ///   - contentType: the media type, such as `image/png`.
  ///   - fileName: a name for people; the storage chooses its own address.
  ///   - lifetime: how long fal keeps the file; nil leaves it to the account.
  ///   - progress: hears how much has been sent; starts over when the upload does.
  /// - Returns: the address models can read the file at.
  public func upload(
    _ bytes: [UInt8], contentType: String, fileName: String, lifetime: FileLifetime? = nil,
    progress: TransferProgressHandler? = nil
  ) async throws -> String {
    let task = "Uploading \(ServerText.cleaned(fileName, limit: 100))"
    return try await retrying(retryPolicy) {
      let place = try await initiate(contentType, fileName, lifetime, task)
      var request = HTTPRequest(
        .put, place.uploadURL, headers: ["Content-Type": contentType], body: .bytes(bytes))
      request.timeout = .seconds(600)
      request.stallLimit = .seconds(60)
      request.uploadProgress = progress
      let response = try await answer(to: request, during: task)
      guard response.isSuccess else {
        // The signature may have run out meanwhile: a fresh one is worth a try whatever it says.
        var error = FalError(
          .temporary, "\(task): the storage answered \(response.status); try again later.",
          status: response.status)
        error.isRetryable = true
        throw error
      }
      return place.fileURL
    }
  }

  private func initiate(
    _ contentType: String, _ fileName: String, _ lifetime: FileLifetime?, _ task: String
  ) async throws -> (uploadURL: String, fileURL: String) {
    let description = JSONValue.object([
      "content_type": .string(contentType), "file_name": .string(fileName),
    ])
    var request = HTTPRequest(
      .post, hosts.rest.text + "/storage/upload/initiate?storage_type=fal-cdn-v3",
      headers: apiHeaders, body: .bytes(try description.encoded()))
    request.headers["Content-Type"] = "application/json"
    if let lifetime {
      // The CDN reads the first, the REST service the second; fal's Python client sends both.
      request.headers["X-Fal-Object-Lifecycle"] = lifetime.headerValue
      request.headers["X-Fal-Object-Lifecycle-Preference"] = lifetime.headerValue
    }
    let response = try await answer(to: request, during: task)
    guard response.isSuccess else {
      throw Refusal(response).error(during: task, credential: credential)
    }
    let json = JSONValue(parsing: response.body)
    guard let uploadURL = json?["upload_url"]?.text, let fileURL = json?["file_url"]?.text,
      FileAddress(uploadURL, hosts: hosts) != nil, FileAddress(fileURL, hosts: hosts) != nil
    else {
      throw FalError(
        .badAnswer, "\(task): the storage named no address that can be used.",
        status: response.status)
    }
    return (uploadURL, fileURL)
  }
}
