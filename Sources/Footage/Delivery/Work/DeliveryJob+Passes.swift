import Libav
import Outputs

/// The passes over the source that one file takes, one after another.
extension DeliveryJob {
  func nextPasses() throws -> [FilePass] {
    guard step != .done else { return [] }
    let settings = delivery.settings
    var encoding = self.encoding
    var phase = plan == nil && copiesSound ? "copying" : "encoding"
    var isKept = true
    switch step {
    case .first:
      if case .bitRate(_, let passes) = encoding?.rateControl, passes > 1,
        encoding?.canTakeTwoPasses == true
      {
        encoding?.pass = .first
        phase = "first pass"
        isKept = false
      } else if settings.maxBytes != nil, encoding?.canTakeTwoPasses == true,
        case .quality = encoding?.rateControl
      {
        encoding?.pass = .first
        encoding?.keepsFirstPass = true
      }
    case .second:
      encoding?.pass = .second
      phase = "second pass"
    case .smaller(let rate):
      encoding?.rateControl = .bitRate(rate, passes: 2)
      if encoding?.canTakeTwoPasses == true { encoding?.pass = .second }
      phase = "encoding smaller"
    case .least:
      let worst = encoding?.worstQuality ?? 51
      encoding?.rateControl = .quality(worst)
      phase = "finding the least"
    case .done: return []
    }
    encoding?.notesPath = notesPath
    let made = FilePass(
      delivery: number, phase: phase, path: isKept ? path : "/dev/null",
      muxer: isKept ? settings.container.muxer : "null",
      muxerOptions: isKept
        ? settings.container.muxerOptions(isFastStart: settings.isFastStart) : [],
      picture: plan.flatMap { plan in encoding.map { .init(plan: plan, encoding: $0) } },
      pictureTag: isKept ? settings.video.flatMap { settings.container.tag(for: $0.codec) } : nil,
      sound: isKept ? passSound : nil,
      captions: isKept ? captions : nil, tags: tags, chapters: isKept ? chapters : [],
      pictureTags: tags(of: source.picture), soundTags: tags(of: source.sound), grid: nil,
      duration: plan?.rate.duration ?? source.duration ?? 0)
    pass = made
    return [made]
  }

  func conclude() throws {
    guard let pass, step != .done else { return }
    // The same is seen in every pass.
    notes += pass.outcome.damageNotes.filter { !notes.contains($0) }
    if pass.muxer == "null" {
      step = .second
      return
    }
    facts = pass.outcome.facts
    guard let most = mostBytes else {
      step = .done
      return
    }
    let size = try WholeFile.size(of: path)
    if size <= most {
      // Of very short films bit rates say little.
      if step == .least {
        notes.append("Encoded at the lowest quality there is, to fit into \(most) bytes.")
      } else if case .smaller(let rate) = step {
        notes.append("Lowered to \(rate / 1000) kb/s of picture to fit into \(most) bytes.")
      }
      step = .done
      return
    }
    try shrink(from: size, to: most)
  }
}
