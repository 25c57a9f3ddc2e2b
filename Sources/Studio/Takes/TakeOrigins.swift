internal import Footage
internal import FoundationEssentials
public import Outputs

/// Knows of clips where they come from: by what they say themselves, by the record beside them, and by
/// the ledger.
///
/// Takes are kept as they came, byte by byte, so most of them say nothing themselves. Nothing is made
/// up for clips that nobody here knows.
public struct TakeOrigins: Sendable {
  private let ledger: Ledger?

  /// Looks into the ledger of this environment, if there is one; none is made.
  public init(environment: [String: String]) {
    // A ledger that cannot be read knows nothing; making and listing clips tells what ails it.
    let path = try? StudioHome(environment: environment).ledgerPath
    ledger = path.flatMap { WholeFile.exists($0) ? try? Ledger(path: $0) : nil }
  }

  /// The label of a clip; nil when nothing is known of it.
  ///
  /// What the clip says itself comes first.
  /// - Throws: `FootageError` when it cannot be read; `CancellationError`.
  public func label(of clip: String) async throws -> OriginLabel? {
    let own = try await ClipOrigin.label(of: clip)
    let known = try await record(of: clip)
    return own.map { $0.filled(from: known) } ?? known
  }

  /// The label of what is put together of clips.
  public func label(ofAll clips: [String]) async throws -> OriginLabel? {
    var labels: [OriginLabel?] = []
    for clip in clips { labels.append(try await label(of: clip)) }
    return OriginLabel.joined(labels)
  }

  /// What the record beside a clip and the ledger know of it, without a look at the clip's own word.
  ///
  /// - Throws: `OutputError` when the clip cannot be read.
  public func record(of clip: String) async throws -> OriginLabel? {
    // A record that cannot be read is as good as none.
    if let sidecar = try? TakeSidecar.read(Delivery.sidecarPath(for: clip)),
      try WholeFile.digest(clip) == sidecar.clip.sha256
    {
      return sidecar.originLabel
    }
    guard let ledger, WholeFile.exists(clip) else { return nil }
    let size = try WholeFile.size(of: clip)
    // Only files of a take's length are read whole.
    guard let jobs = try? await ledger.jobs(withClipOf: size), !jobs.isEmpty else { return nil }
    let digest = try FileDigest.sha256(ofFile: clip)
    return jobs.last { $0.clip?.sha256 == digest }?.originLabel
  }
}

extension OriginLabel {
  /// The label of a take.
  ///
  /// - Parameter completed: nil for simulated ones, of which two that are alike are the same file.
  fileprivate init(simulated: Bool, prompt: String, system: String, completed: Date?) {
    self.init(
      simulated ? .simulated : .generated, prompt: prompt,
      system: simulated ? nil : system,
      created: simulated ? nil : completed?.formatted(.iso8601))
  }
}

extension TakeSidecar {
  /// What the take is, for files that are made of it.
  var originLabel: OriginLabel {
    OriginLabel(
      simulated: simulated, prompt: prompt, system: "\(model) (\(endpoint))",
      completed: timings.completedAt)
  }
}

extension Job {
  fileprivate var originLabel: OriginLabel {
    OriginLabel(
      simulated: isSimulated, prompt: order.identity.prompt, system: order.identity.endpoint,
      completed: completedAt)
  }
}
