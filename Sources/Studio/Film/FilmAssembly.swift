internal import Footage
internal import Outputs
internal import Raster

/// Makes the film, its sheet and its deliverable of the takes; skips what is up to date.
struct FilmAssembly: Sendable {
  let plan: FilmPlan
  let layout: FilmLayout
  let takes: [Take]
  let toolVersion: String
  let events: FilmEventHandler

  /// - Parameter before: the record of the run before, if there was one.
  func finish(_ before: FilmRecord?) async throws -> FilmRecord {
    var record = FilmRecord(
      title: plan.storyboard.title, aspect: plan.storyboard.aspect,
      simulated: takes.contains { $0.sidecar.simulated }, shots: shots, film: before?.film,
      sheet: before?.sheet, deliverables: before?.deliverables ?? [:], toolVersion: toolVersion)
    let digests = takes.map(\.sidecar.clip.sha256)
    record.film = try await output(
      layout.film, InputsDigest(recipe: "concat 1 \(title ?? "")", inputs: digests), before?.film
    ) { report in
      _ = try await Splicer().join(
        takes.map(\.path), to: layout.film, replacing: true, title: title, progress: report)
    }
    let names = plan.storyboard.shots.map(\.name).joined(separator: " ")
    record.sheet = try await output(
      layout.sheet, InputsDigest(recipe: "sheet 1 \(title ?? "") \(names)", inputs: digests),
      before?.sheet
    ) { report in
      let sheet = ContactSheet(ContactSheet.Options(title: title ?? "Film"))
      let subjects = zip(plan.storyboard.shots, takes).map {
        ContactSheet.Subject(path: $1.path, label: $0.name)
      }
      let bitmap = try await sheet.draw(subjects, progress: report)
      try AtomicOutput.write(try PNG.encode(bitmap), to: layout.sheet, replacing: true)
    }
    if let preset = plan.preset, let film = record.film {
      let path = layout.deliverable(preset: preset)
      let settings = preset.transcodeSettings
      record.deliverables[preset.name] = try await output(
        path, InputsDigest(recipe: "transcode 1 \(settings)", inputs: [film.sha256]),
        before?.deliverables[preset.name]
      ) { report in
        _ = try await Transcoder(settings).transcode(
          layout.film, to: path, replacing: true, progress: report)
      }
    }
    // Whether a clip was there already is news of this run, not a change of the film.
    if record.asReused != before?.asReused {
      try AtomicOutput.write(try record.json(), to: layout.record, replacing: true)
    }
    return record
  }

  private var title: String? { plan.storyboard.title }

  private var shots: [FilmRecord.Shot] {
    zip(zip(plan.storyboard.shots, layout.shots), takes).map { place, take in
      FilmRecord.Shot(
        name: place.0.name, folder: place.1.name, chained: place.0.isChained,
        durationSeconds: place.0.durationSeconds, takeKey: take.sidecar.takeKey,
        requestID: take.sidecar.requestID, frames: take.clip.video?.frameCount ?? 0,
        reused: take.origin == .reused)
    }
  }

  /// Makes a file unless the one that is there was made of the same things.
  private func output(
    _ path: String, _ inputs: InputsDigest, _ before: FilmRecord.Output?,
    make: (@escaping ProgressReport) async throws -> Void
  ) async throws -> FilmRecord.Output {
    if let before, before.isUpToDate(found: try WholeFile.digest(path), inputs: inputs) {
      return before
    }
    let name = path.lastPathPart
    try await make { progress in
      events(
        .making(
          name, phase: progress.phase, completed: progress.completed, total: progress.total))
    }
    events(.made(name))
    return FilmRecord.Output(
      file: name, sha256: try FileDigest.sha256(ofFile: path), inputsDigest: inputs)
  }
}
