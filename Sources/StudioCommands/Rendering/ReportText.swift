import Footage

/// Everything a file tells, as people read it.
enum ReportText {
  /// Some lines under the file's name.
  static func block(_ report: ProbeReport) -> String {
    let clip = report.clip
    var table = Table(indent: "  ")
    table.add("file", "\(Terms.bytes(clip.byteCount)), \(ClipText.container(clip))")
    if let video = clip.video {
      table.add("picture", picture(video, report))
      table.add("time", time(video, report))
      if let groups = report.groups { table.add("groups", self.groups(groups, video)) }
      table.add("colour", ClipText.colour(video))
      table.add("rate", rate(video, report.rateCurve))
      table.add(
        "ticks", "\(video.timeBase) s, parameter sets \(video.parameterSetsDigest.prefix(8))")
    }
    if let audio = clip.audio {
      let length = audio.duration.map { ", \(Terms.seconds($0))" } ?? ""
      let form = "\(ClipText.codec(audio.codec, audio.profile)), \(audio.sampleRate) Hz"
      table.add("sound", "\(form), \(audio.channelLayout)\(length)")
    } else {
      table.add("sound", "none")
    }
    table.add("ends", ends(report.ends))
    let others = report.streams.filter { ["cover", "other"].contains($0.kind) }
    if !others.isEmpty {
      table.add("besides", others.map { "\($0.kind) (\($0.codec))" }.joined(separator: ", "))
    }
    for (number, edit) in report.edits.enumerated() { table.add(number == 0 ? "edits" : "", edit) }
    if clip.isSimulated { table.add("origin", "simulated") }
    if let origin = report.origin {
      OriginText.add(origin, to: &table, tellingSource: !clip.isSimulated)
    }
    for (name, value) in report.provenance.sorted(by: { $0.key < $1.key }) {
      table.add("from", "\(name): \(value)")
    }
    for note in report.notes { table.add("note", note) }
    return "\(clip.path)\n\(table.text)"
  }

  private static func picture(_ video: VideoFacts, _ report: ProbeReport) -> String {
    var text = "\(video.size) \(ClipText.codec(video.codec, video.profile))"
    if let level = video.level { text += " level \(level)" }
    text += ", \(video.pixelFormat)"
    if let depth = report.bitDepth { text += " (\(depth) bits)" }
    if let order = report.fieldOrder, order != "progressive" { text += ", interlaced, \(order)" }
    if video.displaySize != video.size { text += ", shown as \(video.displaySize)" }
    if video.rotation != 0 { text += ", turned by \(video.rotation)°" }
    if video.isMirrored { text += ", mirrored" }
    if video.sampleAspect != "1:1" { text += ", pixels \(video.sampleAspect)" }
    return text
  }

  private static func time(_ video: VideoFacts, _ report: ProbeReport) -> String {
    let rate = video.frameRate.map { "\($0) fps" } ?? "unknown rate"
    var text =
      "\(Terms.seconds(video.duration)), \(Terms.count(video.frameCount, "frame")) at \(rate)"
    if let count = video.squeezedFrames {
      text += ", constant but for \(Terms.count(count, "frame")) that nobody sees"
    } else if let steps = report.frameSeconds {
      let (least, most) = (steps.lowerBound * 1000, steps.upperBound * 1000)
      text +=
        ", varying: \(Terms.decimal(least, places: 1)) to \(Terms.decimal(most, places: 1)) ms"
    } else {
      text += ", constant"
    }
    return text
  }

  private static func groups(_ groups: GroupFacts, _ video: VideoFacts) -> String {
    let length =
      groups.shortest == groups.longest
      ? "\(groups.longest)" : "\(groups.shortest) to \(groups.longest)"
    var text =
      groups.count == 1
      ? "1 of \(Terms.count(groups.longest, "frame"))" : "\(groups.count) of \(length) frames"
    if groups.instantaneousCount == groups.count { text += ", all closed (IDR)" }
    if groups.openCount > 0 { text += ", \(groups.openCount) open" }
    if groups.onlyFlaggedCount > 0 { text += ", \(groups.onlyFlaggedCount) only flagged as key" }
    return groups.longestReorderedRun == 0
      ? text + "; no B-frames"
      : text + "; B-frames: \(groups.longestReorderedRun) in a row, \(video.reorderDepth) deep"
  }

  private static func rate(_ video: VideoFacts, _ curve: RateCurve?) -> String {
    func bits(_ value: Int) -> String {
      value >= 1_000_000
        ? "\(Terms.decimal(Double(value) / 1e6, places: 2)) Mbit/s" : "\(value / 1000) kbit/s"
    }
    guard let curve, curve.bitsPerSecond.count > 1 else { return bits(video.bitRate) }
    return "\(bits(video.bitRate)); by the second \(bits(curve.low)) to \(bits(curve.peak))"
  }

  private static func ends(_ ends: ProbeReport.Ends) -> String {
    [("picture", ends.picture), ("sound", ends.sound), ("container", ends.container)]
      .compactMap { name, end in end.map { "\(name) \(Terms.decimal($0, places: 3)) s" } }
      .joined(separator: ", ")
  }
}
