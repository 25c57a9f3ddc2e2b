internal import FoundationEssentials
internal import Outputs

/// Where a take lies: its clip, and the record beside it.
struct TakePlace: Hashable, Sendable {
  let clip: String
  let sidecar: String

  /// The place in the folder `earlier` beside a clip where a take goes that has to make room.
  static func earlier(than clip: String, _ key: TakeKey) -> TakePlace {
    let folder = clip.parentPath.appending(path: "earlier")
    return TakePlace(
      clip: folder.appending(path: "\(key.short).mp4"),
      sidecar: folder.appending(path: "\(key.short).json"))
  }

  /// Moves a take to another place.
  ///
  /// The record goes first and the old one last, so that a clip always has one beside it.
  func move(_ sidecar: inout TakeSidecar, to destination: TakePlace) throws {
    sidecar.clip.file = destination.clip.lastPathPart
    try AtomicOutput.write(try sidecar.json(), to: destination.sidecar, replacing: true)
    try Self.rename(clip, to: destination.clip)
    OutputFolder.discard(self.sidecar)
  }

  static func rename(_ path: String, to destination: String) throws {
    do {
      if FileManager.default.fileExists(atPath: destination) {
        try FileManager.default.removeItem(atPath: destination)
      }
      try FileManager.default.moveItem(atPath: path, toPath: destination)
    } catch {
      throw StudioError(.unreadable, path, "cannot be moved to \(destination)")
    }
  }
}

extension TakeMaker {
  /// Moves a take that lies where another one is to lie into the folder `earlier` beside it.
  ///
  /// It was paid for and can never be made again, so it stays whatever may be replaced. The ledger
  /// is told first: what lies in neither place would be fetched again, never lost.
  func makeRoom(for delivery: Delivery, _ events: TakeEventHandler) async throws {
    guard let digest = try WholeFile.digest(delivery.clipPath) else { return }
    let path = delivery.clipPath.absolutePath
    let known = try await ledger.jobs(in: [.stored]).filter {
      $0.clip?.path == path && $0.clip?.sha256 == digest
    }
    // A record that cannot be read tells nothing; the ledger may know the clip all the same.
    let record = try? TakeSidecar.read(delivery.sidecarPath)
    let sidecar = record.flatMap { $0.clip.sha256 == digest ? $0 : nil }
    guard let key = sidecar?.takeKey ?? known.last?.takeKey else { return }
    let destination = TakePlace.earlier(than: delivery.clipPath, key)
    try OutputFolder.prepare(destination.clip.parentPath)
    for job in known {
      try await ledger.recordMove(of: job.id, to: destination.clip.absolutePath)
    }
    let place = TakePlace(clip: delivery.clipPath, sidecar: delivery.sidecarPath)
    if var old = sidecar {
      try place.move(&old, to: destination)
    } else {
      try TakePlace.rename(place.clip, to: destination.clip)
    }
    events(.note("The take that lay here is kept as \(destination.clip)."))
  }
}
