internal import Footage
internal import Outputs
internal import Raster

/// Makes the film, its sheet and its deliverable of the takes; skips what is up to date.
struct FilmAssembly: Sendable {
  let plan: FilmPlan
  let layout: FilmLayout
  let takes: [Take]
  let toolVersion: String
  let keepsPrompts: Bool
  let events: FilmEventHandler

  /// - Parameter before: the record of the run before, if there was one.
  func finish(_ before: FilmRecord?) async throws -> FilmRecord {
    var record = FilmRecord(
      title: plan.storyboard.title, aspect: plan.storyboard.aspect,
      simulated: takes.contains { $0.sidecar.simulated }, shots: shots, film: before?.film,
      seamReport: before?.seamReport, sheet: before?.sheet,
      deliverables: before?.deliverables ?? [:], toolVersion: toolVersion)
    let digests = takes.map(\.sidecar.clip.sha256)
    let seams = try filmSeams()
    let plain = InputsDigest(recipe: "concat 1 \(title ?? "")", inputs: digests)
    if try isKept(before, plain, seams) {
      // Finished when clips simply followed one another; nobody has asked for anything else.
      record.seams = before?.seams
      events(
        .note(
          "\(layout.film.lastPathPart) stays as it was finished, with the frames that chained shots "
            + "repeat; 'seam: dedupe' at such a shot has it joined anew without them"))
    } else {
      record.seams = seams.records
      var frames = before?.film?.frames
      record.film = try await output(
        layout.film, InputsDigest(recipe: seams.recipe + withoutPrompts, inputs: digests),
        before?.film
      ) { report in
        var request = seams.request
        for (take, label) in zip(takes, labels) { request.origins[take.path] = label }
        request.keepsPrompt = keepsPrompts
        frames = try await Splicer().join(
          request, to: layout.film, replacing: true, progress: report
        ).plan.expectedFrames
      }
      record.film?.frames = frames
      record.seamReport = try await report(seams, digests, before?.seamReport)
    }
    let names = plan.storyboard.shots.map(\.name).joined(separator: " ")
    record.sheet = try await output(
      layout.sheet,
      InputsDigest(recipe: "sheet 1 \(title ?? "") \(names)" + withoutPrompts, inputs: digests),
      before?.sheet
    ) { report in
      let sheet = ContactSheet(ContactSheet.Options(title: title ?? "Film"))
      let subjects = zip(plan.storyboard.shots, takes).map {
        ContactSheet.Subject(path: $1.path, label: $0.name)
      }
      let bitmap = try await sheet.draw(subjects, progress: report)
      let png = try PNG.encode(bitmap)
      try AtomicOutput.write(label?.added(to: png) ?? png, to: layout.sheet, replacing: true)
    }
    if let preset = plan.preset, let film = record.film {
      let path = layout.deliverable(preset: preset)
      let settings = preset.settings
      record.deliverables[preset.name] = try await output(
        path, InputsDigest(recipe: "deliver 1 \(try preset.recipe)", inputs: [film.sha256]),
        before?.deliverables[preset.name]
      ) { report in
        let options = DeliveryOptions(origin: label, keepsPrompt: keepsPrompts)
        _ = try await Deliverer(options).deliver(
          layout.film, [DeliveryRequest(settings, to: path)], replacing: true
        ) { report(Progress($0)) }
      }
    }
    // Whether a clip was there already is news of this run, not a change of the film.
    if record.asReused != before?.asReused {
      try AtomicOutput.write(try record.json(), to: layout.record, replacing: true)
    }
    return record
  }

  /// What each take is. What a clip says itself comes before its record: a service that only draws
  /// clips marks them so.
  private var labels: [OriginLabel] {
    takes.map { take in
      let label = take.sidecar.originLabel
      return take.clip.isSimulated ? OriginLabel(.simulated).filled(from: label) : label
    }
  }

  /// What the film is.
  private var label: OriginLabel? {
    var label = OriginLabel.joined(labels)
    if let title { label?.title = title }
    if !keepsPrompts { label?.prompt = nil }
    return label
  }

  /// Distinguishes files that are not to tell what they were made of.
  private var withoutPrompts: String { keepsPrompts ? "" : "\nwithout prompts" }

  private func filmSeams() throws -> FilmSeams {
    let shots = plan.storyboard.shots
    let parts = try zip(shots, takes).map { shot, take in
      let next = shot.index + 1
      // The record lies with the shot that goes on from this one.
      let anchor =
        next < shots.count && shots[next].isChained && shots[next].anchor == .best
        ? try ChainAnchor.read(layout.shots[next].anchor) : nil
      return FilmSeams.Part(
        path: take.path, frames: take.clip.video?.frameCount ?? 0,
        anchor: anchor?.clipSHA256 == take.sidecar.clip.sha256 ? anchor?.frame : nil)
    }
    return FilmSeams(
      parts: parts, shots: shots, colourMatch: plan.storyboard.colourMatch, title: title)
  }

  /// Whether a film that an earlier version finished is the one that is wanted.
  private func isKept(
    _ before: FilmRecord?, _ plain: InputsDigest, _ seams: FilmSeams
  ) throws -> Bool {
    guard let before, before.seams == nil, let film = before.film, !seams.arePlain,
      !plan.storyboard.choosesSeams
    else { return false }
    return film.isUpToDate(found: try WholeFile.digest(layout.film), inputs: plain)
  }

  /// The report of the film's seams; none for a single shot.
  private func report(
    _ seams: FilmSeams, _ digests: [String], _ before: FilmRecord.Output?
  ) async throws -> FilmRecord.Output? {
    guard seams.parts.count > 1 else { return nil }
    let page = layout.seams
    let isWhole = WholeFile.exists(SeamReport.jsonPath(for: page))
    return try await output(
      page, InputsDigest(recipe: "seams 1 \(seams.recipe)", inputs: digests),
      isWhole ? before : nil
    ) { progress in
      try SeamReport(
        title: title ?? "the film", seams: try await seams.inspect(layout.film, progress)
      )
      .write(to: page, replacing: true)
    }
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
