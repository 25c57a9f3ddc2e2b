import Raster

/// Writes the track that tells a player which picture belongs to which time.
public enum WebVTT {
  /// A WebVTT file whose cues name parts of pictures by media fragments.
  ///
  /// - Parameter files: the sheets' addresses, relative to the track's.
  public static func text(_ cues: [SpriteSheets.Cue], files: [String]) -> String {
    var text = "WEBVTT\n"
    for cue in cues {
      let box = cue.box
      text += "\n\(time(cue.start)) --> \(time(max(cue.end, cue.start + 0.001)))\n"
      text += "\(escaped(files[cue.sheet]))#xywh=\(box.x),\(box.y),\(box.width),\(box.height)\n"
    }
    return text
  }

  /// "00:01:02.345"; WebVTT has thousandths and no finer times.
  static func time(_ seconds: Double) -> String {
    let total = Int(exactly: (max(0, seconds) * 1000).rounded()) ?? 0
    func padded(_ number: Int, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(padded(total / 3_600_000, 2)):\(padded(total / 60_000 % 60, 2)):"
      + "\(padded(total / 1000 % 60, 2)).\(padded(total % 1000, 3))"
  }

  /// A file name as part of an address.
  static func escaped(_ name: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in name.utf8 {
      if plain.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
