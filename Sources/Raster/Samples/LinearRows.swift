/// Rows of a sampled picture as light: red, green, blue and alpha, the colours times alpha.
///
/// Loops here count and compare by hand: builds for tests run them without an optimiser, too.
/// Has working memory of its own, so each thread needs one.
struct LinearRows: ~Copyable {
  private let picture: SampledPicture
  private let conversion: ColourConversion
  /// Whether light or values of sRGB are given.
  private let isLinear: Bool
  private let transform: ProfileTransform?
  private var chroma: ChromaRows?
  /// One row side by side, or three runs of bytes.
  private let gathered: UnsafeMutableBufferPointer<UInt8>
  private let converted: UnsafeMutableBufferPointer<UInt16>
  private let decoded: [Float]

  init(_ picture: SampledPicture, _ conversion: ColourConversion, isLinear: Bool) {
    self.picture = picture
    self.conversion = conversion
    self.isLinear = isLinear
    transform = if case .profile(let made) = conversion.method { made } else { nil }
    let width = picture.size.width
    gathered = .allocate(capacity: width * 8)
    gathered.initialize(repeating: 0)
    converted = .allocate(capacity: width * 3)
    converted.initialize(repeating: 0)
    // Only what does not come out of a table as light is looked up here.
    decoded = if case .curves = conversion.method { [] } else { TransferCurve.sRGB.table(bits: 16) }
    chroma = nil
    if case .differences(let ycc) = picture.layout { chroma = ChromaRows(picture, ycc) }
  }

  deinit {
    gathered.deallocate()
    converted.deallocate()
  }

  /// Reads one whole row: four numbers a pixel.
  mutating func read(_ y: Int, into target: UnsafeMutablePointer<Float>) {
    if chroma != nil {
      readDifferences(y, target)
    } else {
      readInterleaved(y, target)
    }
    if case .curves(_, let matrix?) = conversion.method { mix(target, matrix) }
    conversion.tone?.press(target, count: picture.size.width)
    if !isLinear {
      encode(target)
    } else if needsLimits {
      limit(target)
    }
    if picture.hasAlpha, !picture.isPremultiplied { multiplyByAlpha(target) }
  }

  private var needsLimits: Bool {
    guard case .curves(let curves, let matrix) = conversion.method else { return false }
    return matrix != nil || curves.contains { ($0.last ?? 0) > 1 || ($0.first ?? 0) < 0 }
  }

  private func mix(_ row: UnsafeMutablePointer<Float>, _ matrix: ColourConversion.Matrix) {
    let (r, g, b) = (matrix.red, matrix.green, matrix.blue)
    var pixel = row
    let end = row + picture.size.width &* 4
    while pixel < end {
      let (red, green, blue) = (pixel[0], pixel[1], pixel[2])
      pixel[0] = r.0 * red + g.0 * green + b.0 * blue
      pixel[1] = r.1 * red + g.1 * green + b.1 * blue
      pixel[2] = r.2 * red + g.2 * green + b.2 * blue
      pixel += 4
    }
  }

  private func limit(_ row: UnsafeMutablePointer<Float>) {
    var value = row
    let end = row + picture.size.width &* 4
    while value < end {
      let light = value[0]
      value[0] = light < 0 ? 0 : light > 1 ? 1 : light
      value += 1
    }
  }

  private func multiplyByAlpha(_ row: UnsafeMutablePointer<Float>) {
    var pixel = row
    let end = row + picture.size.width &* 4
    while pixel < end {
      let alpha = pixel[3]
      pixel[0] *= alpha
      pixel[1] *= alpha
      pixel[2] *= alpha
      pixel += 4
    }
  }

  private func encode(_ row: UnsafeMutablePointer<Float>) {
    let steps = Float(SRGBEncoding.steps)
    limit(row)
    SRGBEncoding.values.withUnsafeBufferPointer { values in
      guard let value = values.baseAddress else { return }
      var pixel = row
      let end = row + picture.size.width &* 4
      while pixel < end {
        pixel[0] = value[Int(pixel[0] * steps + 0.5)]
        pixel[1] = value[Int(pixel[1] * steps + 0.5)]
        pixel[2] = value[Int(pixel[2] * steps + 0.5)]
        pixel += 4
      }
    }
  }

  private mutating func readDifferences(_ y: Int, _ target: UnsafeMutablePointer<Float>) {
    let width = picture.size.width
    guard let red = gathered.baseAddress else { return }
    let (green, blue) = (red + width, red + 2 * width)
    chroma?.read(y, red: red, green: green, blue: blue)
    if case .curves(let curves, _) = conversion.method {
      withTables(curves) { r, g, b in
        var pixel = target
        var x = 0
        while x < width {
          pixel[0] = r[Int(red[x])]
          pixel[1] = g[Int(green[x])]
          pixel[2] = b[Int(blue[x])]
          pixel[3] = 1
          pixel += 4
          x &+= 1
        }
      }
    } else {
      let packed = red + 3 * width
      var x = 0
      while x < width {
        packed[3 &* x] = red[x]
        packed[3 &* x &+ 1] = green[x]
        packed[3 &* x &+ 2] = blue[x]
        x &+= 1
      }
      transformed(UnsafeRawPointer(packed), target)
    }
    if picture.hasAlpha {
      let plane = picture.planes[3]
      plane.withRow(y) { row in
        var x = 0
        while x < width {
          target[4 &* x &+ 3] = Float(row[x]) / 255
          x &+= 1
        }
      }
    }
  }

  private func withTables(
    _ curves: [[Float]],
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>) -> Void
  ) {
    curves[0].withUnsafeBufferPointer { red in
      curves[curves.count > 1 ? 1 : 0].withUnsafeBufferPointer { green in
        curves[curves.count > 2 ? 2 : 0].withUnsafeBufferPointer { blue in
          if let r = red.baseAddress, let g = green.baseAddress, let b = blue.baseAddress {
            body(r, g, b)
          }
        }
      }
    }
  }

  private func readInterleaved(_ y: Int, _ target: UnsafeMutablePointer<Float>) {
    let plane = picture.planes[0]
    plane.withRow(y) { samples in
      let row = UnsafeRawPointer(samples)
      let channels = picture.space.channelCount
      let step = channels + (picture.hasAlpha ? 1 : 0)
      if picture.bits == 8 {
        let samples = row.assumingMemoryBound(to: UInt8.self)
        read(samples, step, target)
        if picture.hasAlpha { readAlpha(samples + channels, step, target) }
      } else {
        let samples = row.assumingMemoryBound(to: UInt16.self)
        read(samples, step, target)
        if picture.hasAlpha { readAlpha(samples + channels, step, target) }
      }
    }
  }

  @inline(__always) private func readAlpha<Sample: FixedWidthInteger & UnsignedInteger>(
    _ samples: UnsafePointer<Sample>, _ step: Int, _ target: UnsafeMutablePointer<Float>
  ) {
    let top = Float(Sample.max)
    var (from, x) = (samples, 0)
    while x < picture.size.width {
      target[4 &* x &+ 3] = Float(from[0]) / top
      from += step
      x &+= 1
    }
  }

  @inline(__always) private func read<Sample: FixedWidthInteger & UnsignedInteger>(
    _ samples: UnsafePointer<Sample>, _ step: Int, _ target: UnsafeMutablePointer<Float>
  ) {
    let width = picture.size.width
    let channels = picture.space.channelCount
    switch conversion.method {
    case .curves(let curves, _): look(up: samples, step, channels, curves, target)
    case .inks: mixInks(samples, step, target)
    case .profile:
      if step == channels {
        transformed(UnsafeRawPointer(samples), target)
      } else {
        let packed = UnsafeMutableRawBufferPointer(gathered).bindMemory(to: Sample.self)
        for x in 0..<width {
          for channel in 0..<channels {
            packed[x * channels + channel] = samples[x * step + channel]
          }
        }
        if let start = packed.baseAddress { transformed(UnsafeRawPointer(start), target) }
      }
    }
  }

  @inline(__always) private func look<Sample: FixedWidthInteger & UnsignedInteger>(
    up samples: UnsafePointer<Sample>, _ step: Int, _ channels: Int, _ curves: [[Float]],
    _ target: UnsafeMutablePointer<Float>
  ) {
    let width = picture.size.width
    let (second, third) = channels > 1 ? (1, 2) : (0, 0)
    withTables(curves) { r, g, b in
      var (from, pixel, x) = (samples, target, 0)
      while x < width {
        pixel[0] = r[Int(truncatingIfNeeded: from[0])]
        pixel[1] = g[Int(truncatingIfNeeded: from[second])]
        pixel[2] = b[Int(truncatingIfNeeded: from[third])]
        pixel[3] = 1
        from += step
        pixel += 4
        x &+= 1
      }
    }
  }

  /// Ink by ink, each taking away its part of white.
  private func mixInks<Sample: FixedWidthInteger & UnsignedInteger>(
    _ samples: UnsafePointer<Sample>, _ step: Int, _ target: UnsafeMutablePointer<Float>
  ) {
    let top = Float(Sample.max)
    for x in 0..<picture.size.width {
      let from = samples + x * step
      let light = 1 - Float(from[3]) / top
      for channel in 0..<3 {
        let value = (1 - Float(from[channel]) / top) * light
        target[4 * x + channel] = decoded[Int(value * 65_535 + 0.5)]
      }
      target[4 * x + 3] = 1
    }
  }

  private func transformed(_ source: UnsafeRawPointer, _ target: UnsafeMutablePointer<Float>) {
    let width = picture.size.width
    guard let start = converted.baseAddress else { return }
    transform?.convert(source, into: start, count: width)
    decoded.withUnsafeBufferPointer { table in
      guard let light = table.baseAddress else { return }
      var (from, pixel, x) = (start, target, 0)
      while x < width {
        pixel[0] = light[Int(from[0])]
        pixel[1] = light[Int(from[1])]
        pixel[2] = light[Int(from[2])]
        pixel[3] = 1
        from += 3
        pixel += 4
        x &+= 1
      }
    }
  }
}
