extension SplicePlanner {
  /// - Throws: ``FootageError`` `.unsupported` where pictures would keep the light of another range.
  func requireLight(_ target: FilmTarget, _ stretches: [Stretch]) throws(FootageError) {
    guard !canConvertLight else { return }
    for place in stretches.flatMap(\.clipsThatAreEncoded) {
      guard
        let light = LightConversion(from: clips[place].video.colour, to: target.shape.colour),
        light.kind != .primaries
      else { continue }
      let path = clips[place].path
      throw FootageError(
        .unsupported, path: path,
        "\(path): it has another dynamic range than the film, and this FFmpeg was built without zimg, "
          + "which converts it; join clips of one range.")
    }
  }

  /// What else is worth knowing about a join, a sentence each without a full stop.
  func notes(on plan: SplicePlan) -> [String] {
    let encoded = Set(plan.stretches.flatMap(\.clipsThatAreEncoded))
    let places = clips.indices.filter(encoded.contains)
    var notes: [String] = []
    if let order = plan.fieldOrder, !encoded.isEmpty {
      notes.append("what is encoded stays interlaced, \(order.rawValue), as the clips are")
    }
    notes += SplicePlanner.gathered(
      places.compactMap { place in
        plan.fieldsToJoin(of: clips[place]).map { _ in
          (clips[place].path, "its interlaced fields are made whole frames where it is encoded")
        }
      })
    notes += SplicePlanner.gathered(
      places.compactMap { place in
        LightConversion(from: clips[place].video.colour, to: plan.target.shape.colour)?.note.map {
          (clips[place].path, $0)
        }
      })
    notes += squeezingNotes(on: plan)
    if let streams = LeftOutStreams.note(clips) { notes.append(streams) }
    return notes
  }

  /// One sentence for all files of which the same is to be told.
  private static func gathered(_ remarks: [(path: String, text: String)]) -> [String] {
    var order: [String] = []
    var paths: [String: [String]] = [:]
    for (path, text) in remarks {
      if paths[text] == nil { order.append(text) }
      if paths[text]?.contains(path) != true { paths[text, default: []].append(path) }
    }
    return order.map { "\((paths[$0] ?? []).joined(separator: ", ")): \($0)" }
  }
}

extension Stretch {
  /// The clips of which pictures are decoded and encoded.
  fileprivate var clipsThatAreEncoded: [Int] {
    guard treatment != .copy else { return [] }
    if case .transition(_, let other, _) = effect { return [clip, other] }
    return [clip]
  }
}
