extension Route {
  /// What a caller must or must not show.
  enum Pass: Hashable, Sendable {
    /// The account's key.
    case key
    /// The file host's token; the key has no business here.
    case token
    /// Nothing: a key that is sent all the same has leaked.
    case nothing
    /// Whatever; nobody looks.
    case any
  }

  /// What the caller must show.
  var pass: Pass {
    switch self {
    case .initiateUpload, .initiateMultipart, .storageToken, .submit, .run, .status, .stream,
      .result, .cancel, .prices, .passes:
      .key
    case .fileUpload, .fileMultipart, .filePart, .completeFile, .signFile: .token
    case .putUpload, .putUploadPart, .completeUpload, .file: .nothing
    case .home, .signingKeys, .meta, .control, .wrongMethod, .unknown: .any
    }
  }

  /// The step a fault can name.
  var step: SimulatorFault.Step? {
    switch self {
    case .submit, .run: .submit
    case .status: .status
    case .stream: .stream
    case .result: .result
    case .cancel: .cancel
    case .initiateUpload, .initiateMultipart, .fileMultipart: .initiate
    case .storageToken: .token
    case .putUpload, .fileUpload: .upload
    case .putUploadPart, .filePart: .part
    case .completeUpload, .completeFile: .complete
    case .file: .download
    case .signingKeys: .keys
    case .prices: .prices
    case .home, .signFile, .meta, .passes, .control, .wrongMethod, .unknown: nil
    }
  }

  /// The most bytes a body may have.
  func bodyLimit(uploads: Int) -> Int {
    switch self {
    case .putUpload, .putUploadPart, .fileUpload, .filePart: uploads
    case .submit, .run: (64 << 10) + (uploads + 2) / 3 * 4  // a picture as a data URI, and a prompt
    case .completeUpload, .completeFile, .control: 1 << 20
    default: 64 << 10
    }
  }
}
