import Raster

/// The little that is read of Exif metadata.
///
/// Source: Exif 2.32 (CIPA DC-008), section 4.5, and TIFF 6.0, section 2.
enum Exif {
  /// The bytes in front of Exif data in JPEG, and in the WebP files of some writers.
  static let prefix: [UInt8] = Array("Exif".utf8) + [0, 0]

  /// The orientation given in the first directory; nil if there is none or it makes no sense.
  ///
  /// Only this directory is looked at and links are not followed, so no bytes can make this loop.
  ///
  /// - Parameter data: begins with the TIFF header, or with "Exif" and two zeros in front of it.
  /// - Returns: nil, too, for a number that is no orientation.
  static func orientation(in data: ArraySlice<UInt8>) -> Orientation? {
    let tiff = data.starts(with: prefix) ? data.dropFirst(prefix.count) : data
    let isLittle = tiff.starts(with: Array("II".utf8))
    guard isLittle || tiff.starts(with: Array("MM".utf8)) else { return nil }
    func number(_ offset: Int, _ width: Int) -> Int? {
      tiff.number(at: offset, bytes: width, isLittleEndian: isLittle)
    }
    guard number(2, 2) == 42, let directory = number(4, 4), let count = number(directory, 2)
    else { return nil }
    for index in 0..<count {
      // Twelve bytes an entry: tag, type, count, value.
      let entry = directory + 2 + 12 * index
      guard let tag = number(entry, 2) else { return nil }
      guard tag == 0x0112 else { continue }
      // The type is SHORT by the book; some writers use LONG, and BYTE is as clear.
      let width = [1: 1, 3: 2, 4: 4][number(entry + 2, 2) ?? 0]
      guard let width, number(entry + 4, 4) == 1 else { return nil }
      return number(entry + 8, width).flatMap { Orientation(rawValue: $0) }
    }
    return nil
  }
}
