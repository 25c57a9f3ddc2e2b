internal import CFFmpeg

/// A failed call into the FFmpeg libraries, with what was tried and what the library said.
package struct LibavError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure; errors compare by it.
  package struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    package static let cancelled = Code("cancelled")
    package static let missing = Code("missing")
    package static let forbidden = Code("forbidden")
    package static let damaged = Code("damaged")
    package static let unsupported = Code("unsupported")
    package static let noVideo = Code("no video")
    package static let full = Code("full")
    package static let failed = Code("failed")
  }

  package let code: Code
  /// What was tried, with the file it was tried on: "read streams of clip.mp4".
  package let operation: String
  /// Why it failed, in the library's words; empty when the code says it all.
  package let reason: String

  package init(_ code: Code, _ operation: String, reason: String = "") {
    self.code = code
    self.operation = operation
    self.reason = reason
  }

  package var description: String {
    reason.isEmpty ? "cannot \(operation)" : "cannot \(operation): \(reason)"
  }
}

extension LibavError {
  /// Maps a negative return code, adding the newest line the library logged on this thread.
  init(status: Int32, _ operation: String) {
    var reason = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
      av_strerror(status, text.baseAddress, text.count)
      return text.baseAddress.map { String(cString: $0) } ?? ""
    }
    let line = Log.takeNewest()
    if !line.isEmpty { reason += " (\(line))" }
    self.init(LibavError.code(of: status), operation, reason: reason)
  }

  private static func code(of status: Int32) -> Code {
    switch status {
    case hs_exit: .cancelled
    case hs_no_entry: .missing
    case hs_no_access: .forbidden
    case hs_invalid_data, hs_eof: .damaged
    case hs_decoder_not_found, hs_encoder_not_found, hs_patch_welcome: .unsupported
    case hs_no_space: .full
    default: .failed
    }
  }
}

/// Throws when a call into the library failed; gives its non-negative result otherwise.
@discardableResult
func check(_ status: Int32, _ operation: @autoclosure () -> String) throws(LibavError) -> Int32 {
  guard status >= 0 else { throw LibavError(status: status, operation()) }
  return status
}

/// Unwraps what an allocating call returned.
func allocated<T>(_ pointer: T?, _ what: String) throws(LibavError) -> T {
  guard let pointer else {
    throw LibavError(.failed, "allocate \(what)", reason: "out of memory")
  }
  return pointer
}

/// What "again" and "end of stream" look like from the library; both are answers, not errors.
func isMoreNeeded(_ status: Int32) -> Bool { status == hs_again || status == hs_eof }
