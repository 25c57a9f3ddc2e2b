/// One directory of a TIFF file or of Exif metadata: entries of tag, type, count and value.
///
/// Links are followed only when asked, one at a time, so no bytes can make this loop.
/// Source: TIFF 6.0, section 2.
struct TIFFDirectory {
  private let data: ArraySlice<UInt8>
  private let isLittleEndian: Bool
  private let start: Int
  private let count: Int

  private init?(_ data: ArraySlice<UInt8>, isLittleEndian: Bool, at start: Int) {
    guard let count = data.number(at: start, bytes: 2, isLittleEndian: isLittleEndian) else {
      return nil
    }
    self.data = data
    self.isLittleEndian = isLittleEndian
    self.start = start
    self.count = count
  }

  /// The directory that the header points to.
  static func first(in data: ArraySlice<UInt8>) -> TIFFDirectory? {
    let isLittle = data.starts(with: Array("II".utf8))
    guard isLittle || data.starts(with: Array("MM".utf8)),
      data.number(at: 2, bytes: 2, isLittleEndian: isLittle) == 42,
      let place = data.number(at: 4, bytes: 4, isLittleEndian: isLittle)
    else { return nil }
    return TIFFDirectory(data, isLittleEndian: isLittle, at: place)
  }

  /// Another directory of the same data.
  func other(at place: Int) -> TIFFDirectory? {
    TIFFDirectory(data, isLittleEndian: isLittleEndian, at: place)
  }

  /// The place of the directory that follows this one; nil if there is none.
  var next: Int? {
    let place = data.number(at: start + 2 + 12 * count, bytes: 4, isLittleEndian: isLittleEndian)
    return place == 0 ? nil : place
  }

  /// The first value of a tag if it is a whole number; nil if it is given more often than once.
  func number(_ tag: Int) -> Int? {
    guard let entry = entry(tag), let width = [1: 1, 3: 2, 4: 4][entry.type], entry.count == 1
    else { return nil }
    return number(entry.place + 8, width)
  }

  /// All values of a tag of whole numbers.
  func numbers(_ tag: Int) -> [Int] {
    guard let entry = entry(tag), let width = [1: 1, 3: 2, 4: 4][entry.type],
      (1...64).contains(entry.count), let place = place(of: entry, width)
    else { return [] }
    return (0..<entry.count).compactMap { number(place + $0 * width, width) }
  }

  /// The bytes of a tag of text, bytes or numbers of an unknown kind.
  func bytes(_ tag: Int) -> ArraySlice<UInt8>? {
    guard let entry = entry(tag), [1, 2, 7].contains(entry.type),
      let place = place(of: entry, 1), entry.count <= data.count - place
    else { return nil }
    return data[(data.startIndex + place)..<(data.startIndex + place + entry.count)]
  }

  /// The value of a tag of one fraction.
  func fraction(_ tag: Int) -> (Int, Int)? {
    guard let entry = entry(tag), entry.type == 5, entry.count == 1,
      let place = place(of: entry, 8),
      let above = number(place, 4), let below = number(place + 4, 4)
    else { return nil }
    return (above, below)
  }

  private func place(of entry: Entry, _ width: Int) -> Int? {
    entry.count * width <= 4 ? entry.place + 8 : number(entry.place + 8, 4)
  }

  private struct Entry {
    let place: Int
    let type: Int
    let count: Int
  }

  private func entry(_ tag: Int) -> Entry? {
    for index in 0..<count {
      // Twelve bytes an entry: tag, type, count, value.
      let place = start + 2 + 12 * index
      guard let found = number(place, 2) else { return nil }
      guard found == tag else { continue }
      guard let type = number(place + 2, 2), let count = number(place + 4, 4) else { return nil }
      return Entry(place: place, type: type, count: count)
    }
    return nil
  }

  private func number(_ offset: Int, _ width: Int) -> Int? {
    data.number(at: offset, bytes: width, isLittleEndian: isLittleEndian)
  }
}
