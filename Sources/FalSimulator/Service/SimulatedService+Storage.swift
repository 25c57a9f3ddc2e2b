internal import FalClient
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
    /// The parts that came so far; `nil` for an upload in one piece.
    var parts: PartList?
  }

  /// How long a presigned address lives; the real time is not documented.
  static let uploadLifetime = Duration.seconds(3600)

  func initiateUpload(_ call: Call, inParts: Bool) -> Answer {
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
      headers: call.falHeaders, parts: inParts ? PartList() : nil)
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
    switch presigned(call, token, inParts: false) {
    case .failure(let refusal): return refusal.answer
    case .success(let upload):
      guard call.header("content-type") == upload.contentType else {
        return .storageRefused(
          "SignatureDoesNotMatch", "The Content-Type is not the one that was declared.")
      }
      return stored { () throws in
        let file = try StoredFile.write(
          call.body, to: folder.newPath(suffix: ""), contentType: upload.contentType)
        keep(file, of: upload)
        return Answer(status: 200, headers: [("ETag", file.etag)])
      }
    }
  }

  func putUploadPart(_ call: Call, token: String, _ number: String) -> Answer {
    switch presigned(call, token, inParts: true) {
    case .failure(let refusal): return refusal.answer
    case .success: return putPart(call, token, number, tellsInBody: true)
    }
  }

  func completeUpload(_ call: Call, token: String) -> Answer {
    switch presigned(call, token, inParts: true) {
    case .failure(let refusal): return refusal.answer
    case .success: return complete(call, token, isOrdered: true)
    }
  }

  /// Why a presigned address does not do.
  struct Refused: Error {
    let answer: Answer
  }

  /// The upload behind a presigned address, when signature, age and kind fit.
  private func presigned(
    _ call: Call, _ token: String, inParts: Bool
  ) -> Result<PendingUpload, Refused> {
    guard let upload = state.withLock({ $0.uploads[token] }),
      (upload.parts != nil) == inParts, call.queryItem("X-Signature") == upload.signature
    else {
      return .failure(
        Refused(
          answer: .storageRefused(
            "SignatureDoesNotMatch", "The signature does not fit the address.")))
    }
    guard now <= upload.expires else {
      return .failure(
        Refused(answer: .storageRefused("AccessDenied", "The address has expired.")))
    }
    return .success(upload)
  }

  /// Takes one part; a part that comes again replaces the first.
  func putPart(
    _ call: Call, _ token: String, _ number: String, tellsInBody: Bool
  ) -> Answer {
    guard let number = Int(number), PartList.numbers.contains(number) else {
      return .detail(400, "The part number must lie between 1 and \(PartList.numbers.upperBound)")
    }
    return stored { () throws in
      let file = try StoredFile.write(
        call.body, to: folder.newPath(suffix: ".part"), contentType: "application/octet-stream")
      let replaced = state.withLock { $0.uploads[token]?.parts?.put(file, as: number) }
      if let replaced { PrivateFolder.removeItem(replaced.diskPath) }
      var answer =
        tellsInBody
        ? Answer.json(200, ["partNumber": .integer(number), "etag": .string(file.etag)])
        : Answer(status: 200)
      answer.offer("ETag", file.etag)
      return answer
    }
  }

  /// Joins the parts when the list names every one of them with its validator.
  func complete(_ call: Call, _ token: String, isOrdered: Bool) -> Answer {
    guard let upload = state.withLock({ $0.uploads[token] }), let parts = upload.parts else {
      return .detail(404, "Upload not found")
    }
    switch parts.verdict(on: JSONValue(parsing: call.body), isOrdered: isOrdered) {
    case .refused(let complaint): return .detail(400, complaint)
    case .complete(let files):
      return stored { () throws in
        let file = try StoredFile.join(
          files, to: folder.newPath(suffix: ""), contentType: upload.contentType)
        keep(file, of: upload)
        state.withLock { $0.uploads[token] = nil }
        for file in files { PrivateFolder.removeItem(file.diskPath) }
        return .json(200, [:])
      }
    }
  }

  /// The work's answer, or 500 when the disk does not do its part.
  func stored(_ work: () throws -> Answer) -> Answer {
    do {
      return try work()
    } catch {
      return .platformError(500, type: "internal_error", "The upload could not be stored")
    }
  }

  func keep(_ file: StoredFile, of upload: PendingUpload) {
    let replaced = state.withLock { state in
      state.record.uploads.append(
        SimulatorRecord.Upload(
          fileURL: "\(state.baseURL)/\(upload.filePath)", fileName: upload.fileName,
          contentType: upload.contentType, byteCount: file.byteCount, sha256: file.sha256,
          headers: upload.headers))
      state.lifecycles[upload.filePath] = FileLifecycle(upload.headers, now: now)
      return state.files.updateValue(file, forKey: upload.filePath)
    }
    if let replaced { PrivateFolder.removeItem(replaced.diskPath) }
  }
}
