internal import CFreeType

/// One font file opened by FreeType.
final class Typeface {
  private let face: FT_Face
  /// Pixels of the em square the glyphs are made for.
  private var size = 0

  /// - Returns: nil when the file is no font that can be scaled.
  init?(file: String, index: Int, in library: FT_Library) {
    var opened: FT_Face?
    guard FT_New_Face(library, file, FT_Long(index), &opened) == 0, let opened else { return nil }
    guard opened.pointee.face_flags & FT_Long(1) != 0 else {
      FT_Done_Face(opened)
      return nil
    }
    face = opened
  }

  deinit { FT_Done_Face(face) }

  /// The glyph of a character; nil when the font has none.
  func glyph(of character: Unicode.Scalar) -> UInt32? {
    let index = FT_Get_Char_Index(face, FT_ULong(character.value))
    return index == 0 ? nil : index
  }

  func setSize(_ pixels: Int) {
    guard pixels != size else { return }
    size = pixels
    FT_Set_Pixel_Sizes(face, 0, FT_UInt(max(1, pixels)))
  }

  /// Pixels from one glyph's origin to the next one's.
  func advance(of glyph: UInt32) -> Int {
    guard FT_Load_Glyph(face, glyph, hs_ft_metric_flags()) == 0 else { return 0 }
    return Int((face.pointee.glyph.pointee.advance.x + 32) >> 6)
  }

  /// Pixels by which two neighbours move together or apart.
  func kerning(_ left: UInt32, _ right: UInt32) -> Int {
    var delta = FT_Vector()
    guard FT_Get_Kerning(face, left, right, 0, &delta) == 0 else { return 0 }
    return Int((delta.x + 32) >> 6)
  }

  /// Lends a glyph's coverage, one byte a pixel, with the place of its upper left corner to the origin
  /// on the baseline.
  func withCoverage(
    of glyph: UInt32,
    _ body: (_ coverage: UnsafeBufferPointer<UInt8>, _ size: PixelSize, _ stride: Int, PixelPoint)
      -> Void
  ) {
    guard FT_Load_Glyph(face, glyph, hs_ft_render_flags()) == 0,
      let slot = face.pointee.glyph, let start = slot.pointee.bitmap.buffer,
      slot.pointee.bitmap.pitch > 0,
      // Eight bits of grey a pixel; colour glyphs and such are none.
      slot.pointee.bitmap.pixel_mode == 2
    else { return }
    let bitmap = slot.pointee.bitmap
    let size = PixelSize(width: Int(bitmap.width), height: Int(bitmap.rows))
    body(
      UnsafeBufferPointer(start: start, count: Int(bitmap.pitch) * size.height), size,
      Int(bitmap.pitch),
      PixelPoint(x: Int(slot.pointee.bitmap_left), y: -Int(slot.pointee.bitmap_top)))
  }
}
