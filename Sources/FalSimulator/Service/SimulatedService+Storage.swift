internal import Synchronization

/// The storage: presigned uploads and the file host.
extension SimulatedService {
  /// An address that was handed out and waits for its bytes.
  struct PendingUpload: Sendable {
    let signature: String
    let contentType: String
    let fileName: String
    let filePath: String
    let expires: Duration
    let headers: [String: String]
  }

  /// How long a presigned address lives; the real time is not documented.
  static let uploadLifetime = Duration.seconds(3600)

  func initiateUpload(_ call: Call) -> Answer {
    guard let document = JSONValue(parsing: call.body) else { return .notJSON }
    let missing = ["content_type", "file_name"].filter { document[$0]?.text == nil }
    guard missing.isEmpty, let contentType = document["content_type"]?.text,
      let fileName = document["file_name"]?.text
    else {
      return .modelError(
        422,
        missing.map {
          ValidationDetail(
            location: ["body", $0], message: "Field required", type: "missing", input: document)
        })
    }
    let token = RandomName.hex(digits: 24)
    let upload = PendingUpload(
      signature: RandomName.hex(digits: 40), contentType: contentType, fileName: fileName,
      filePath: RandomName.filePath(for: fileName), expires: now + Self.uploadLifetime,
      headers: call.falHeaders)
    let base = state.withLock { state in
      state.uploads[token] = upload
      return state.baseURL
    }
    let seconds = Self.uploadLifetime.components.seconds
    return .json(
      200,
      [
        "upload_url":
          "\(base)/upload/\(token)?X-Expires=\(Int(seconds))&X-Signature=\(upload.signature)",
        "file_url": "\(base)/\(upload.filePath)",
      ])
  }

  func putUpload(_ call: Call, token: String) -> Answer {
    guard let upload = state.withLock({ $0.uploads[token] }),
      call.queryItem("X-Signature") == upload.signature
    else {
      return .storageRefused("SignatureDoesNotMatch", "The signature does not fit the address.")
    }
    guard now <= upload.expires else {
      return .storageRefused("AccessDenied", "The address has expired.")
    }
    guard call.header("content-type") == upload.contentType else {
      return .storageRefused(
        "SignatureDoesNotMatch", "The Content-Type is not the one that was declared.")
    }
    do {
      let file = try StoredFile.write(
        call.body, to: folder.newPath(suffix: ""), contentType: upload.contentType)
      keep(file, of: upload)
      return Answer(status: 200, headers: [("ETag", file.etag)])
    } catch {
      return .platformError(500, type: "internal_error", "The upload could not be stored")
    }
  }

  private func keep(_ file: StoredFile, of upload: PendingUpload) {
    let replaced = state.withLock { state in
      state.record.uploads.append(
        SimulatorRecord.Upload(
          fileURL: "\(state.baseURL)/\(upload.filePath)", fileName: upload.fileName,
          contentType: upload.contentType, byteCount: file.byteCount, sha256: file.sha256,
          headers: upload.headers))
      return state.files.updateValue(file, forKey: upload.filePath)
    }
    if let replaced { PrivateFolder.removeItem(replaced.diskPath) }
  }

  func file(_ call: Call, path: String) -> Answer {
    guard let file = state.withLock({ $0.files[path] }) else {
      return .detail(404, "File not found")
    }
    var headers = [
      (name: "Content-Type", value: file.contentType), ("ETag", file.etag),
      ("Accept-Ranges", "bytes"),
    ]
    // A range counts only while the file is still the one the client has begun; a date never is
    // a strong enough validator here, since no Last-Modified is sent.
    let isSame = call.header("if-range").map { $0 == file.etag } ?? true
    let wanted = call.method == "GET" && isSame ? call.header("range") : nil
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
}
