/// Puts a picture into the index of an MP4 or MOV file, `moov`, as its cover.
///
/// The cover is an item `covr` in the list of the file's tags, `moov.udta.meta.ilst`, as iTunes began
/// to write it and players and file managers read it.
enum MovieCover {
  /// "PNG" in the list of well-known types of QuickTime's metadata.
  private static let png: UInt32 = 14

  /// The body of the index with the cover in it, in place of another one.
  ///
  /// - Returns: nil when where covers belong lies something of another kind.
  static func body(of movie: ArraySlice<UInt8>, with picture: [UInt8]) -> [UInt8]? {
    BoxEditing.changing("udta", in: movie) { tags in
      BoxEditing.changing("meta", in: tags ?? []) { list in
        guard let list else { return metadata(items(ArraySlice(), with: picture) ?? []) }
        guard list.count >= 4, isOfTags(list) else { return nil }
        return BoxEditing.changing("ilst", in: list, from: 4) { items($0 ?? [], with: picture) }
      }
    }
  }

  private static func items(_ items: ArraySlice<UInt8>, with picture: [UInt8]) -> [UInt8]? {
    BoxEditing.changing("covr", in: items) { _ in
      BoxEditing.box("data", BoxEditing.bigEndian(png) + BoxEditing.bigEndian(0) + picture)
    }
  }

  private static func metadata(_ items: [UInt8]) -> [UInt8] {
    let handler =
      [UInt8](repeating: 0, count: 8) + Array("mdirappl".utf8) + [UInt8](repeating: 0, count: 9)
    return [0, 0, 0, 0] + BoxEditing.box("hdlr", handler) + BoxEditing.box("ilst", items)
  }

  /// Whether a `meta` box is a list of tags: other kinds have other handlers.
  private static func isOfTags(_ list: ArraySlice<UInt8>) -> Bool {
    BoxBytes(list).children(from: 4).first { $0.type == "hdlr" }?.body.text(at: 8) == "mdir"
  }

  /// The body of the index after bytes were put into the file: places of samples behind them are
  /// moved.
  ///
  /// - Returns: nil for files whose samples lie beyond the reach of their tables, or where other
  ///   tables speak of places too.
  static func body(
    of movie: [UInt8], movingSamplesFrom place: Int, by distance: Int
  ) -> [UInt8]? {
    var moved = movie
    for track in BoxBytes(movie[...]).extents() where track.type == "trak" {
      var range = track.body
      for type in ["mdia", "minf", "stbl"] {
        let inner = BoxBytes(movie[range]).extents().first { $0.type == type }
        guard let inner else { return nil }
        range = range.lowerBound + inner.body.lowerBound..<range.lowerBound + inner.body.upperBound
      }
      for table in BoxBytes(movie[range]).extents() {
        if table.type == "saio" { return nil }
        guard table.type == "stco" || table.type == "co64" else { continue }
        let width = table.type == "co64" ? 8 : 4
        let body =
          range.lowerBound + table.body.lowerBound..<range.lowerBound + table.body.upperBound
        guard body.count >= 8, let count = BoxBytes(movie[body]).number(at: 4),
          count <= (body.count - 8) / width
        else { return nil }
        for entry in 0..<count {
          let at = body.lowerBound + 8 + entry * width
          let old = movie[at..<at + width].reduce(0) { $0 << 8 | UInt64($1) }
          guard old >= UInt64(place) else { continue }
          let new = old &+ UInt64(distance)
          guard new <= (width == 4 ? UInt64(UInt32.max) : UInt64(Int64.max)) else { return nil }
          for byte in 0..<width {
            moved[at + byte] = UInt8(truncatingIfNeeded: new >> UInt64(8 * (width - 1 - byte)))
          }
        }
      }
    }
    return moved
  }
}
