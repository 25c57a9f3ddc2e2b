package import Raster

/// A TIFF file made by hand: strips or tiles, classic or big, one directory.
package struct TIFFBuilder {
  /// Tags and their numbers; those of size and place are added.
  package var tags: [Int: [Int]]
  package var isBig = false
  /// nil for one strip.
  package var tile: PixelSize?
  private let size: PixelSize
  /// The bytes of a part of the picture, which may reach beyond it.
  private let content: (PixelRect) throws -> [UInt8]

  /// - Parameters:
  ///   - photometric: 2 for colours, 5 for inks, 6 for luma and differences.
  ///   - compression: 1 for none, 7 for JPEG.
  ///   - content: the stored bytes of one strip or tile.
  package init(
    _ size: PixelSize, photometric: Int, compression: Int = 1, bits: Int = 8, channels: Int = 3,
    content: @escaping (PixelRect) throws -> [UInt8]
  ) {
    self.size = size
    self.content = content
    tags = [
      0x100: [size.width], 0x101: [size.height],
      0x102: [Int](repeating: bits, count: channels), 0x103: [compression], 0x106: [photometric],
      0x115: [channels],
    ]
  }

  /// A picture of red, green and blue, as they are.
  package init(_ bitmap: Bitmap, bits: Int = 8) {
    self.init(bitmap.size, photometric: 2, bits: bits) { rect in
      Self.pixels(of: bitmap, rect).flatMap { color in
        [color.red, color.green, color.blue].flatMap { [UInt8](repeating: $0, count: bits / 8) }
      }
    }
  }

  /// The pixels of a part, black where it reaches beyond the picture.
  package static func pixels(of bitmap: Bitmap, _ rect: PixelRect) -> [Color] {
    (rect.y..<rect.maxY).flatMap { y in
      (rect.x..<rect.maxX).map { x in
        x < bitmap.width && y < bitmap.height ? bitmap[x, y] : .black
      }
    }
  }

  /// The file.
  package func bytes() throws -> [UInt8] {
    var file: [UInt8] =
      isBig ? Array("II".utf8) + [43, 0, 8, 0, 0, 0] : Array("II".utf8) + [42, 0]
    let link = file.count
    file += [UInt8](repeating: 0, count: isBig ? 8 : 4)
    var (places, lengths): ([Int], [Int]) = ([], [])
    for part in parts {
      let piece = try content(part)
      places.append(file.count)
      lengths.append(piece.count)
      file += piece
    }
    var tags = tags
    if let tile {
      (tags[0x142], tags[0x143]) = ([tile.width], [tile.height])
      (tags[0x144], tags[0x145]) = (places, lengths)
    } else {
      (tags[0x111], tags[0x116], tags[0x117]) = (places, [size.height], lengths)
    }
    var entries: [UInt8] = []
    for (tag, numbers) in tags.sorted(by: { $0.key < $1.key }) {
      let values = numbers.flatMap { number($0, isShort(tag) ? 2 : 4) }
      let width = isBig ? 8 : 4
      entries += number(tag, 2) + number(isShort(tag) ? 3 : 4, 2) + number(numbers.count, width)
      if values.count <= width {
        entries += values + [UInt8](repeating: 0, count: width - values.count)
      } else {
        entries += number(file.count, width)
        file += values
      }
    }
    file.replaceSubrange(link..<(link + (isBig ? 8 : 4)), with: number(file.count, isBig ? 8 : 4))
    return file + number(tags.count, isBig ? 8 : 2) + entries + number(0, isBig ? 8 : 4)
  }

  private var parts: [PixelRect] {
    guard let tile else { return [PixelRect(size)] }
    return stride(from: 0, to: size.height, by: tile.height).flatMap { y in
      stride(from: 0, to: size.width, by: tile.width).map { x in
        PixelRect(x: x, y: y, width: tile.width, height: tile.height)
      }
    }
  }

  private func isShort(_ tag: Int) -> Bool {
    ![0x100, 0x101, 0x111, 0x117, 0x144, 0x145].contains(tag)
  }

  private func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
