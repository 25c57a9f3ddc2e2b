import Raster

/// The little that is read of Exif metadata.
///
/// Source: Exif 2.32 (CIPA DC-008), section 4.5, and TIFF 6.0, section 2.
enum Exif {
  /// The bytes in front of Exif data in JPEG, and in the WebP files of some writers.
  static let prefix: [UInt8] = Array("Exif".utf8) + [0, 0]

  /// The orientation given in the first directory; nil if there is none or it makes no sense.
  ///
  /// - Parameter data: begins with the TIFF header, or with "Exif" and two zeros in front of it.
  /// - Returns: nil, too, for a number that is no orientation.
  static func orientation(in data: ArraySlice<UInt8>) -> Orientation? {
    guard let directory = TIFFDirectory.first(in: stripped(data)),
      let number = directory.number(0x0112)
    else { return nil }
    return Orientation(rawValue: number)
  }

  /// The colours that cameras know: Adobe RGB by a number or by the rules for file names.
  ///
  /// Source: Exif 2.32, tags 0xA001 and 0xA005; DCF 2.0 names Adobe RGB by "R03".
  static func colour(in data: ArraySlice<UInt8>) -> ColourSource? {
    guard let first = TIFFDirectory.first(in: stripped(data)),
      let place = first.number(0x8769), let exif = first.other(at: place),
      let space = exif.number(0xA001)
    else { return nil }
    if space == 1 { return .sRGB }
    if space == 2 { return .adobeRGB }
    guard let rules = exif.number(0xA005), let other = first.other(at: rules),
      let name = other.bytes(0x0001)
    else { return nil }
    return name.starts(with: "R03".utf8) ? .adobeRGB : nil
  }

  static func stripped(_ data: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    data.starts(with: prefix) ? data.dropFirst(prefix.count) : data
  }
}
