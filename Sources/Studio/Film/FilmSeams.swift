internal import Footage

/// How a film's takes are joined: what of each is shown, and what is done between them. Pure.
struct FilmSeams: Sendable {
  /// One take, as it stands in the film.
  struct Part: Hashable, Sendable {
    let path: String
    /// Frames of the clip.
    let frames: Int
    /// The frame that the next shot goes on from; nil where it goes on from the last, or not at all.
    let anchor: Int?

    /// Frames up to and with the one that the next shot goes on from.
    var shown: Int { anchor.map { min(frames, $0 + 1) } ?? frames }
  }

  let parts: [Part]
  let shots: [Shot]
  let colourMatch: ColourMatch
  let title: String?

  /// Whether the shot of an index begins with a frame that the one before has shown already.
  private func repeats(_ index: Int) -> Bool {
    shots[index].isChained && shots[index].seam.looksForRepeats && parts[index - 1].shown > 1
  }

  /// What is done between each shot and the next.
  var records: [FilmRecord.Seam] {
    shots.dropFirst().map { shot in
      let before = parts[shot.index - 1]
      return FilmRecord.Seam(
        shot: shot.name, seam: "\(shot.seam)", droppedFrames: repeats(shot.index) ? 1 : 0,
        trimmedFrames: before.frames - before.shown, known: shot.isChained)
    }
  }

  /// Whether clips simply follow one another, as they always did.
  var arePlain: Bool {
    colourMatch == .off
      && records.allSatisfy { $0.seam == "cut" && $0.droppedFrames == 0 && $0.trimmedFrames == 0 }
  }

  /// The join.
  var request: SpliceRequest {
    let clips = parts.map { part in
      ClipPart(path: part.path, end: part.shown < part.frames ? .frame(part.shown) : nil)
    }
    return SpliceRequest(
      clips, seams: shots.dropFirst().map(\.seam), title: title, colourMatch: colourMatch,
      chained: Set(shots.filter(\.isChained).map(\.index)))
  }

  /// What distinguishes this join from others of the same clips.
  var recipe: String {
    guard !arePlain else { return "concat 1 \(title ?? "")" }
    let seams = records.map { "\($0.seam) \($0.droppedFrames) \($0.trimmedFrames)" }
    return "concat 2 \(colourMatch.rawValue) \(seams.joined(separator: " | ")) \(title ?? "")"
  }

  /// What the film looks like at its seams.
  func inspect(
    _ film: String, _ progress: @escaping ProgressReport
  ) async throws -> [SeamInspection] {
    let plan = try await Splicer().plan(request, to: film)
    return try await SeamInspector().inspect(plan.pieces, plan.treatments, progress: progress)
  }
}
