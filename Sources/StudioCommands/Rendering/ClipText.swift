import Footage
import Raster

/// A clip's facts as people read them.
enum ClipText {
  /// One line: "910x512 h264 25 fps 6 s 150 frames".
  static func line(_ clip: Clip) -> String {
    guard let video = clip.video else { return "no picture" }
    var parts = ["\(video.displaySize)", video.codec]
    if let rate = video.frameRate { parts.append("\(rate) fps") }
    parts += [Terms.seconds(video.duration), Terms.count(video.frameCount, "frame")]
    return parts.joined(separator: "  ")
  }

  /// A few lines under the file's name.
  static func block(_ clip: Clip) -> String {
    var table = Table(indent: "  ")
    table.add("file", "\(Terms.bytes(clip.byteCount)), \(container(clip))")
    if let video = clip.video {
      table.add("picture", picture(video))
      table.add("time", time(video))
      table.add("colour", colour(video))
    }
    if let audio = clip.audio {
      let length = audio.duration.map { ", \(Terms.seconds($0))" } ?? ""
      let form = "\(codec(audio.codec, audio.profile)), \(audio.sampleRate) Hz"
      table.add("sound", "\(form), \(audio.channelLayout)\(length)")
    } else {
      table.add("sound", "none")
    }
    if clip.isSimulated { table.add("origin", "simulated") }
    return "\(clip.path)\n\(table.text)"
  }

  private static func container(_ clip: Clip) -> String {
    let name = clip.container.split(separator: ",").first.map(String.init) ?? clip.container
    let start = clip.isFastStart.map { $0 ? ", starts at once" : ", index at the end" } ?? ""
    return name + start
  }

  private static func picture(_ video: VideoFacts) -> String {
    var text = "\(video.size) \(codec(video.codec, video.profile)), \(video.pixelFormat)"
    if video.displaySize != video.size { text += ", shown as \(video.displaySize)" }
    if video.rotation != 0 { text += ", turned by \(video.rotation)°" }
    if video.sampleAspect != "1:1" { text += ", pixels \(video.sampleAspect)" }
    return text
  }

  private static func time(_ video: VideoFacts) -> String {
    let rate = video.frameRate.map { "\($0) fps" } ?? "unknown rate"
    let steadiness = video.isConstantRate ? "" : ", varying"
    return "\(Terms.seconds(video.duration)), \(Terms.count(video.frameCount, "frame")) at \(rate)"
      + "\(steadiness), \(Terms.count(video.keyFrameCount, "key frame"))"
  }

  private static func colour(_ video: VideoFacts) -> String {
    let facts = video.colour
    let tags = [facts.matrix, facts.primaries, facts.transfer]
    guard tags.contains(where: { $0 != nil }) || facts.range != nil else { return "not tagged" }
    let names = tags.map { $0 ?? "?" }
    let common = Set(names).count == 1 ? names[0] : names.joined(separator: "/")
    return facts.range.map { "\(common), \($0 == "pc" ? "full" : "limited") range" } ?? common
  }

  private static func codec(_ name: String, _ profile: String?) -> String {
    profile.map { "\(name) (\($0))" } ?? name
  }
}
