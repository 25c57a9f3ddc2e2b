import Foundation
import Raster

/// Kitty's graphics protocol: a PNG in pieces, drawn at the cursor.
enum KittyPicture {
  /// The protocol's longest piece, in characters.
  private static let piece = 4096

  static func text(_ png: [UInt8], columns: Int) -> String {
    let encoded = Array(Data(png).base64EncodedString().utf8)
    var text = ""
    var start = 0
    while start < encoded.count {
      let end = min(start + piece, encoded.count)
      let more = end < encoded.count ? 1 : 0
      let control = start == 0 ? "a=T,f=100,q=2,c=\(columns),m=\(more)" : "m=\(more)"
      text += "\u{1B}_G\(control);" + String(decoding: encoded[start..<end], as: UTF8.self)
      text += "\u{1B}\\"
      start = end
    }
    return text + "\n"
  }
}

/// iTerm2's inline pictures, which WezTerm and others draw, too.
enum ITermPicture {
  static func text(_ png: [UInt8]) -> String {
    "\u{1B}]1337;File=inline=1;size=\(png.count);width=100%;preserveAspectRatio=1:"
      + Data(png).base64EncodedString() + "\u{07}\n"
  }
}

/// Two pixels a character: the upper half block in one colour on a ground of another.
enum BlockPicture {
  static func text(_ bitmap: Bitmap) -> String {
    var text = ""
    for y in stride(from: 0, to: bitmap.height, by: 2) {
      var (ink, ground): (Color?, Color?) = (nil, nil)
      for x in 0..<bitmap.width {
        let upper = bitmap[x, y]
        let lower = y + 1 < bitmap.height ? bitmap[x, y + 1] : .black
        if upper != ink {
          text += "\u{1B}[38;2;\(upper.red);\(upper.green);\(upper.blue)m"
          ink = upper
        }
        if lower != ground {
          text += "\u{1B}[48;2;\(lower.red);\(lower.green);\(lower.blue)m"
          ground = lower
        }
        text += "▀"
      }
      text += "\u{1B}[0m\n"
    }
    return text
  }
}
