internal import CFFmpeg

/// What a picture says of the screen it was graded on, and of how bright its film gets.
package struct LightMetadata: Hashable, Sendable {
  /// The screen: primaries and white in fiftythousandths, luminances in tenthousandths of a candela a
  /// square metre, as SMPTE ST 2086 counts them.
  package struct Display: Hashable, Sendable {
    package let red: [Int]
    package let green: [Int]
    package let blue: [Int]
    package let white: [Int]
    package let brightest: Int
    package let darkest: Int
  }

  package let display: Display?
  /// The brightest pixel and the brightest average of a frame, in candela a square metre (CTA-861.3).
  package let content: [Int]?
}

extension Frame {
  /// What the picture says of its light; nil when it says nothing.
  package var light: LightMetadata? {
    let display = side(AV_FRAME_DATA_MASTERING_DISPLAY_METADATA, AVMasteringDisplayMetadata.self)
    let level = side(AV_FRAME_DATA_CONTENT_LIGHT_LEVEL, AVContentLightMetadata.self)
    return LightMetadata(display, level)
  }

  private func side<Value>(_ kind: AVFrameSideDataType, _ type: Value.Type) -> Value? {
    guard let side = av_frame_get_side_data(raw, kind), let data = side.pointee.data,
      Int(side.pointee.size) >= MemoryLayout<Value>.size
    else { return nil }
    return UnsafeRawPointer(data).loadUnaligned(as: Value.self)
  }
}

extension LightMetadata {
  /// What a container says of a stream; nil when it says nothing.
  init?(_ stream: UnsafeMutablePointer<AVStream>) {
    self.init(hs_display(stream)?.pointee, hs_brightness(stream)?.pointee)
  }

  fileprivate init?(_ display: AVMasteringDisplayMetadata?, _ level: AVContentLightMetadata?) {
    self.display = display.flatMap { Display($0) }
    content = level.map { [Int($0.MaxCLL), Int($0.MaxFALL)] }
    if self.display == nil, content == nil { return nil }
  }

  /// Says the same of a stream of a file.
  func describe(_ stream: UnsafeMutablePointer<AVStream>) throws(LibavError) {
    if let display {
      let numbers =
        [display.red, display.green, display.blue, display.white].flatMap { $0 }
        + [display.darkest, display.brightest]
      try check(hs_set_display(stream, numbers.map(Int32.init(clamping:))), "describe its light")
    }
    if let content {
      try check(
        hs_set_brightness(
          stream, UInt32(clamping: content[0]), UInt32(clamping: content[1])), "describe its light")
    }
  }
}

extension LightMetadata.Display {
  /// - Returns: nil where not all of it is stated.
  fileprivate init?(_ stated: AVMasteringDisplayMetadata) {
    guard stated.has_primaries != 0, stated.has_luminance != 0 else { return nil }
    func units(_ value: AVRational, _ scale: Double) -> Int {
      Int((Rational(value).value * scale).rounded())
    }
    func point(_ pair: (AVRational, AVRational)) -> [Int] {
      [units(pair.0, 50_000), units(pair.1, 50_000)]
    }
    let primaries = stated.display_primaries
    red = point(primaries.0)
    green = point(primaries.1)
    blue = point(primaries.2)
    white = point(stated.white_point)
    brightest = units(stated.max_luminance, 10_000)
    darkest = units(stated.min_luminance, 10_000)
  }
}
