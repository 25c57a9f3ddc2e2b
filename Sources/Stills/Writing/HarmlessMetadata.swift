/// The Exif metadata that may leave the house: what was photographed with, how and when.
///
/// Where it was, serial numbers, owners' names of devices, previews and makers' own notes are not
/// on the list, so they never come along.
enum HarmlessMetadata {
  /// Text of the first directory: maker, model, software, time, artist, copyright. Not the
  /// description: people and programs write places and numbers of devices into it.
  private static let texts = [0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298]
  /// Of the second: when it was taken, and with which lens.
  private static let exifTexts = [0x9003, 0xA434]
  /// Exposure time, aperture, focal length.
  private static let fractions = [0x829A, 0x829D, 0x920A]
  /// Sensitivity.
  private static let numbers = [0x8827]

  /// A small TIFF with what is left of Exif metadata; empty if nothing is.
  static func tiff(from exif: [UInt8]) -> [UInt8] {
    guard let first = TIFFDirectory.first(in: exif[...]) else { return [] }
    var main = texts.compactMap { Entry($0, text: first.bytes($0)) }
    var inner: [Entry] = []
    if let place = first.number(0x8769), let second = first.other(at: place) {
      inner += exifTexts.compactMap { Entry($0, text: second.bytes($0)) }
      inner += fractions.compactMap { Entry($0, fraction: second.fraction($0)) }
      inner += numbers.compactMap { Entry($0, number: second.number($0)) }
    }
    guard !main.isEmpty || !inner.isEmpty else { return [] }
    var bytes = Array("II".utf8) + [42, 0] + little(8, 4)
    guard !inner.isEmpty else { return bytes + directory(main, at: 8) }
    // The second directory follows the first one, whose length its own entry does not change.
    let length = directory(main + [Entry(0x8769, long: 0)], at: 8).count
    main.append(Entry(0x8769, long: 8 + length))
    bytes += directory(main, at: 8)
    return bytes + directory(inner, at: 8 + length)
  }

  private struct Entry {
    let tag: Int
    let type: Int
    let count: Int
    let value: [UInt8]

    init?(_ tag: Int, text: ArraySlice<UInt8>?) {
      guard let text, (1...1024).contains(text.count) else { return nil }
      let letters = Array(text.prefix { $0 != 0 })
      guard !letters.isEmpty else { return nil }
      (self.tag, type, count, value) = (tag, 2, letters.count + 1, letters + [0])
    }

    init?(_ tag: Int, fraction: (Int, Int)?) {
      guard let fraction else { return nil }
      let value = little(fraction.0, 4) + little(fraction.1, 4)
      (self.tag, type, count, self.value) = (tag, 5, 1, value)
    }

    init?(_ tag: Int, number: Int?) {
      guard let number else { return nil }
      (self.tag, type, count, value) = (tag, 3, 1, little(number, 2))
    }

    init(_ tag: Int, long: Int) {
      (self.tag, type, count, value) = (tag, 4, 1, little(long, 4))
    }
  }

  private static func directory(_ entries: [Entry], at start: Int) -> [UInt8] {
    let sorted = entries.sorted { $0.tag < $1.tag }
    var bytes = little(sorted.count, 2)
    var behind: [UInt8] = []
    let end = start + 2 + 12 * sorted.count + 4
    for entry in sorted {
      bytes += little(entry.tag, 2) + little(entry.type, 2) + little(entry.count, 4)
      if entry.value.count <= 4 {
        bytes += entry.value + [UInt8](repeating: 0, count: 4 - entry.value.count)
      } else {
        bytes += little(end + behind.count, 4)
        behind += entry.value
        if behind.count % 2 == 1 { behind.append(0) }
      }
    }
    return bytes + little(0, 4) + behind
  }
}

/// A number with its lowest byte first.
func little(_ number: Int, _ width: Int) -> [UInt8] {
  (0..<width).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

/// A number with its highest byte first.
func big(_ number: Int, _ width: Int) -> [UInt8] { little(number, width).reversed() }
