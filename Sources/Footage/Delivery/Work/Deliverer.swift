import FoundationEssentials
import Libav
import Outputs

/// Makes results of a video, for the web, for editing, for keeping.
public struct Deliverer: Sendable {
  /// What holds for all results.
  public let options: DeliveryOptions

  /// Creates a deliverer.
  public init(_ options: DeliveryOptions = DeliveryOptions()) { self.options = options }

  /// Makes all results of one source, which is decoded once for all of them; those whose size or
  /// quality is searched for take further rounds.
  ///
  /// Results appear whole, after they were checked, or none does.
  /// - Parameter replacing: whether existing files may be replaced; the source never is.
  /// - Returns: what was made, in the order of the wishes.
  /// - Throws: ``FootageError``; `OutputError` when a destination exists or cannot be written;
  ///   `CancellationError`.
  public func deliver(
    _ path: String, _ deliveries: [DeliveryRequest], replacing: Bool,
    progress: DeliveryProgressReport? = nil
  ) async throws -> [DeliveryResult] {
    try await outcomes(
      path, deliveries, replacing: replacing, areIndependent: false, progress
    ).map { try $0.get() }
  }

  /// The same, but a result that cannot be made keeps none of the others from appearing.
  ///
  /// - Returns: what was made, or why it was not, in the order of the wishes.
  /// - Throws: what concerns all of them alike, such as a source that cannot be read;
  ///   `CancellationError`.
  public func deliverEach(
    _ path: String, _ deliveries: [DeliveryRequest], replacing: Bool,
    progress: DeliveryProgressReport? = nil
  ) async throws -> [Result<DeliveryResult, any Error>] {
    try await outcomes(path, deliveries, replacing: replacing, areIndependent: true, progress)
  }

  private func outcomes(
    _ path: String, _ deliveries: [DeliveryRequest], replacing: Bool, areIndependent: Bool,
    _ progress: DeliveryProgressReport?
  ) async throws -> [Result<DeliveryResult, any Error>] {
    let options = self.options
    return try await work(on: path) { cancellation in
      try options.validate()
      let batch = DeliveryBatch(
        deliveries, of: path, options, areIndependent: areIndependent, progress)
      try batch.check(replacing: replacing)
      let source = try DeliverySource.read(path, cancellation)
      return try NotesFolder.with { folder in
        try batch.begin(source, replacing: replacing, notesFolder: folder, cancellation)
        return try batch.finish(cancellation)
      }
    }
  }
}

/// Where encoders leave what a first pass found out.
private enum NotesFolder {
  static func with<Result>(_ body: (String) throws -> Result) throws -> Result {
    let files = FileManager.default
    let folder = "\(files.temporaryDirectory.path)/hailuo-studio-\(UUID().uuidString)"
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer {
      do { try files.removeItem(atPath: folder) } catch {
        // A few kilobytes in a folder that systems clear.
      }
    }
    return try body(folder)
  }
}
