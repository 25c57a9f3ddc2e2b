import Footage

/// What `transcode` answers.
struct TranscodeDocument: Encodable {
  struct File: Encodable {
    let source: String
    let preset: String
    let file: String
    let result: DeliveryResult
  }

  struct Failure: Encodable {
    let source: String
    let preset: String
    /// Where the result would have gone.
    let file: String
    let message: String
    let exitStatus: Int32
  }

  let files: [File]
  let failures: [Failure]

  init(_ outcome: TranscodeRun.Outcome) {
    files = outcome.done
    failures = outcome.failures.map {
      Failure(
        source: $0.source, preset: $0.preset, file: $0.destination, message: $0.message,
        exitStatus: $0.status.rawValue)
    }
  }

  /// The same for people, one line a result.
  var text: String { files.map { DeliveryText.line($0.result) + "\n" }.joined() }
}
