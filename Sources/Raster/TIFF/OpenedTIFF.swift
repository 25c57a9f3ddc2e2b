internal import CTIFF

/// A file that libtiff has open; must not outlive the bytes.
struct OpenedTIFF: ~Copyable {
  /// What libtiff may make room for at once; rows and tiles are far smaller.
  private static let mostMemory = 1 << 28
  /// Directories that are looked at for a picture that is not small.
  private static let mostDirectories = 16

  let tiff: OpaquePointer
  private let state: UnsafeMutablePointer<hs_tiff_file>
  private var tags = hs_tiff_facts()

  private init(
    adopting tiff: OpaquePointer, _ state: UnsafeMutablePointer<hs_tiff_file>
  ) {
    self.tiff = tiff
    self.state = state
  }

  /// Opens a file and goes to its first picture that is no small version of another one.
  ///
  /// - Throws: ``RasterError``; the message completes "the TIFF …".
  static func reading(
    _ file: UnsafeBufferPointer<UInt8>
  ) throws(RasterError) -> OpenedTIFF {
    let state = UnsafeMutablePointer<hs_tiff_file>.allocate(capacity: 1)
    state.initialize(to: hs_tiff_file())
    state.pointee.bytes = file.baseAddress
    state.pointee.count = file.count
    guard let tiff = hs_tiff_open(state, mostMemory) else {
      let words = string(of: state.pointee.message)
      state.deallocate()
      // libtiff's words for a file that is shorter than what it points to.
      let isShort = ["Can not read TIFF", "Cannot read TIFF"].contains { words.contains($0) }
      throw RasterError(isShort ? .truncated : .damaged, "cannot be read (\(words))")
    }
    var opened = OpenedTIFF(adopting: tiff, state)
    for _ in 1..<mostDirectories where hs_tiff_is_reduced(tiff) != 0 {
      guard TIFFReadDirectory(tiff) != 0 else { break }
    }
    guard hs_tiff_is_reduced(tiff) == 0 else {
      throw RasterError(
        .unsupported, "begins with a small version of its picture, as cameras' raw files do")
    }
    guard hs_tiff_read_facts(tiff, &opened.tags) != 0 else {
      throw RasterError(.damaged, "does not say how large it is")
    }
    state.pointee.is_damaged = 0
    return opened
  }

  deinit {
    TIFFClose(tiff)
    state.deallocate()
  }

  var size: PixelSize { PixelSize(width: Int(tags.width), height: Int(tags.height)) }

  /// The size of a tile; nil where the picture is stored in strips.
  var tileSize: PixelSize? {
    tags.tile_width == 0
      ? nil : PixelSize(width: Int(tags.tile_width), height: Int(tags.tile_height))
  }

  /// Whether JPEGs inside of the file store luma and differences.
  var hasJPEGDifferences: Bool { tags.photometric == 6 && tags.compression == 7 }

  /// What was wrong since the file was opened, in libtiff's words; nil if nothing was.
  var problem: String? {
    state.pointee.is_damaged == 0 ? nil : Self.string(of: state.pointee.message)
  }

  func kind() throws(RasterError) -> TIFFKind {
    var read = TIFFKind.Tags()
    read.photometric = Int(tags.photometric)
    read.compression = Int(tags.compression)
    read.bits = Int(tags.bits)
    read.sampleFormat = Int(tags.sample_format)
    read.channelCount = Int(tags.channels)
    read.extraCount = Int(tags.extra_count)
    read.firstExtra = Int(tags.first_extra)
    read.hasUntoldChannels = state.pointee.has_untold_channels != 0
    read.isPlanar = tags.planes_apart != 0
    read.inkSet = Int(tags.ink_set)
    read.isRaw = tags.is_raw != 0
    read.isReadable = tags.is_readable != 0
    return try TIFFKind(read)
  }

  /// Afterwards another directory may be open.
  consuming func facts() throws(RasterError) -> TIFF.Facts {
    _ = try kind()
    var colour: ColourSource?
    if let start = tags.profile, (129...(16 << 20)).contains(Int(tags.profile_count)) {
      let profile = UnsafeBufferPointer(start: start, count: Int(tags.profile_count))
      colour = .profile(Array(profile))
    }
    let hasMore =
      TIFFLastDirectory(tiff) == 0 && TIFFReadDirectory(tiff) != 0 && hs_tiff_is_reduced(tiff) == 0
    return TIFF.Facts(
      size: size, orientation: Orientation(rawValue: Int(tags.orientation)) ?? .up,
      colour: colour, hasMore: hasMore)
  }

  /// Checks that every strip or tile lies inside of the file.
  func requireWhole(byteCount: Int) throws(RasterError) {
    let count = tileSize == nil ? TIFFNumberOfStrips(tiff) : TIFFNumberOfTiles(tiff)
    for index in 0..<count {
      let start = TIFFGetStrileOffset(tiff, index)
      let length = TIFFGetStrileByteCount(tiff, index)
      guard start <= UInt64(byteCount), length <= UInt64(byteCount) - start else {
        throw RasterError(.truncated, "ends before its picture does")
      }
    }
  }

  static func string<Characters>(of characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
