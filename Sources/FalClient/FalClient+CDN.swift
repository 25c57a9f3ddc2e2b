internal import Transfers

extension FalClient {
  /// Sends a file straight to the file server, with a pass.
  func uploadDirectly(_ order: UploadOrder) async throws -> String {
    try await retrying(retryPolicy) {
      let token = try await storageToken(during: order.task)
      var request = HTTPRequest(
        .post, token.base.text + "/files/upload", headers: cdnHeaders(order, token),
        body: order.content.body)
      request.timeout = limits.upload
      request.stallLimit = limits.stall
      request.uploadProgress = order.progress
      let response = try await cdnAnswer(to: request, during: order.task)
      guard let json = JSONValue(parsing: response.body) else {
        throw Self.unreadable(order, response.status)
      }
      guard let url = json["access_url"]?.text, FileAddress(url, hosts: hosts) != nil
      else { throw Self.noAddress(order, response.status) }
      return url
    }
  }

  /// A pass for the file server: the one at hand until it ends, else a new one.
  func storageToken(during task: String) async throws -> StorageToken {
    if let token = storageTokens.usable(at: now()) { return token }
    var request = HTTPRequest(
      .post, hosts.rest.text + "/storage/auth/token?storage_type=fal-cdn-v3",
      headers: apiHeaders, body: .bytes(Array("{}".utf8)))
    request.headers["Content-Type"] = "application/json"
    request.timeout = limits.storage
    let response = try await answer(to: request, during: task)
    guard response.isSuccess else {
      throw Refusal(response).error(during: task, credential: credential)
    }
    let json = JSONValue(parsing: response.body)
    guard let token = json.flatMap({ StorageToken($0, hosts: hosts, now: now()) }) else {
      var error = FalError(
        .badAnswer, "\(task): the storage gave no pass that can be used.", status: response.status)
      error.isRetryable = json == nil
      throw error
    }
    storageTokens.keep(token)
    return token
  }

  func cdnHeaders(_ order: UploadOrder, _ token: StorageToken) -> HTTPHeaders {
    var headers: HTTPHeaders = [
      "Authorization": token.authorization, "Accept": "application/json",
      "Content-Type": order.contentType,
      // Header values are bytes of which only ASCII is safe.
      "X-Fal-File-Name": order.fileName.filter { $0.isASCII && !$0.isNewline },
    ]
    order.addLifecycle(to: &headers)
    return headers
  }

  /// A call to the file server; a pass it does not accept is dropped, so that a retry gets a new one.
  func cdnAnswer(to request: HTTPRequest, during task: String) async throws -> HTTPResponse {
    let response = try await answer(to: request, during: task)
    guard !response.isSuccess else { return response }
    var error = Refusal(response).error(during: task, credential: credential)
    if response.status == 401 {
      storageTokens.drop()
      error = FalError(
        .temporary, "\(task): the file server does not accept its pass any more.", status: 401)
      error.isRetryable = true
    }
    throw error
  }
}
