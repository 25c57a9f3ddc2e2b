import Raster
import Testing

@testable import Raster

struct RendererTests {
  private let size = PixelSize(width: 96, height: 64)

  private func draw(
    _ bitmap: Bitmap, _ crop: PixelRect? = nil, at target: PixelSize,
    _ orientation: Orientation = .up, isLinear: Bool = true
  ) throws -> Bitmap {
    let picture = SampledPicture(bitmap)
    return try PictureRenderer(
      picture, try ColourConversion(.sRGB, .rgb, bits: 8), orientation: orientation,
      isLinear: isLinear
    ).draw(crop, at: target)
  }

  private func gradient() -> Bitmap {
    var bitmap = Bitmap(size: size)
    for y in 0..<size.height {
      for x in 0..<size.width {
        bitmap[x, y] = Color(red: UInt8(x * 2), green: UInt8(y * 3), blue: UInt8((x + y) % 256))
      }
    }
    return bitmap
  }

  @Test(arguments: [true, false])
  func `at its own size every pixel stays`(isLinear: Bool) throws {
    let bitmap = gradient()
    #expect(try draw(bitmap, at: size, isLinear: isLinear) == bitmap)
    let part = PixelRect(x: 3, y: 5, width: 20, height: 11)
    #expect(try draw(bitmap, part, at: part.size) == bitmap.cropped(to: part))
  }

  /// Signals of SMPTE ST 2084 for 20.3, 60.9, 203, 500, 1000 and 4000 cd/m², and the sRGB of the
  /// curve that stills of videos get from FFmpeg's `tonemap=mobius:param=0.3:peak=4.926`.
  @Test(arguments: [true, false])
  func `light brighter than white is pressed, not cut off`(isLinear: Bool) throws {
    let signals: [UInt16] = [23_481, 30_093, 38_055, 44_340, 49_271, 59_150]
    let bytes = signals.flatMap { signal in
      [signal, signal, signal].flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    }
    let size = PixelSize(width: signals.count, height: 1)
    let picture = SampledPicture(
      size: size, layout: .interleaved(.rgb, hasAlpha: false, bits: 16),
      planes: [SampledPicture.Plane(bytes: bytes, stride: bytes.count)])
    let conversion = try ColourConversion(.primaries(.bt2020, .pq), .rgb, bits: 16)
    let drawn = try PictureRenderer(picture, conversion, isLinear: isLinear).draw(at: size)
    for (x, expected) in [89, 149, 215, 243, 255, 255].enumerated() {
      #expect(abs(Int(drawn[x, 0].green) - expected) <= 1, "\(drawn[x, 0])")
    }
  }

  @Test(arguments: Orientation.allCases)
  func `turning and cutting go together in any order`(orientation: Orientation) throws {
    let bitmap = gradient()
    let upright = bitmap.oriented(orientation)
    let crop = PixelRect(x: 6, y: 9, width: 40, height: 30)
    #expect(try draw(bitmap, at: upright.size, orientation) == upright)
    #expect(try draw(bitmap, crop, at: crop.size, orientation) == upright.cropped(to: crop))
    let small = PixelSize(width: 13, height: 17)
    let turnedFirst = try draw(upright, crop, at: small)
    #expect(try draw(bitmap, crop, at: small, orientation).psnr(against: turnedFirst) > 55)
  }

  @Test(
    arguments: [
      Color(red: 255, green: 255, blue: 255), Color(red: 0, green: 0, blue: 0),
      Color(red: 74, green: 203, blue: 221), Color(red: 255, green: 0, blue: 1),
      Color(red: 10, green: 20, blue: 30, alpha: 40),
    ],
    [
      PixelSize(width: 32, height: 24), PixelSize(width: 5, height: 3),
      PixelSize(width: 131, height: 97), PixelSize(width: 1, height: 1),
    ])
  func `a flat colour stays exactly that colour`(color: Color, target: PixelSize) throws {
    let scaled = try draw(Bitmap(size: size, filledWith: color), at: target)
    #expect(scaled == Bitmap(size: target, filledWith: color))
  }

  @Test func `lines of black and white become the grey that lets through half of the light`() throws
  {
    var bitmap = Bitmap(size: PixelSize(width: 200, height: 200), filledWith: .black)
    for y in stride(from: 0, to: 200, by: 2) {
      bitmap.fill(PixelRect(x: 0, y: y, width: 200, height: 1), with: .white)
    }
    let target = PixelSize(width: 20, height: 20)
    // Half of the light is the value 188; half of the value is 128.
    #expect(abs(Int(try draw(bitmap, at: target)[10, 10].red) - 188) <= 1)
    #expect(abs(Int(try draw(bitmap, at: target, isLinear: false)[10, 10].red) - 128) <= 1)
  }

  @Test func `what is clear lends nothing of its colour`() throws {
    let wide = PixelSize(width: 80, height: 8)
    var bitmap = Bitmap(size: wide, filledWith: Color(red: 0, green: 255, blue: 0, alpha: 0))
    bitmap.fill(
      PixelRect(x: 40, y: 0, width: 40, height: 8), with: Color(red: 255, green: 0, blue: 0))
    let scaled = try draw(bitmap, at: PixelSize(width: 21, height: 4))
    for x in 0..<21 where scaled[x, 2].alpha > 0 {
      #expect(scaled[x, 2].red == 255 && scaled[x, 2].green == 0, "column \(x)")
    }
    #expect(scaled[2, 2].alpha == 0 && scaled[18, 2].alpha == 255)
  }

  @Test func `it does not matter over how many cores rows are shared out`() throws {
    let bitmap = gradient()
    let target = PixelSize(width: 70, height: 140)
    let whole = try draw(bitmap, at: target)
    // The same rows one at a time: each strip starts in the middle of the picture.
    let renderer = PictureRenderer(
      SampledPicture(bitmap), try ColourConversion(.sRGB, .rgb, bits: 8))
    let horizontal = FilterWeights(of: 0...96, limit: 96, to: 70)
    let vertical = FilterWeights(of: 0...64, limit: 64, to: 140)
    var pixels = [UInt8](repeating: 0, count: target.pixelCount * 4)
    try pixels.withUnsafeMutableBytes { bytes in
      let output = OutputRows(bytes.bindMemory(to: UInt32.self))
      for y in 0..<140 {
        var strip = Strip(renderer, horizontal, vertical, columns: 70)
        try strip.draw(y..<(y + 1), on: .none, into: output) { false }
      }
    }
    #expect(Bitmap(size: target, pixels: pixels) == whole)
  }

  @Test(arguments: [(1.0, 30, 30), (0.25, 400, 100), (3.7, 27, 100), (0.1, 500, 50)])
  func `weights add up to one and stay inside`(step: Double, limit: Int, length: Int) {
    let span = 0.0...min(Double(limit), Double(length) * step)
    let filter = FilterWeights(of: span, limit: limit, to: length)
    for index in 0..<length {
      let row = filter.weights[(index * filter.count)..<((index + 1) * filter.count)]
      #expect(abs(row.reduce(0, +) - 1) < 1e-5)
      #expect(filter.starts[index] >= 0 && filter.starts[index] + filter.count <= limit)
    }
  }
}

struct ColourTests {
  /// One colour brought to sRGB.
  private func convert(
    _ samples: [UInt8], _ space: ColourSpace, _ source: ColourSource
  ) throws -> Color {
    let picture = SampledPicture(
      size: PixelSize(width: 1, height: 1),
      layout: .interleaved(space, hasAlpha: false, bits: 8),
      planes: [.init(bytes: samples, stride: samples.count)])
    return try PictureRenderer(picture, try ColourConversion(source, space, bits: 8))
      .draw(at: picture.size)[0, 0]
  }

  @Test func `colours of Display P3 and Adobe RGB are known ones in sRGB`() throws {
    let p3 = ColourSource.primaries(.displayP3, .sRGB)
    // Source: CSS Color 4, sample conversions; P3's red is outside of sRGB and cut to its edge.
    #expect(try convert([255, 0, 0], .rgb, p3) == Color(red: 255, green: 0, blue: 0))
    #expect(try convert([128, 128, 128], .rgb, p3) == Color(grey: 128))
    let orange = try convert([200, 120, 60], .rgb, p3)
    #expect(orange.red > 205 && orange.blue < 52)
    let green = try convert([120, 180, 90], .rgb, .adobeRGB)
    #expect(green.red < 110 && abs(Int(green.green) - 181) < 4)
  }

  @Test func `a profile of sRGB changes nothing`() throws {
    let profile = ColourSource.profile(try SRGBProfile.bytes())
    for value in stride(from: 0, through: 255, by: 5) {
      let samples = [UInt8(value), UInt8(255 - value), UInt8(value / 2)]
      #expect(
        try convert(samples, .rgb, profile)
          == Color(red: samples[0], green: samples[1], blue: samples[2]))
    }
  }

  @Test func `the profile that is written is always the same`() throws {
    #expect(try SRGBProfile.bytes() == SRGBProfile.bytes())
    // The date that Little CMS would take from the clock.
    #expect(
      try SRGBProfile.bytes()[24..<36].elementsEqual([7, 0xCF, 0, 10, 0, 1, 0, 0, 0, 0, 0, 0]))
  }

  @Test func `a gamma is brought to that of sRGB`() throws {
    let light = try convert([128, 128, 128], .rgb, .primaries(.bt709, .power(1)))
    #expect(light == Color(grey: 188))
  }

  @Test func `inks without a profile darken one after the other`() throws {
    #expect(try convert([0, 0, 0, 0], .cmyk, .sRGB) == .white)
    #expect(try convert([0, 255, 255, 0], .cmyk, .sRGB) == Color(red: 255, green: 0, blue: 0))
    #expect(try convert([10, 20, 30, 255], .cmyk, .sRGB) == .black)
  }

  @Test(arguments: [[UInt8](), [1, 2, 3], [UInt8](repeating: 0, count: 4000)])
  func `a broken profile is an error of its own`(bytes: [UInt8]) {
    let error = #expect(throws: RasterError.self) {
      try ColourConversion(.profile(bytes), .rgb, bits: 8)
    }
    #expect(error?.code == .profile)
  }

  @Test func `a profile of colours does not fit inks`() throws {
    let profile = try SRGBProfile.bytes()
    #expect(throws: RasterError.self) { try ColourConversion(.profile(profile), .cmyk, bits: 8) }
    // A grey picture may carry the profile of colours its writer worked with.
    _ = try ColourConversion(.profile(profile), .grey, bits: 8)
  }

  @Test func `cut and flipped profiles are errors or work`() throws {
    let whole = try SRGBProfile.bytes()
    for place in stride(from: 0, to: whole.count, by: 7) {
      var bytes = whole
      bytes[place] ^= 0xFF
      do { _ = try convert([1, 2, 3], .rgb, .profile(bytes)) } catch is RasterError {}
      do {
        _ = try convert([1, 2, 3], .rgb, .profile(Array(whole[..<place])))
      } catch is RasterError {}
    }
  }
}
