import Libav

/// Streams that no film takes over: it has one moving picture and one sound.
enum LeftOutStreams {
  /// What there is beside them, for people: "1 more sound", "2 subtitle tracks"; empty for most files.
  static func names(_ streams: [StreamFacts]) -> [String] {
    let pictures = streams.filter { $0.kind == .video && !$0.isCover }.count
    let sounds = streams.filter { $0.kind == .audio }.count
    let covers = streams.filter(\.isCover).count
    let texts = streams.filter(\.isText).count
    let others = streams.count - pictures - sounds - covers - texts
    return [
      name(pictures - 1, "more moving picture"), name(sounds - 1, "more sound"),
      name(texts, "subtitle track"), name(covers, "cover picture"),
      name(others, "data track", "such as a time code"),
    ].compactMap { $0 }
  }

  private static func name(_ count: Int, _ what: String, _ remark: String? = nil) -> String? {
    guard count > 0 else { return nil }
    let text = count == 1 ? "1 \(what)" : "\(count) \(what)s"
    return remark.map { "\(text) (\($0))" } ?? text
  }

  /// One sentence without a full stop for all clips; nil where nothing is left out.
  static func note(_ clips: [ScannedClip]) -> String? {
    var seen: Set<String> = []
    let lists = clips.filter { !$0.leftOut.isEmpty && seen.insert($0.path).inserted }.map {
      "\($0.path): \($0.leftOut.joined(separator: ", "))"
    }
    guard !lists.isEmpty else { return nil }
    return "a film has one picture and one sound; left out are " + lists.joined(separator: "; ")
  }
}
