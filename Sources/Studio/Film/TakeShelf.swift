internal import FoundationEssentials
internal import Outputs

/// The takes that lie in a film's folder, and the only one who moves them.
///
/// Shots are renamed, moved and reworded between runs; their takes were paid for and can never be
/// made again. So a take is found by its key wherever it lies, and one that must make room goes
/// into its shot's `earlier` folder.
actor TakeShelf {
  private struct Place: Hashable {
    let clip: String
    let sidecar: String
  }

  private let ledger: Ledger
  private var places: [TakeKey: Place] = [:]

  /// Looks through the folder of all shots.
  ///
  /// A sidecar that cannot be read is passed over; its clip stays where it is.
  init(_ layout: FilmLayout, ledger: Ledger) {
    self.ledger = ledger
    for folder in Self.entries(layout.shotsFolder) {
      let shot = layout.shotsFolder.appending(path: folder)
      for home in [shot, shot.appending(path: "earlier")] {
        for file in Self.entries(home) where file.hasSuffix(".json") && !file.hasPrefix(".") {
          let path = home.appending(path: file)
          guard let sidecar = try? TakeSidecar.read(path) else { continue }
          let stem = file.dropLast(".json".count)
          let place = Place(clip: home.appending(path: "\(stem).mp4"), sidecar: path)
          // A take in its shot's own place comes before a copy among the earlier ones.
          if places[sidecar.takeKey] == nil || home == shot { places[sidecar.takeKey] = place }
        }
      }
    }
  }

  private static func entries(_ folder: String) -> [String] {
    // A folder that is not there has nothing in it.
    (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
  }

  /// Brings a take to a shot's place, if it is here and whole; nil otherwise.
  func take(_ key: TakeKey, for shot: FilmLayout.ShotFolder) async throws -> TakeSidecar? {
    guard let place = places[key] else { return nil }
    let sidecar = try TakeSidecar.read(place.sidecar)
    guard FileManager.default.fileExists(atPath: place.clip),
      try FileDigest.sha256(ofFile: place.clip) == sidecar.clip.sha256
    else {
      places[key] = nil
      return nil
    }
    guard place.clip != shot.clip else { return sidecar }
    try await makeRoom(in: shot, for: key)
    var moved = sidecar
    moved.clip.file = shot.clip.lastPathPart
    try rename(place.clip, to: shot.clip)
    try AtomicOutput.write(try moved.json(), to: shot.sidecar, replacing: true)
    OutputFolder.discard(place.sidecar)
    places[key] = Place(clip: shot.clip, sidecar: shot.sidecar)
    try await record(key, at: shot.clip)
    return moved
  }

  /// Moves what lies in a shot's place out of the way, unless it is the take that is wanted there.
  func makeRoom(in shot: FilmLayout.ShotFolder, for key: TakeKey) async throws {
    guard FileManager.default.fileExists(atPath: shot.clip) else { return }
    if var old = try? TakeSidecar.read(shot.sidecar) {
      guard old.takeKey != key else { return }
      try OutputFolder.prepare(shot.earlier)
      let clip = shot.earlierClip(old.takeKey)
      old.clip.file = clip.lastPathPart
      try rename(shot.clip, to: clip)
      try AtomicOutput.write(
        try old.json(), to: shot.earlierSidecar(old.takeKey), replacing: true)
      OutputFolder.discard(shot.sidecar)
      places[old.takeKey] = Place(clip: clip, sidecar: shot.earlierSidecar(old.takeKey))
      try await record(old.takeKey, at: clip)
    } else {
      // A clip nobody can explain is kept under a name of its own.
      try OutputFolder.prepare(shot.earlier)
      let digest = try FileDigest.sha256(ofFile: shot.clip).prefix(8)
      try rename(shot.clip, to: shot.earlier.appending(path: "unknown-\(digest).mp4"))
    }
  }

  private func rename(_ path: String, to destination: String) throws {
    try OutputFolder.prepare(destination.parentPath)
    do {
      if FileManager.default.fileExists(atPath: destination) {
        try FileManager.default.removeItem(atPath: destination)
      }
      try FileManager.default.moveItem(atPath: path, toPath: destination)
    } catch {
      throw StudioError(.unreadable, path, "cannot be moved to \(destination)")
    }
  }

  private func record(_ key: TakeKey, at path: String) async throws {
    for job in try await ledger.jobs(for: key) where job.state == .stored {
      try await ledger.recordMove(of: job.id, to: path.absolutePath)
    }
  }
}
