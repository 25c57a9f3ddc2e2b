import Synchronization

/// Draws some rows of the result; one thread's share of the work.
struct Strip: ~Copyable {
  private var source: LinearRows
  private let horizontal: FilterWeights
  private let vertical: FilterWeights
  private let columns: Int
  private let isLinear: Bool
  /// Four numbers a pixel in all of these.
  private var row: [Float]
  /// The last source rows at the result's width, each in the slot of its number.
  private var ring: [Float]
  private var sum: [Float]

  init(
    _ renderer: PictureRenderer, _ horizontal: FilterWeights, _ vertical: FilterWeights,
    columns: Int
  ) {
    source = LinearRows(renderer.picture, renderer.conversion, isLinear: renderer.isLinear)
    self.horizontal = horizontal
    self.vertical = vertical
    self.columns = columns
    isLinear = renderer.isLinear
    row = [Float](repeating: 0, count: renderer.picture.size.width * 4)
    ring = [Float](repeating: 0, count: columns * 4 * vertical.count)
    sum = [Float](repeating: 0, count: columns * 4)
  }

  mutating func draw(
    _ rows: Range<Int>, on ground: PictureRenderer.Ground, into output: OutputRows,
    _ isCancelled: () -> Bool
  ) throws(RasterError) {
    var next = rows.isEmpty ? 0 : vertical.starts[rows.lowerBound]
    for y in rows {
      guard !isCancelled() else { throw RasterError(.cancelled, "cancelled") }
      let first = vertical.starts[y]
      next = max(next, first)
      while next < first + vertical.count {
        gather(next)
        next += 1
      }
      blend(y)
      finish(y, on: ground, output)
    }
  }

  /// Reads a source row and draws it at the result's width.
  private mutating func gather(_ y: Int) {
    let slot = y % vertical.count * columns * 4
    let (count, columns) = (horizontal.count, columns)
    row.withUnsafeMutableBufferPointer { line in
      guard let pixels = line.baseAddress else { return }
      source.read(y, into: pixels)
      ring.withUnsafeMutableBufferPointer { slots in
        horizontal.weights.withUnsafeBufferPointer { weights in
          horizontal.starts.withUnsafeBufferPointer { starts in
            guard let place = slots.baseAddress, var weight = weights.baseAddress else { return }
            var target = place + slot
            var x = 0
            while x < columns {
              var from = pixels + starts[x] &* 4
              // Four sums side by side: one vector register.
              var (red, green, blue, alpha) = (Float(0), Float(0), Float(0), Float(0))
              let end = weight + count
              while weight < end {
                let part = weight[0]
                red += from[0] * part
                green += from[1] * part
                blue += from[2] * part
                alpha += from[3] * part
                from += 4
                weight += 1
              }
              target[0] = red
              target[1] = green
              target[2] = blue
              target[3] = alpha
              target += 4
              x &+= 1
            }
          }
        }
      }
    }
  }

  /// Adds up the source rows that make a row of the result.
  private mutating func blend(_ y: Int) {
    let count = vertical.count
    let first = vertical.starts[y]
    let length = columns * 4
    sum.withUnsafeMutableBufferPointer { target in
      ring.withUnsafeBufferPointer { slots in
        guard let total = target.baseAddress, let source = slots.baseAddress else { return }
        total.update(repeating: 0, count: length)
        for index in 0..<count {
          let weight = vertical.weights[y * count + index]
          guard weight != 0 else { continue }
          let line = source + (first + index) % count * length
          var x = 0
          while x < length {
            total[x] += line[x] * weight
            x &+= 1
          }
        }
      }
    }
  }

  private func finish(_ y: Int, on ground: PictureRenderer.Ground, _ output: OutputRows) {
    let start = y * columns
    SRGBEncoding.bytes.withUnsafeBufferPointer { table in
      sum.withUnsafeBufferPointer { numbers in
        guard var pixel = numbers.baseAddress, let bytes = table.baseAddress else { return }
        var x = 0
        while x < columns {
          if pixel[3] >= 0.9999 {
            output[start &+ x] = opaque(pixel, bytes)
          } else {
            output[start &+ x] = clear(pixel, at: start &+ x, on: ground)
          }
          pixel += 4
          x &+= 1
        }
      }
    }
  }

  @inline(__always)
  private func opaque(_ pixel: UnsafePointer<Float>, _ table: UnsafePointer<UInt8>) -> UInt32 {
    UInt32(
      littleEndian: UInt32(byte(pixel[0], table)) | UInt32(byte(pixel[1], table)) << 8
        | UInt32(byte(pixel[2], table)) << 16 | 0xFF00_0000)
  }

  @inline(__always)
  private func byte(_ light: Float, _ table: UnsafePointer<UInt8>) -> UInt8 {
    let limited = light < 0 ? 0 : light > 1 ? 1 : light
    return isLinear
      ? table[Int(limited * Float(SRGBEncoding.steps) + 0.5)] : UInt8(limited * 255 + 0.5)
  }

  /// A pixel that something shines through.
  private func clear(
    _ pixel: UnsafePointer<Float>, at place: Int, on ground: PictureRenderer.Ground
  ) -> UInt32 {
    let alpha = min(max(pixel[3], 0), 1)
    let light = alpha > 0.001 ? [pixel[0] / alpha, pixel[1] / alpha, pixel[2] / alpha] : [0, 0, 0]
    let values = light.map { value($0) }
    switch ground {
    case .none:
      guard alpha > 0.001 else { return 0 }
      return word(values.map { UInt8($0 * 255 + 0.5) } + [UInt8(alpha * 255 + 0.5)])
    case .color(let color): return flat(values, alpha, on: color)
    case .picture(let bitmap):
      return flat(values, alpha, on: bitmap.withWords { Color(word: $0[place]) })
    }
  }

  /// Lays a pixel on a colour as screens and browsers do: by values, not by light.
  private func flat(_ values: [Float], _ alpha: Float, on color: Color) -> UInt32 {
    let behind = [color.red, color.green, color.blue]
    return word(
      zip(values, behind).map { value, under in
        UInt8(min(max(value * alpha * 255 + Float(under) * (1 - alpha) + 0.5, 0), 255))
      } + [255])
  }

  private func value(_ light: Float) -> Float {
    let limited = min(max(light, 0), 1)
    return isLinear
      ? SRGBEncoding.values[Int(limited * Float(SRGBEncoding.steps) + 0.5)] : limited
  }

  private func word(_ bytes: [UInt8]) -> UInt32 {
    UInt32(littleEndian: bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) })
  }
}

/// The rows that threads write to, each its own ones.
///
/// `nonisolated(unsafe)`: no two strips share a row, so no word is touched by two threads; whoever
/// lends the buffer waits for all strips before it is given back.
struct OutputRows: Sendable {
  private nonisolated(unsafe) let words: UnsafeMutablePointer<UInt32>?

  init(_ words: UnsafeMutableBufferPointer<UInt32>) { self.words = words.baseAddress }

  subscript(index: Int) -> UInt32 {
    get { words?[index] ?? 0 }
    nonmutating set { words?[index] = newValue }
  }
}

/// The first error of several threads.
final class FirstProblem: Sendable {
  private let noted = Mutex<RasterError?>(nil)

  func note(_ error: RasterError) { noted.withLock { if $0 == nil { $0 = error } } }

  var error: RasterError? { noted.withLock { $0 } }
}

extension Color {
  /// The colour of a pixel as it lies in memory.
  init(word: UInt32) {
    let value = UInt32(littleEndian: word)
    self.init(
      red: UInt8(truncatingIfNeeded: value), green: UInt8(truncatingIfNeeded: value >> 8),
      blue: UInt8(truncatingIfNeeded: value >> 16), alpha: UInt8(truncatingIfNeeded: value >> 24))
  }
}
