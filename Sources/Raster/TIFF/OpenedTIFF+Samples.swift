internal import CTIFF

extension OpenedTIFF {
  /// Reads the picture; nothing but the result, a row or a tile takes memory.
  func samples(_ isCancelled: () -> Bool) throws(RasterError) -> SampledPicture {
    let kind = try kind()
    if kind.meaning == .converted { return try converted(kind, isCancelled) }
    if kind.meaning == .rgb, hasJPEGDifferences { _ = hs_tiff_ask_for_rgb(tiff) }
    let row = TIFFRow(kind: kind, palette: try palette(kind))
    let stride = size.width * row.pixelWidth
    let pixels = try Self.filled(byteCount: stride * size.height) {
      target throws(RasterError) in
      let canvas = Canvas(start: target, stride: stride, row: row)
      if let tileSize {
        try readTiles(of: tileSize, kind, into: canvas, isCancelled)
      } else {
        try readRows(kind, into: canvas, isCancelled)
      }
    }
    try requireSound()
    var picture = SampledPicture(
      size: size,
      layout: .interleaved(kind.space, hasAlpha: kind.hasAlpha, bits: kind.readBits),
      planes: [SampledPicture.Plane(bytes: pixels, stride: stride)])
    picture.isPremultiplied = kind.isPremultiplied
    return picture
  }

  /// Where pixels go as they are read.
  private struct Canvas {
    let start: UnsafeMutableRawPointer
    let stride: Int
    let row: TIFFRow

    func put(_ source: UnsafePointer<UInt8>, count: Int, plane: Int?, x: Int, y: Int) {
      row.read(
        source, count: count, plane: plane, into: start + y * stride + x * row.pixelWidth)
    }
  }

  private func readRows(
    _ kind: TIFFKind, into canvas: Canvas, _ isCancelled: () -> Bool
  ) throws(RasterError) {
    let length = Int(TIFFScanlineSize(tiff))
    try requireRoom(length, for: size.width, kind)
    try Self.requireBounded(length)
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: length)
    buffer.initialize(repeating: 0)
    defer { buffer.deallocate() }
    for plane in 0..<(kind.isPlanar ? kind.keptCount : 1) {
      for y in 0..<size.height {
        if y % 64 == 0 { try Self.check(isCancelled) }
        guard
          TIFFReadScanline(tiff, buffer.baseAddress, UInt32(y), UInt16(plane)) == 1,
          let start = buffer.baseAddress
        else { throw damage() }
        canvas.put(start, count: size.width, plane: kind.isPlanar ? plane : nil, x: 0, y: y)
      }
    }
  }

  private func readTiles(
    of tile: PixelSize, _ kind: TIFFKind, into canvas: Canvas, _ isCancelled: () -> Bool
  ) throws(RasterError) {
    // A tile that reaches far beyond the picture would take memory for nothing.
    guard tile.pixelCount <= max(1 << 22, 4 * size.pixelCount) else {
      throw RasterError(.unsupported, "a tile is \(tile) pixels, and the picture \(size)")
    }
    let (length, rowLength) = (Int(TIFFTileSize(tiff)), Int(TIFFTileRowSize(tiff)))
    try requireRoom(rowLength, for: tile.width, kind)
    guard length >= rowLength * tile.height else { throw damage() }
    try Self.requireBounded(length)
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: length)
    buffer.initialize(repeating: 0)
    defer { buffer.deallocate() }
    for plane in 0..<(kind.isPlanar ? kind.keptCount : 1) {
      for top in stride(from: 0, to: size.height, by: tile.height) {
        try Self.check(isCancelled)
        for left in stride(from: 0, to: size.width, by: tile.width) {
          let index = TIFFComputeTile(tiff, UInt32(left), UInt32(top), 0, UInt16(plane))
          guard TIFFReadEncodedTile(tiff, index, buffer.baseAddress, tmsize_t(length)) == length,
            let start = buffer.baseAddress
          else { throw damage() }
          for y in 0..<min(tile.height, size.height - top) {
            canvas.put(
              start + y * rowLength, count: min(tile.width, size.width - left),
              plane: kind.isPlanar ? plane : nil, x: left, y: top + y)
          }
        }
      }
    }
  }

  /// Has libtiff turn luma and differences into red, green and blue.
  private func converted(
    _ kind: TIFFKind, _ isCancelled: () -> Bool
  ) throws(RasterError) -> SampledPicture {
    try Self.check(isCancelled)
    let words = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 1024)
    words.initialize(repeating: 0)
    defer { words.deallocate() }
    let pixels = try Self.filled(byteCount: size.pixelCount * 4) { target throws(RasterError) in
      let packed = target.assumingMemoryBound(to: UInt32.self)
      guard hs_tiff_read_converted(tiff, packed, words.baseAddress) != 0 else {
        let why = words.baseAddress.map { String(cString: $0) } ?? ""
        guard problem == nil, !why.isEmpty else { throw damage() }
        throw RasterError(.unsupported, "the picture is of a kind that is not read (\(why))")
      }
      // Red stands in the lowest byte of each number.
      for place in 0..<size.pixelCount { packed[place] = packed[place].littleEndian }
    }
    try requireSound()
    var picture = SampledPicture(
      size: size, layout: .interleaved(.rgb, hasAlpha: true, bits: 8),
      planes: [SampledPicture.Plane(bytes: pixels, stride: size.width * 4)])
    picture.isPremultiplied = true
    return picture
  }

  private func palette(_ kind: TIFFKind) throws(RasterError) -> [UInt8] {
    guard kind.meaning == .palette else { return [] }
    var (red, green, blue): (UnsafePointer<UInt16>?, UnsafePointer<UInt16>?, UnsafePointer<UInt16>?)
    guard hs_tiff_palette(tiff, &red, &green, &blue) != 0, let red, let green, let blue else {
      throw RasterError(.damaged, "the picture has no palette")
    }
    let count = 1 << kind.bits
    // Some programs write bytes where 16 bits belong.
    let isNarrow = (0..<count).allSatisfy { max(red[$0], green[$0], blue[$0]) < 256 }
    return (0..<count).flatMap { place in
      [red[place], green[place], blue[place]].map {
        UInt8(truncatingIfNeeded: isNarrow ? $0 : $0 >> 8)
      }
    }
  }

  /// Checks that a stored row has room for its pixels.
  private func requireRoom(
    _ length: Int, for width: Int, _ kind: TIFFKind
  ) throws(RasterError) {
    let channels = kind.isPlanar ? 1 : kind.channelCount
    guard length >= (width * channels * kind.bits + 7) / 8 else {
      throw RasterError(.damaged, "the picture is damaged inside")
    }
  }

  /// Channels that are not even kept would take as much memory as they like.
  private static func requireBounded(_ length: Int) throws(RasterError) {
    guard length <= 1 << 29 else {
      throw RasterError(.unsupported, "a row or tile of the picture takes \(length) bytes")
    }
  }

  /// Some decoders tell of damage and go on all the same.
  private func requireSound() throws(RasterError) {
    if problem != nil { throw damage() }
  }

  private func damage() -> RasterError {
    // libjpeg refuses pictures that would take too much memory.
    if let problem, problem.contains("would require") {
      return RasterError(.unsuitableSize, "the picture takes too much memory to read")
    }
    return RasterError(.damaged, "the picture is damaged inside")
  }

  private static func check(_ isCancelled: () -> Bool) throws(RasterError) {
    if isCancelled() { throw RasterError(.cancelled, "cancelled") }
  }

  /// Bytes that are written by a body, which may fail.
  private static func filled(
    byteCount: Int, _ body: (UnsafeMutableRawPointer) throws(RasterError) -> Void
  ) throws(RasterError) -> [UInt8] {
    var problem: RasterError?
    let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      do throws(RasterError) {
        try body(UnsafeMutableRawPointer(start))
        count = byteCount
      } catch {
        problem = error
      }
    }
    if let problem { throw problem }
    return bytes
  }
}
