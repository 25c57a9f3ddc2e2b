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

  /// The clip of a job that has been downloaded, if it is here and whole.
  func found(_ job: Job) throws -> StoredClip? {
    guard job.state == .downloaded, let clip = job.clip,
      try WholeFile.digest(clip.path) == clip.sha256
    else { return nil }
    return clip
  }
}
