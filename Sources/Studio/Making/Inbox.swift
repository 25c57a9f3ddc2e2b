internal import FoundationEssentials
internal import Outputs

/// The folder beside the ledger where clips arrive, before they go where they were wanted.
///
/// A clip that lies here survives whatever becomes of the run, the disk it was meant for included.
struct Inbox: Sendable {
  let folder: String

  init(ledger path: String) {
    let home = path.parentPath
    folder = (home.isEmpty ? "." : home).absolutePath.appending(path: "inbox")
  }

  /// Where a job's clip arrives.
  func clip(of job: Job) -> String { folder.appending(path: "job-\(job.id).mp4") }

  func prepare() throws { try OutputFolder.prepare(folder, isPrivate: true) }

  /// Removes clips that have come to their places; a run that was ended at that moment leaves one.
  func sweep(_ ledger: Ledger) async throws {
    // A folder that is not there has nothing in it.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard names.contains(where: { $0.hasSuffix(".mp4") }) else { return }
    for job in try await ledger.jobs(in: [.stored])
    where names.contains(clip(of: job).lastPathPart) && job.clip?.path != clip(of: job) {
      OutputFolder.discard(clip(of: job))
    }
  }

  /// The clip of a job that has been downloaded, if it is here and whole.
  func found(_ job: Job) throws -> StoredClip? {
    guard job.state == .downloaded, let clip = job.clip,
      try WholeFile.digest(clip.path) == clip.sha256
    else { return nil }
    return clip
  }
}
