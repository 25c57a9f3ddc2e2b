import Raster

extension Seam {
  /// What is wrong with a seam as it was written, in a sentence without a full stop; nil where nothing
  /// is.
  public static func problem(in text: String) -> String? {
    guard Seam(text) == nil else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let name = parts[0]
    switch name {
    case "cut": return "cut takes no time; write it alone"
    case "dedupe": return "dedupe takes no time; write it alone, or dedupe:lossless"
    case "dip":
      guard parts.count > 1, !parts[1].isEmpty else {
        return "a dip needs a colour, such as dip:black or dip:#102030:1"
      }
      guard Color(parts[1]) != nil else {
        return "'\(parts[1])' is no colour that is known here; black, white, gray and #RRGGBB are"
      }
      return parts.count > 3
        ? "a dip has a colour and a time, nothing more" : time(parts[2], "dip:\(parts[1]):1")
    case let name where transitions.contains(name):
      return parts.count > 2 ? "\(name) has a time, nothing more" : time(parts[1], "\(name):0.5")
    default:
      return
        "there is no such seam; there are cut, dedupe, dedupe:lossless, dip:COLOR:SECONDS and FFmpeg's "
        + "\(transitions.count) xfade transitions, such as \(transitions[0]):0.5, dissolve, wipeleft or "
        + "slideup"
    }
  }

  private static func time(_ text: String, _ example: String) -> String {
    if let seconds = Double(text), seconds > longest, seconds.isFinite {
      return
        "no clip is long enough for it; give at most \(Int(longest)) seconds, such as \(example)"
    }
    return text.isEmpty
      ? "its time is missing; give seconds, such as \(example)"
      : "'\(text)' is no time for it; give seconds above 0, such as \(example)"
  }
}
