import Footage
import Raster

/// A clip's facts as people read them.
enum ClipText {
  /// One line: "910x512 h264 25 fps 6 s 150 frames".
  static func line(_ clip: Clip) -> String {
    guard let video = clip.video else { return "no picture" }
    var parts = ["\(video.displaySize)", video.codec]
    if let rate = video.frameRate {
      parts.append(
        "\(rate) fps" + (video.isConstantRate || video.squeezedFrames != nil ? "" : " on average"))
    }
    parts += [Terms.seconds(video.duration), Terms.count(video.frameCount, "frame")]
    return parts.joined(separator: "  ")
  }

  static func container(_ clip: Clip) -> String {
    let name = clip.container.split(separator: ",").first.map(String.init) ?? clip.container
    let start = clip.isFastStart.map { $0 ? ", starts at once" : ", index at the end" } ?? ""
    return name + start
  }

  static func picture(_ video: VideoFacts) -> String {
    var text = "\(video.size) \(codec(video.codec, video.profile)), \(video.pixelFormat)"
    if video.displaySize != video.size { text += ", shown as \(video.displaySize)" }
    if video.rotation != 0 { text += ", turned by \(video.rotation)°" }
    if video.sampleAspect != "1:1" { text += ", pixels \(video.sampleAspect)" }
    return text
  }

  static func time(_ video: VideoFacts) -> String {
    let rate = video.frameRate.map { "\($0) fps" } ?? "unknown rate"
    let steadiness =
      video.isConstantRate
      ? "" : video.squeezedFrames.map { ", \($0) of them not seen" } ?? ", varying"
    return "\(Terms.seconds(video.duration)), \(Terms.count(video.frameCount, "frame")) at \(rate)"
      + "\(steadiness), \(Terms.count(video.keyFrameCount, "key frame"))"
  }

  static func colour(_ video: VideoFacts) -> String {
    let facts = video.colour
    let tags = [facts.matrix, facts.primaries, facts.transfer]
    guard tags.contains(where: { $0 != nil }) || facts.range != nil else { return "not tagged" }
    let names = tags.map { $0 ?? "?" }
    let common = Set(names).count == 1 ? names[0] : names.joined(separator: "/")
    return facts.range.map { "\(common), \($0 == "pc" ? "full" : "limited") range" } ?? common
  }

  static func codec(_ name: String, _ profile: String?) -> String {
    profile.map { "\(name) (\($0))" } ?? name
  }
}
