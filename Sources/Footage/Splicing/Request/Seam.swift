public import Raster

/// What is wanted where one clip ends and the next begins.
public enum Seam: Hashable, Sendable {
  /// The next picture follows.
  case cut
  /// As a cut; where the next clip begins with the picture that the one before ended with, the
  /// earlier of the two is left out.
  case dedupe
  /// As ``dedupe``, and no frame is encoded for it: what others are predicted from stays in the film
  /// and is shown for one tick.
  case losslessDedupe
  /// Both clips are shown at once for a while, by one of FFmpeg's transitions; that much of the
  /// film's length is saved.
  case transition(name: String, seconds: Double)
  /// One clip sinks into a colour and the next one rises from it, in half the time each.
  case dip(Color, seconds: Double)

  /// Reads what people write: `cut`, `dedupe`, `dedupe:lossless`, `fade:0.5`, `wipeleft:1`, `dip:black`, `dip:#102030:1`.
  ///
  /// A time that is left out is half a second.
  /// - Returns: nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    switch parts[0] {
    case "cut" where parts.count == 1: self = .cut
    case "dedupe" where parts.count == 1: self = .dedupe
    case "dedupe" where parts.count == 2 && parts[1] == "lossless": self = .losslessDedupe
    case "dip" where parts.count == 2 || parts.count == 3:
      guard let colour = Color(parts[1]), let seconds = Seam.seconds(parts.dropFirst(2)) else {
        return nil
      }
      self = .dip(colour, seconds: seconds)
    case let name where Seam.transitions.contains(name) && parts.count <= 2:
      guard let seconds = Seam.seconds(parts.dropFirst()) else { return nil }
      self = .transition(name: name, seconds: seconds)
    default: return nil
    }
  }

  /// Whether a picture that both clips show is looked for.
  public var looksForRepeats: Bool { self == .dedupe || self == .losslessDedupe }

  /// The names of the transitions.
  ///
  /// Source: FFmpeg 5.1, filter `xfade`, all but `custom`.
  public static let transitions = [
    "fade", "fadeblack", "fadewhite", "fadegrays", "fadefast", "fadeslow", "dissolve", "distance",
    "pixelize", "radial", "hblur", "wipeleft", "wiperight", "wipeup", "wipedown", "wipetl",
    "wipetr",
    "wipebl", "wipebr", "slideleft", "slideright", "slideup", "slidedown", "smoothleft",
    "smoothright", "smoothup", "smoothdown", "circlecrop", "rectcrop", "circleopen", "circleclose",
    "vertopen", "vertclose", "horzopen", "horzclose", "diagtl", "diagtr", "diagbl", "diagbr",
    "hlslice", "hrslice", "vuslice", "vdslice", "squeezeh", "squeezev", "zoomin",
  ]

  /// Seconds of a seam at most; no clip is long enough for more.
  static let longest = 3600.0

  /// A time as it is written; half a second where none is.
  static func seconds(_ parts: ArraySlice<String>) -> Double? {
    guard let text = parts.first else { return 0.5 }
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
      let seconds = Double(text), seconds > 0, seconds <= longest
    else { return nil }
    return seconds
  }
}

extension Seam: CustomStringConvertible {
  /// The seam as one would write it.
  public var description: String {
    switch self {
    case .cut: "cut"
    case .dedupe: "dedupe"
    case .losslessDedupe: "dedupe:lossless"
    case .transition(let name, let seconds): "\(name):\(seconds.rounded(toPlaces: 3))"
    case .dip(let colour, let seconds): "dip:\(colour):\(seconds.rounded(toPlaces: 3))"
    }
  }
}

/// What is done at a seam, once it is known what the clips look like there.
enum SeamDecision: Hashable, Sendable {
  case cut
  /// A repeat was looked for, and nothing is left out.
  case kept(reason: String)
  /// The outgoing clip ends so many frames early; losslessly where nothing may be encoded for it.
  case drop(frames: Int, reason: String, isLossless: Bool = false)
  case transition(name: String, seconds: Double)
  case dip(Color, seconds: Double)
}
