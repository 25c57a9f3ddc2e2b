internal import FoundationEssentials
public import Transfers

/// What is done with the files of an input.
public struct FileRules: Sendable, Hashable {
  /// The largest data URI a file may stand in the request as, in characters; 0, the usual, uploads
  /// every file.
  ///
  /// At most 256 KiB; fal advises against more than a few, and some models take none.
  public var longestDataURI = 0
  /// How long fal keeps what is uploaded; nil leaves it to the account.
  public var lifetime: FileLifetime?
  /// Who may read what is uploaded; nil leaves it to the account.
  public var access: FileAccess?

  /// Creates the usual rules: upload everything.
  public init() {}

  /// No data URI is longer, whatever is asked for (protocol guide 9.5, rule 24).
  static let largestDataURI = 256 << 10
}

extension FalClient {
  /// Submits a job, and makes at most one, after uploading the files its input names.
  public func submit(
    _ endpoint: EndpointID, input: JobInput, files: FileRules = FileRules(),
    options: SubmitOptions = SubmitOptions()
  ) async throws -> Ticket {
    try options.check(hosts: hosts)
    return try await submit(
      endpoint, input: try await body(of: input, files: files), options: options)
  }

  /// Uploads the files an input names, each once, and gives the JSON that names them by address.
  ///
  /// Nothing is sent before every file has been found.
  /// - Throws: ``FalError`` `.file`, naming a file that cannot be read, and all of an upload's.
  public func body(of input: JobInput, files rules: FileRules = FileRules()) async throws -> [UInt8]
  {
    let files = input.files.sorted { $0.path < $1.path }
    for file in files { _ = try UploadContent.file(path: file.path).byteCount }
    var addresses: [LocalFile: String] = [:]
    for file in files { addresses[file] = try await address(of: file, rules) }
    return try input.json(addresses).encoded()
  }

  private func address(of file: LocalFile, _ rules: FileRules) async throws -> String {
    let content = UploadContent.file(path: file.path)
    let limit = min(rules.longestDataURI, FileRules.largestDataURI)
    if limit > 0, try content.byteCount <= limit {
      let bytes = try content.bytes(limit: limit)
      let uri = "data:\(file.contentType);base64,\(Data(bytes).base64EncodedString())"
      if uri.utf8.count <= limit { return uri }
    }
    return try await uploadOnce(
      content, contentType: file.contentType, fileName: file.name, lifetime: rules.lifetime,
      access: rules.access)
  }

  /// Puts content into fal's storage unless the memory of uploads knows it to be there.
  ///
  /// A remembered file is looked at first: a job that cannot read its picture may be charged. Of
  /// several who want the same content there at the same time, one sends it. Restricted files are
  /// always sent, since a remembered one may have been open to all.
  public func uploadOnce(
    _ content: UploadContent, contentType: String, fileName: String,
    lifetime: FileLifetime? = nil, access: FileAccess? = nil,
    progress: TransferProgressHandler? = nil
  ) async throws -> String {
    guard let uploads, access == nil else {
      return try await upload(
        content, contentType: contentType, fileName: fileName, lifetime: lifetime, access: access,
        progress: progress)
    }
    let key = UploadKey(
      digest: try content.digest, contentType: contentType, storage: hosts.cdn.text)
    return try await uploadsUnderWay.address(of: key) { [self] in
      if let known = try await uploads.upload(of: key), known.isUsable(at: now()),
        await isThere(known.url)
      {
        return known.url
      }
      let started = now()
      let url = try await upload(
        content, contentType: contentType, fileName: fileName, lifetime: lifetime,
        progress: progress)
      try await uploads.remember(
        RememberedUpload(url: url, lifetime: lifetime, now: started), for: key)
      return url
    }
  }

  /// Whether a file can be read at its address; anything but a clear yes has it sent again.
  private func isThere(_ url: String) async -> Bool {
    guard hosts.isFileHost(url) else { return false }
    var request = HTTPRequest(.get, url, headers: ["Range": "bytes=0-0"])
    request.timeout = .seconds(15)
    do {
      return try await transport.send(request).isSuccess
    } catch {
      return false
    }
  }
}
