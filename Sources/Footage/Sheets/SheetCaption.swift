import Raster

/// The words on a contact sheet.
enum SheetCaption {
  static func title(_ clips: [SheetClip]) -> String {
    clips.count == 1 ? clips[0].name : "\(clips.count) clips"
  }

  static func subtitle(_ clips: [SheetClip]) -> String {
    let length = clips.reduce(0) { $0 + $1.video.duration }
    let frames = clips.reduce(0) { $0 + $1.video.frameCount }
    var parts: [String] = []
    if let video = clips.first?.video, clips.allSatisfy({ shape($0) == shape(clips[0]) }) {
      parts.append(shape(clips[0]))
      if let rate = video.frameRate, clips.allSatisfy({ $0.video.frameRate == rate }) {
        parts.append("\(rate) fps")
      }
      parts.append(video.codec)
    }
    parts.append("\(length.rounded(toPlaces: 2)) s")
    parts.append(frames == 1 ? "1 frame" : "\(frames) frames")
    if clips.contains(where: \.clip.isSimulated) { parts.append("simulated") }
    return parts.joined(separator: "   ")
  }

  static func length(_ clip: SheetClip) -> String {
    "\(clip.video.duration.rounded(toPlaces: 2)) s"
  }

  static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// "00:03.240", with hours only where there are any.
  static func clock(_ seconds: Double) -> String {
    let total = Int(exactly: (max(0, seconds) * 1000).rounded()) ?? 0
    func padded(_ number: Int, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let minutes = padded(total / 60_000 % 60, 2)
    let rest = "\(minutes):\(padded(total / 1000 % 60, 2)).\(padded(total % 1000, 3))"
    return total >= 3_600_000 ? "\(total / 3_600_000):\(rest)" : rest
  }

  /// "1:05", "1:02:05".
  static func shortClock(_ seconds: Double) -> String {
    let total = Int(exactly: max(0, seconds).rounded()) ?? 0
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let rest = "\(two(total % 60))"
    return total >= 3600
      ? "\(total / 3600):\(two(total / 60 % 60)):\(rest)" : "\(total / 60):\(rest)"
  }

  private static func shape(_ clip: SheetClip) -> String { clip.shown.description }
}
