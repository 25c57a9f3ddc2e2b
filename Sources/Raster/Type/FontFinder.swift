internal import CFreeType

/// Finds font files on this computer.
///
/// The usual places are tried first: asking fontconfig takes longer than drawing a sheet's text.
enum FontFinder {
  struct Found: Hashable {
    let file: String
    let index: Int
  }

  /// Sans-serif fonts with Latin, Greek and Cyrillic letters, where Debian, Fedora, Arch and macOS
  /// put them.
  private static let usual: [(regular: String, bold: String)] =
    [
      ("/usr/share/fonts/truetype/dejavu/DejaVuSans", "-Bold.ttf"),
      ("/usr/share/fonts/dejavu-sans-fonts/DejaVuSans", "-Bold.ttf"),
      ("/usr/share/fonts/TTF/DejaVuSans", "-Bold.ttf"),
    ].map { ($0 + ".ttf", $0 + $1) } + [
      (
        "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
        "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf"
      ),
      (
        "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
        "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf"
      ),
      ("/System/Library/Fonts/Helvetica.ttc", "/System/Library/Fonts/Helvetica.ttc"),
    ]

  /// Files to try for ordinary text, the likeliest first.
  static func usualFiles(isBold: Bool) -> [Found] {
    usual.map { Found(file: isBold ? $0.bold : $0.regular, index: 0) }
  }

  /// The font fontconfig thinks best for a character, or for any text.
  static func best(for character: Unicode.Scalar?, isBold: Bool) -> Found? {
    guard let pattern = FcPatternCreate() else { return nil }
    defer { FcPatternDestroy(pattern) }
    if let character {
      guard let set = FcCharSetCreate() else { return nil }
      FcCharSetAddChar(set, character.value)
      FcPatternAddCharSet(pattern, hs_fc_charset(), set)
      FcCharSetDestroy(set)
    }
    FcPatternAddBool(pattern, hs_fc_scalable(), 1)
    FcPatternAddInteger(pattern, hs_fc_weight(), hs_fc_weight_of(isBold ? 1 : 0))
    "sans-serif".withCString { name in
      name.withMemoryRebound(to: UInt8.self, capacity: 11) {
        _ = FcPatternAddString(pattern, hs_fc_family(), $0)
      }
    }
    FcConfigSubstitute(nil, pattern, FcMatchPattern)
    FcDefaultSubstitute(pattern)
    var result = FcResultMatch
    guard let match = FcFontMatch(nil, pattern, &result) else { return nil }
    defer { FcPatternDestroy(match) }
    var file: UnsafeMutablePointer<FcChar8>?
    guard FcPatternGetString(match, hs_fc_file(), 0, &file) == FcResultMatch, let file else {
      return nil
    }
    var index: Int32 = 0
    _ = FcPatternGetInteger(match, hs_fc_index(), 0, &index)
    return Found(file: String(cString: file), index: Int(index))
  }
}
