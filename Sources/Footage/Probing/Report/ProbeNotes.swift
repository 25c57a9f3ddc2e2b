import Libav
import Raster

/// What is odd about a file, found in its facts; pure.
enum ProbeNotes {
  static func all(
    _ clip: Clip, ends: ProbeReport.Ends, groups: GroupFacts?, _ reading: ClipReading
  ) -> [String] {
    var notes: [String] = []
    if let cutOff = reading.cutOff { notes.append(cutOff.text) }
    if reading.clockJumps > 0 {
      let times = reading.clockJumps == 1 ? "once" : "\(reading.clockJumps) times"
      notes.append("its clock starts anew \(times) in its midst; its times are counted on")
    }
    if reading.hasCountedTimes, let rate = clip.video?.frameRate {
      notes.append("it has no times; its frames are counted at \(rate) a second")
    }
    if let video = clip.video {
      notes += colour(video)
      notes += time(video, ends: ends)
      if let groups { notes += structure(groups, video, reading) }
      notes += video.obstaclesToCopying
      if video.size.width % 2 != 0 || video.size.height % 2 != 0 {
        notes.append("the stored size is odd, which most encoders refuse")
      }
    }
    if clip.streamCounts.video > 1 {
      notes.append("there are \(clip.streamCounts.video) moving pictures; the first is meant")
    }
    if clip.streamCounts.audio > 1 {
      notes.append("there are \(clip.streamCounts.audio) sounds; the usual one is meant")
    }
    return notes
  }

  /// Families of tags that belong together; FFmpeg's names.
  private static let families: [(name: String, members: Set<String>)] = [
    ("BT.709", ["bt709"]), ("BT.601", ["smpte170m", "bt470bg", "smpte240m"]),
    ("BT.2020", ["bt2020nc", "bt2020c", "bt2020"]),
  ]

  private static func family(_ tag: String?) -> String? {
    tag.flatMap { tag in families.first { $0.members.contains(tag) }?.name }
  }

  static func colour(_ video: VideoFacts) -> [String] {
    let tags = video.colour
    let parts = [
      ("matrix", tags.matrix), ("primaries", tags.primaries), ("transfer", tags.transfer),
      ("range", tags.range),
    ]
    let missing = parts.filter { $0.1 == nil }.map(\.0)
    var notes: [String] = []
    if missing.count == parts.count {
      let guess = video.size.width >= 1280 || video.size.height > 576 ? "BT.709" : "BT.601"
      notes.append("colours are not tagged; at this size players guess \(guess) in limited range")
    } else if !missing.isEmpty {
      notes.append("colour tags are incomplete: \(missing.joined(separator: ", ")) missing")
    }
    if let matrix = family(tags.matrix), let primaries = family(tags.primaries),
      matrix != primaries
    {
      notes.append("colour tags contradict: a matrix of \(matrix) with primaries of \(primaries)")
    }
    if let transfer = tags.transfer, HighRange.transfers.contains(transfer),
      let primaries = family(tags.primaries), primaries != "BT.2020"
    {
      notes.append(
        "colour tags contradict: the HDR curve \(transfer) with primaries of \(primaries)")
    }
    if tags.matrix == "gbr", video.pixelFormat.hasPrefix("yuv") {
      notes.append("colour tags contradict: an RGB matrix for \(video.pixelFormat)")
    }
    if let matrix = family(tags.matrix), matrix == "BT.601",
      video.size.width >= 1280 || video.size.height > 576
    {
      notes.append("HD size with BT.601 colours, which players that ignore tags show wrong")
    }
    return notes
  }

  private static func time(_ video: VideoFacts, ends: ProbeReport.Ends) -> [String] {
    var notes: [String] = []
    let frame = video.frameRate.map { 1 / $0.framesPerSecond } ?? 0.04
    func gap(_ name: String, _ end: Double?) -> String? {
      guard let end, let picture = ends.picture, abs(end - picture) > frame else { return nil }
      let seconds = abs(end - picture).rounded(toPlaces: 3)
      return "\(name) ends \(seconds) s \(end > picture ? "after" : "before") the picture"
    }
    notes += [gap("the sound", ends.sound), gap("the container", ends.container)].compactMap { $0 }
    if let count = video.squeezedFrames, let rate = video.frameRate {
      notes.append(
        "\(count == 1 ? "1 frame is" : "\(count) frames are") over in a moment, as dedupe:lossless "
          + "leaves them; all others are shown at a constant rate of \(rate)")
    }
    if video.start.magnitude > 0.0005 {
      notes.append("the picture starts at \(video.start.rounded(toPlaces: 3)) s, not at 0")
    }
    return notes
  }

  private static func structure(
    _ groups: GroupFacts, _ video: VideoFacts, _ reading: ClipReading
  ) -> [String] {
    var notes: [String] = []
    if let first = reading.picture?.index.entries.first, !first.isKey {
      notes.append("the first frame is no key frame; what is shown before one may be wrong")
    }
    if groups.onlyFlaggedCount > 0 {
      notes.append(
        "\(groups.onlyFlaggedCount) of \(groups.count) key frames are only flagged so, not IDR")
    }
    return notes
  }
}
