internal import CFFmpeg
import Raster

extension Frame {
  /// Maps the colours of a picture in place, in the matrix and range that its tags say.
  ///
  /// - Throws: ``LibavError`` `.unsupported` for pictures that are not stored as planes of luma and
  ///   chroma.
  package func map(_ colours: ColourMatrix) throws(LibavError) {
    guard colours != .identity else { return }
    let label = "change the colours of a picture in \(format)"
    guard let facts = av_pix_fmt_desc_get(format.raw)?.pointee, facts.nb_components >= 3,
      facts.flags & UInt64(AV_PIX_FMT_FLAG_PLANAR) != 0,
      facts.flags & UInt64(AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_FLOAT) == 0,
      facts.comp.0.step == (facts.comp.0.depth > 8 ? 2 : 1), facts.comp.1.step == facts.comp.0.step
    else {
      throw LibavError(.unsupported, label, reason: "its colours are not stored in planes of luma")
    }
    try check(av_frame_make_writable(raw), label)
    let isFull = colour.isFullRange || format.isFullRangeByName
    let map = PlaneMap(
      colours,
      luma: LumaWeights(colour.conversionMatrixName(width: size.width, height: size.height)),
      depth: Int(facts.comp.0.depth), isFull: isFull)
    let steps = (Int(facts.log2_chroma_w), Int(facts.log2_chroma_h))
    if facts.comp.0.depth > 8 {
      change(map, steps, as: UInt16.self)
    } else {
      change(map, steps, as: UInt8.self)
    }
  }

  private func change<Sample: FixedWidthInteger & UnsignedInteger>(
    _ map: PlaneMap, _ steps: (wide: Int, high: Int), as type: Sample.Type
  ) {
    let (width, height) = (size.width, size.height)
    let planes: [UnsafeMutablePointer<UInt8>?] = Array(tuple: raw.pointee.data)
    let strides: [Int32] = Array(tuple: raw.pointee.linesize)
    guard let luma = planes[0], let blue = planes[1], let red = planes[2] else { return }
    let (block, rows) = (1 << steps.wide, 1 << steps.high)
    func row(_ plane: UnsafeMutablePointer<UInt8>, _ number: Int, _ index: Int)
      -> UnsafeMutablePointer<Sample>
    {
      UnsafeMutableRawPointer(plane + number * Int(strides[index])).assumingMemoryBound(
        to: Sample.self)
    }
    for top in stride(from: 0, to: height, by: rows) {
      let lines = (top..<min(height, top + rows)).map { row(luma, $0, 0) }
      let blues = row(blue, top >> steps.high, 1)
      let reds = row(red, top >> steps.high, 2)
      for start in stride(from: 0, to: width, by: block) {
        let place = start >> steps.wide
        let cb = Int32(truncatingIfNeeded: blues[place]) - map.middle
        let cr = Int32(truncatingIfNeeded: reds[place]) - map.middle
        let end = min(width, start + block)
        let shift = map.lumaShift(cb, cr)
        var sum: Int32 = 0
        for line in lines {
          for x in start..<end {
            let value = Int32(truncatingIfNeeded: line[x])
            sum &+= value
            line[x] = Sample(truncatingIfNeeded: map.luma(value, shift))
          }
        }
        let mean = sum / Int32(lines.count * (end - start))
        blues[place] = Sample(truncatingIfNeeded: map.chroma(1, mean, cb, cr))
        reds[place] = Sample(truncatingIfNeeded: map.chroma(2, mean, cb, cr))
      }
    }
  }
}

/// How much red and blue weigh in luma.
private struct LumaWeights {
  let red: Double
  let blue: Double
  var green: Double { 1 - red - blue }

  /// Source: ITU-T H.273, table 4.
  init(_ matrix: String) {
    (red, blue) =
      switch matrix {
      case "bt709": (0.2126, 0.0722)
      case "fcc": (0.30, 0.11)
      case "smpte240m": (0.212, 0.087)
      case "bt2020": (0.2627, 0.0593)
      default: (0.299, 0.114)
      }
  }
}

/// An affine map of colours in the numbers that planes hold, in fixed point.
private struct PlaneMap {
  /// Three rows for luma, blue and red difference, times 2 to the 12th.
  private let factors: [Int32]
  private let offsets: [Int32]
  private let black: Int32
  let middle: Int32
  private let most: Int32
  private static let point: Int32 = 12

  init(_ colours: ColourMatrix, luma: LumaWeights, depth: Int, isFull: Bool) {
    let (kr, kg, kb) = (luma.red, luma.green, luma.blue)
    let (bs, rs) = (0.5 / (1 - kb), 0.5 / (1 - kr))
    let forward: [Double] = [
      kr, kg, kb,
      -kr * bs, -kg * bs, 0.5,
      0.5, -kg * rs, -kb * rs,
    ]
    let back: [Double] = [
      1, 0, 1 / rs,
      1, -kb / (bs * kg), -kr / (rs * kg),
      1, 1 / bs, 0,
    ]
    let steps = Double(1 << (depth - 8))
    let top = Double((1 << depth) - 1)
    let scales = isFull ? [top, top, top] : [219 * steps, 224 * steps, 224 * steps]
    let planes = PlaneMap.product(forward, PlaneMap.product(colours.factors, back))
    let unit = Double(1 << PlaneMap.point)
    factors = (0..<9).map { place in
      let factor = planes[place] * scales[place / 3] / scales[place % 3]
      return Int32((factor * unit).rounded())
    }
    offsets = (0..<3).map { row in
      var sum = 0.0
      for column in 0..<3 { sum += forward[3 * row + column] * colours.offsets[column] }
      return Int32((sum * scales[row] * unit).rounded())
    }
    black = isFull ? 0 : Int32(16 * steps)
    middle = Int32(1 << (depth - 1))
    most = Int32(top)
  }

  private static func product(_ left: [Double], _ right: [Double]) -> [Double] {
    (0..<9).map { place in
      let (row, column) = (place / 3 * 3, place % 3)
      var sum = 0.0
      for inner in 0..<3 { sum += left[row + inner] * right[3 * inner + column] }
      return sum
    }
  }

  private static let half: Int32 = 1 << (point - 1)

  /// What the chroma of a block adds to its luma.
  func lumaShift(_ cb: Int32, _ cr: Int32) -> Int32 {
    factors[1] &* cb &+ factors[2] &* cr &+ offsets[0] &+ PlaneMap.half
  }

  func luma(_ value: Int32, _ shift: Int32) -> Int32 {
    clamped((factors[0] &* (value - black) &+ shift) >> PlaneMap.point &+ black)
  }

  func chroma(_ row: Int, _ luma: Int32, _ cb: Int32, _ cr: Int32) -> Int32 {
    var sum = factors[3 * row] &* (luma - black)
    sum &+= factors[3 * row + 1] &* cb
    sum &+= factors[3 * row + 2] &* cr
    sum &+= offsets[row] &+ PlaneMap.half
    return clamped(sum >> PlaneMap.point &+ middle)
  }

  private func clamped(_ value: Int32) -> Int32 { min(most, max(0, value)) }
}
