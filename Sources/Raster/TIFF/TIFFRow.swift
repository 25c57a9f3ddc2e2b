/// Brings stored numbers of 1 to 32 bits into rows of 8 or 16 bits.
struct TIFFRow {
  let kind: TIFFKind
  /// Red, green and blue of each number; empty without a palette.
  let palette: [UInt8]

  /// Channels of a pixel when it has been read.
  var channelCount: Int { kind.space.channelCount + (kind.hasAlpha ? 1 : 0) }

  /// Bytes of a pixel when it has been read.
  var pixelWidth: Int { channelCount * kind.readBits / 8 }

  /// Whether pixels that lie side by side are stored as they are read.
  private var isPlain: Bool {
    kind.bits == kind.readBits && kind.channelCount == channelCount
      && kind.meaning != .palette && kind.meaning != .invertedGrey
  }

  /// Reads pixels that lie side by side, of all channels or, where they are stored apart, of one.
  ///
  /// - Parameters:
  ///   - source: the stored numbers, the highest bit of each first.
  ///   - count: how many pixels.
  ///   - plane: which channel; nil for all.
  ///   - target: where the first pixel goes.
  func read(
    _ source: UnsafePointer<UInt8>, count: Int, plane: Int?, into target: UnsafeMutableRawPointer
  ) {
    if isPlain, plane == nil {
      target.copyMemory(from: source, byteCount: count * pixelWidth)
    } else if kind.meaning == .palette {
      look(up: source, count: count, step: plane == nil ? kind.channelCount : 1, target)
    } else if kind.readBits == 8 {
      copy(source, count, plane, target.assumingMemoryBound(to: UInt8.self))
    } else {
      copy(source, count, plane, target.assumingMemoryBound(to: UInt16.self))
    }
  }

  private func look(
    up source: UnsafePointer<UInt8>, count: Int, step: Int, _ target: UnsafeMutableRawPointer
  ) {
    let colours = target.assumingMemoryBound(to: UInt8.self)
    var x = 0
    while x < count {
      let place = min(Int(number(source, x &* step)), palette.count / 3 - 1) &* 3
      colours[3 &* x] = palette[place]
      colours[3 &* x &+ 1] = palette[place &+ 1]
      colours[3 &* x &+ 2] = palette[place &+ 2]
      x &+= 1
    }
  }

  private func copy<Sample: FixedWidthInteger & UnsignedInteger>(
    _ source: UnsafePointer<UInt8>, _ count: Int, _ plane: Int?,
    _ target: UnsafeMutablePointer<Sample>
  ) {
    let kept = channelCount
    let step = plane == nil ? kind.channelCount : 1
    let turnedOver: Sample = kind.meaning == .invertedGrey ? .max : 0
    var channel = plane ?? 0
    let end = plane.map { $0 + 1 } ?? kept
    while channel < end {
      // Alpha is never turned over.
      let mask = channel < kind.colourCount ? turnedOver : 0
      var from = plane == nil ? channel : 0
      var (to, x) = (channel, 0)
      while x < count {
        target[to] = scaled(number(source, from)) ^ mask
        from &+= step
        to &+= kept
        x &+= 1
      }
      channel &+= 1
    }
  }

  /// The number at a place, as many bits as the file has.
  @inline(__always) private func number(_ row: UnsafePointer<UInt8>, _ place: Int) -> UInt32 {
    let bytes = UnsafeRawPointer(row)
    return switch kind.bits {
    case 8: UInt32(row[place])
    case 16: UInt32(bytes.loadUnaligned(fromByteOffset: place &* 2, as: UInt16.self))
    case 32: bytes.loadUnaligned(fromByteOffset: place &* 4, as: UInt32.self)
    case let bits: packed(row, place &* bits, bits)
    }
  }

  private func packed(_ row: UnsafePointer<UInt8>, _ start: Int, _ bits: Int) -> UInt32 {
    var (value, bit) = (UInt32(0), start)
    while bit < start &+ bits {
      value = value << 1 | UInt32(row[bit >> 3] >> UInt8(7 &- (bit & 7)) & 1)
      bit &+= 1
    }
    return value
  }

  /// The number as a part of the highest one that can be read.
  @inline(__always) private func scaled<Sample: FixedWidthInteger & UnsignedInteger>(
    _ number: UInt32
  ) -> Sample {
    switch kind.bits {
    case Sample.bitWidth: return Sample(truncatingIfNeeded: number)
    case 32: return Sample(truncatingIfNeeded: number >> 16)
    default:
      let top = UInt32(1) << UInt32(kind.bits) - 1
      return Sample(truncatingIfNeeded: (number * UInt32(Sample.max) + top / 2) / top)
    }
  }
}
