internal import FoundationEssentials
internal import Outputs

/// The takes that lie in a film's folder, and the only one who moves them.
///
/// Shots are renamed, moved and reworded between runs; their takes were paid for and can never be
/// made again. So a take is found by its key wherever it lies, and one that must make room goes
/// into its shot's `earlier` folder.
actor TakeShelf {
  private let layout: FilmLayout
  private let ledger: Ledger
  private var places: [TakeKey: TakePlace] = [:]

  /// Looks through the folder of all shots.
  ///
  /// A sidecar that cannot be read is passed over; its clip stays where it is.
  init(_ layout: FilmLayout, ledger: Ledger) {
    self.layout = layout
    self.ledger = ledger
    for folder in Self.entries(layout.shotsFolder) {
      let shot = layout.shotsFolder.appending(path: folder)
      for home in [shot, shot.appending(path: "earlier")] {
        for file in Self.entries(home) where file.hasSuffix(".json") && !file.hasPrefix(".") {
          let path = home.appending(path: file)
          guard let sidecar = try? TakeSidecar.read(path) else { continue }
          let stem = file.dropLast(".json".count)
          let place = TakePlace(clip: home.appending(path: "\(stem).mp4"), sidecar: path)
          // A run that was killed while it moved a take may have left a second record.
          guard WholeFile.exists(place.clip) else { continue }
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

  /// Where a take's clip lies, if it is here and whole; nothing is moved.
  func clip(of key: TakeKey) throws -> String? {
    guard let place = places[key],
      try WholeFile.digest(place.clip) == TakeSidecar.read(place.sidecar).clip.sha256
    else { return nil }
    return place.clip
  }

  /// Brings a take to a shot's place, if it is here and whole; nil otherwise.
  func take(_ key: TakeKey, for shot: FilmLayout.ShotFolder) async throws -> TakeSidecar? {
    var moved: [TakeKey: String] = [:]
    let sidecar = try bring(key, to: shot, &moved)
    try await record(moved)
    return sidecar
  }

  /// Moves what lies in a shot's place out of the way, unless it is the take that is wanted there.
  func makeRoom(in shot: FilmLayout.ShotFolder, for key: TakeKey) async throws {
    // Its record is lost, and the ledger knows it: the clip stays, and nothing is asked for again.
    if try await isKnown(shot.clip, as: key) { return }
    var moved: [TakeKey: String] = [:]
    try clear(shot, for: key, &moved)
    try await record(moved)
  }

  private func isKnown(_ clip: String, as key: TakeKey) async throws -> Bool {
    guard let digest = try WholeFile.digest(clip) else { return false }
    return try await ledger.jobs(for: key).contains { $0.clip?.sha256 == digest }
  }

  /// The files are moved without a pause in between, for shots may want each other's places.
  private func bring(
    _ key: TakeKey, to shot: FilmLayout.ShotFolder, _ moved: inout [TakeKey: String]
  ) throws -> TakeSidecar? {
    guard let place = places[key] else { return nil }
    var sidecar = try TakeSidecar.read(place.sidecar)
    guard try WholeFile.digest(place.clip) == sidecar.clip.sha256 else {
      places[key] = nil
      return nil
    }
    guard place.clip != shot.clip else { return sidecar }
    try clear(shot, for: key, &moved)
    try move(&sidecar, from: place, to: TakePlace(clip: shot.clip, sidecar: shot.sidecar), &moved)
    // It shows the take that lay here before.
    OutputFolder.discard(shot.thumbnail)
    return sidecar
  }

  private func clear(
    _ shot: FilmLayout.ShotFolder, for key: TakeKey, _ moved: inout [TakeKey: String]
  ) throws {
    guard WholeFile.exists(shot.clip) else { return }
    if var old = try? TakeSidecar.read(shot.sidecar),
      try WholeFile.digest(shot.clip) == old.clip.sha256
    {
      guard old.takeKey != key else { return }
      try OutputFolder.prepare(shot.earlier)
      try move(
        &old, from: TakePlace(clip: shot.clip, sidecar: shot.sidecar),
        to: TakePlace(
          clip: shot.earlierClip(old.takeKey), sidecar: shot.earlierSidecar(old.takeKey)), &moved)
    } else {
      // A clip nobody can explain, or that is not the one its record tells of, is kept under a name of its own.
      try OutputFolder.prepare(shot.earlier)
      let digest = try FileDigest.sha256(ofFile: shot.clip).prefix(8)
      try TakePlace.rename(
        shot.clip, to: shot.earlier.appending(path: "unknown-\(digest).mp4"))
    }
  }

  private func move(
    _ sidecar: inout TakeSidecar, from place: TakePlace, to destination: TakePlace,
    _ moved: inout [TakeKey: String]
  ) throws {
    try place.move(&sidecar, to: destination)
    places[sidecar.takeKey] = destination
    moved[sidecar.takeKey] = destination.clip
  }

  private func record(_ moved: [TakeKey: String]) async throws {
    for (key, path) in moved {
      for job in try await ledger.jobs(for: key) where job.state == .stored {
        try await ledger.recordMove(of: job.id, to: path.absolutePath)
      }
    }
  }

  /// Removes the folders that moved takes have left behind, if nothing is in them that was paid for.
  func tidy() {
    let wanted = Set(layout.shots.map(\.path))
    for name in Self.entries(layout.shotsFolder) {
      let shot = layout.shotsFolder.appending(path: name)
      Self.removeIfEmpty(shot.appending(path: "earlier"))
      let rest = Self.entries(shot)
      guard !wanted.contains(shot),
        Set(rest).isSubset(
          of: ["picture.png", "last-picture.png", "thumbnail.png", "anchor.json"])
      else { continue }
      for file in rest { OutputFolder.discard(shot.appending(path: file)) }
      Self.removeIfEmpty(shot)
    }
  }

  private static func removeIfEmpty(_ folder: String) {
    guard let rest = try? FileManager.default.contentsOfDirectory(atPath: folder), rest.isEmpty
    else { return }
    // An empty folder that stays does no harm.
    try? FileManager.default.removeItem(atPath: folder)
  }
}
