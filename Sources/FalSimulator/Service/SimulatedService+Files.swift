internal import FalClient
internal import FoundationEssentials
internal import Synchronization

/// The file host: uploads with a token, and downloads.
extension SimulatedService {
  /// How long a token lives unless the caller wants less; fal's live up to 30 days.
  static let tokenLifetime = Duration.seconds(86_400)

  /// A pass for the file host.
  func storageToken(_ call: Call) -> Answer {
    var lifetime = Self.tokenLifetime
    if case .integer(let seconds)? = JSONValue(parsing: call.body)?["expiration_seconds"] {
      lifetime = .seconds(min(max(seconds, 0), 30 * 86_400))
    }
    let token = "simulated.\(RandomName.hex(digits: 40))"
    let expiry = now + lifetime
    let base = state.withLock { state in
      state.storageTokens[token] = expiry
      return state.baseURL
    }
    return .json(
      200,
      [
        "token": .string(token), "token_type": "Bearer", "base_url": .string(base),
        "expires_at": .string(timestampWithOffset(expiry)),
      ])
  }

  /// `POST /tokens/`: a pass for browsers, made for some apps and a short time.
  func passes(_ call: Call) -> Answer {
    guard let document = JSONValue(parsing: call.body) else { return .notJSON }
    let missing = ["allowed_apps", "token_expiration"].filter { document[$0] == nil }
    guard missing.isEmpty else {
      return .modelError(
        422,
        missing.map {
          ValidationDetail(
            location: ["body", $0], message: "Field required", type: "missing", input: document)
        })
    }
    return .json(200, .string("simulated.\(RandomName.hex(digits: 40)).pass"))
  }

  func uploadFile(_ call: Call) -> Answer {
    let upload = upload(of: call)
    return stored { () throws in
      let file = try StoredFile.write(
        call.body, to: folder.newPath(suffix: ""), contentType: upload.contentType)
      keep(file, of: upload)
      return .json(200, ["access_url": .string(address(of: upload.filePath))])
    }
  }

  func beginFileParts(_ call: Call) -> Answer {
    var upload = upload(of: call)
    upload.parts = PartList()
    let token = RandomName.hex(digits: 24)
    state.withLock { $0.uploads[token] = upload }
    return .json(
      200,
      ["access_url": .string(address(of: upload.filePath)), "uploadId": .string(token)])
  }

  func putFilePart(_ call: Call, _ path: String, _ token: String, _ number: String) -> Answer {
    guard isOpen(token, path) else { return .detail(404, "Upload not found") }
    return putPart(call, token, number, tellsInBody: false)
  }

  func completeFile(_ call: Call, _ path: String, _ token: String) -> Answer {
    guard isOpen(token, path) else { return .detail(404, "Upload not found") }
    return complete(call, token, isOrdered: false)
  }

  /// An address under which a restricted file can be read without a token.
  func signFile(_ call: Call, _ path: String) -> Answer {
    guard state.withLock({ $0.files[path] }) != nil else { return .detail(404, "File not found") }
    guard let document = JSONValue(parsing: call.body) else { return .notJSON }
    var seconds = 86_400
    if case .integer(let wanted)? = document["duration"] { seconds = wanted }
    guard (1...604_800).contains(seconds) else {
      return .detail(400, "The duration must lie between 1 and 604800 seconds")
    }
    let signature = RandomName.hex(digits: 40)
    let expiry = now + .seconds(seconds)
    state.withLock { $0.signatures["\(path)?\(signature)"] = expiry }
    let signed = "\(address(of: path))?X-Expires=\(seconds)&X-Signature=\(signature)"
    return Answer(
      status: 200, headers: [("Content-Type", "text/plain")], body: .bytes(Array(signed.utf8)))
  }

  private func isOpen(_ token: String, _ path: String) -> Bool {
    let upload = state.withLock { $0.uploads[token] }
    return upload?.parts != nil && upload?.filePath == path
  }

  private func upload(of call: Call) -> PendingUpload {
    let name = call.header("x-fal-file-name") ?? "upload.bin"
    return PendingUpload(
      signature: "", contentType: call.header("content-type") ?? "application/octet-stream",
      fileName: name, filePath: RandomName.filePath(for: name), expires: .seconds(Int64.max >> 1),
      headers: call.falHeaders)
  }

  private func address(of path: String) -> String {
    "\(state.withLock { $0.baseURL })/\(path)"
  }

  func file(_ call: Call, path: String, ignoresRange: Bool) -> Answer {
    let (found, refusal) = state.withLock { state in
      (
        state.files[path],
        state.lifecycles[path]?.refusal(at: now, isOwner: hasPass(call, path, state))
      )
    }
    guard let file = found, refusal == nil else {
      return refusal == 403
        ? .detail(403, "You do not have access to this file") : .detail(404, "File not found")
    }
    var headers = [
      (name: "Content-Type", value: file.contentType), ("ETag", file.etag),
      ("Accept-Ranges", "bytes"),
    ]
    // A range counts only while the file is still the one the client has begun; a date never is
    // a strong enough validator here, since no Last-Modified is sent.
    let isSame = call.header("if-range").map { $0 == file.etag } ?? true
    let wanted = call.method == "GET" && isSame && !ignoresRange ? call.header("range") : nil
    switch ByteRange(header: wanted, fileSize: file.byteCount) {
    case .whole:
      return Answer(
        status: 200, headers: headers, body: .file(path: file.diskPath, range: 0..<file.byteCount))
    case .part(let range):
      headers.append(
        (
          "Content-Range",
          "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.byteCount)"
        ))
      return Answer(
        status: 206, headers: headers, body: .file(path: file.diskPath, range: range))
    case .unsatisfiable:
      var answer = Answer.detail(416, "Requested range not satisfiable")
      answer.offer("Content-Range", "bytes */\(file.byteCount)")
      answer.offer("Accept-Ranges", "bytes")
      return answer
    }
  }

  /// Whether the address is signed, or the file host's token comes with the call.
  private func hasPass(_ call: Call, _ path: String, _ state: borrowing State) -> Bool {
    if let signature = call.queryItem("X-Signature"),
      let expiry = state.signatures["\(path)?\(signature)"], now < expiry
    {
      return true
    }
    guard let header = call.header("authorization"), header.lowercased().hasPrefix("bearer ")
    else { return false }
    return state.storageTokens[String(header.dropFirst(7))].map { now < $0 } ?? false
  }
}
