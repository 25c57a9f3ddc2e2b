import Libav
import Outputs

/// What went wrong with a clip, in a sentence that names it.
public struct FootageError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure; errors compare by it.
  public struct Code: Hashable, Sendable {
    private let name: String
    private init(_ name: String) { self.name = name }

    /// There is no such file.
    public static let missing = Code("missing")
    /// The file is there, and this user may not read it.
    public static let forbidden = Code("forbidden")
    /// It is no media file, or one that is broken.
    public static let damaged = Code("damaged")
    /// There is no moving picture in it.
    public static let noVideo = Code("no video")
    /// This build of FFmpeg cannot read or write it.
    public static let unsupported = Code("unsupported")
    /// What was asked for does not fit the clip, such as a frame beyond its end.
    public static let invalidRequest = Code("invalid request")
    /// A check of the finished result failed; nothing was kept.
    public static let unproven = Code("unproven")
    /// The disk is full.
    public static let full = Code("full")
    /// Anything else.
    public static let failed = Code("failed")
  }

  /// The kind of failure.
  public let code: Code
  /// The clip it happened to.
  public let path: String
  /// One sentence for people.
  public let message: String

  /// The sentence for people.
  public var description: String { message }

  init(_ code: Code, path: String, _ message: String) {
    self.code = code
    self.path = path
    self.message = message
  }

  /// What was to be written found no room.
  init(full path: String) {
    self.init(.full, path: path, "\(path): the disk is full; free some space.")
  }

  init(_ cause: LibavError, path: String) {
    let reason = cause.reason.isEmpty ? "" : " (\(cause.reason))"
    switch cause.code {
    case .missing: self.init(.missing, path: path, "\(path): there is no such file.")
    case .forbidden:
      self.init(.forbidden, path: path, "\(path): you have no permission to read it.")
    case .damaged:
      self.init(.damaged, path: path, "\(path): this is not a video that can be read\(reason).")
    case .noVideo: self.init(.noVideo, path: path, "\(path): there is no moving picture in it.")
    case .unsupported where !cause.reason.isEmpty:
      self.init(.unsupported, path: path, "\(path): \(cause.reason).")
    case .full: self.init(full: path)
    default:
      self.init(
        cause.code == .unsupported ? .unsupported : .failed, path: path,
        "\(path): \(cause.description).")
    }
  }
}

extension FootageError {
  /// An input that could not be read at all.
  init(_ cause: OutputError, reading path: String) {
    let code: Code =
      switch cause.code {
      case .missing: .missing
      case .forbidden: .forbidden
      default: .failed
      }
    self.init(code, path: path, cause.message)
  }
}

extension FootageError {
  /// Names all files of a list that are not there, not only the first.
  static func refuseMissing(_ paths: [String]) throws(FootageError) {
    var missing: [String] = []
    for path in paths where !missing.contains(path) {
      do throws(OutputError) {
        _ = try WholeFile.size(of: path)
      } catch  where error.code == .missing {
        missing.append(path)
      } catch {
        // What else is wrong with it, reading it will tell.
      }
    }
    guard let first = missing.first, missing.count > 1 else { return }
    throw FootageError(
      .missing, path: first,
      "\(missing.joined(separator: ", ")): there are no such files.")
  }

  /// Clips cannot be made again, so none is ever replaced by what is made of it.
  static func refuse(_ destination: String, asOneOf inputs: [String]) throws(FootageError) {
    do {
      try AtomicOutput.check(destination, isNoneOf: inputs)
    } catch {
      throw FootageError(.invalidRequest, path: destination, error.message)
    }
  }
}

extension FrameReader {
  /// Refuses a clip of which something could not be decoded.
  func requireWhole() throws(FootageError) {
    guard damagedPackets == 0 else {
      throw FootageError(
        .damaged, path: path, "\(path): \(damagedPackets) of its packets are damaged.")
    }
    guard frameCount > 0 else {
      throw FootageError(.damaged, path: path, "\(path): no picture in it can be decoded.")
    }
  }
}

/// Runs blocking work on the workshop's threads; library errors come back naming the clip.
func work<Result: Sendable>(
  on path: String, _ body: @escaping @Sendable (Cancellation) throws -> Result
) async throws -> Result {
  do {
    return try await Workshop.shared.run(body)
  } catch let error as LibavError {
    if error.code == .cancelled { throw CancellationError() }
    throw FootageError(error, path: path)
  }
}

/// Says which clip an error in reading it is about.
func about<Result: ~Copyable>(
  _ path: String, _ body: () throws -> Result
) throws -> Result {
  do {
    return try body()
  } catch let error as LibavError where error.code != .cancelled {
    throw FootageError(error, path: path)
  } catch let error as OutputError {
    throw FootageError(error, reading: path)
  }
}
