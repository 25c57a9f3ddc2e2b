/// A track's tables, spread out to one value a sample, in decoding order.
struct SampleTables {
  let decoding: [Int64]
  let presentation: [Int64]
  let durations: [Int64]
  let sizes: [Int]
  let offsets: [Int]
  let isKey: [Bool]

  /// - Returns: nil when the tables contradict each other or the file's size.
  init?(_ tables: BoxBytes, fileSize: Int) {
    guard let sizes = SampleTables.sizes(tables), !sizes.isEmpty,
      let durations = SampleTables.durations(tables, count: sizes.count),
      let offsets = SampleTables.offsets(tables, sizes), offsets.count == sizes.count,
      zip(offsets, sizes).allSatisfy({ $0 >= 0 && $0 <= fileSize - $1 }),
      let delays = SampleTables.delays(tables, count: sizes.count)
    else { return nil }
    var time: Int64 = 0
    var decoding: [Int64] = []
    decoding.reserveCapacity(sizes.count)
    for duration in durations {
      decoding.append(time)
      time += duration
    }
    self.sizes = sizes
    self.durations = durations
    self.offsets = offsets
    self.decoding = decoding
    presentation = zip(decoding, delays).map { $0 + $1 }
    isKey = SampleTables.keys(tables, count: sizes.count)
  }

  private static func sizes(_ tables: BoxBytes) -> [Int]? {
    guard let box = tables.child("stsz"), let common = box.number(at: 4),
      let count = box.number(at: 8)
    else { return nil }
    // One byte of the file at least belongs to each sample, or to its line in the table.
    if common != 0 {
      return count <= 10_000_000 ? [Int](repeating: common, count: count) : nil
    }
    guard count <= (box.count - 12) / 4 else { return nil }
    return (0..<count).compactMap { box.number(at: 12 + 4 * $0) }
  }

  /// Runs of a value, each with its length, as `stts` and `ctts` have them.
  private static func runs(_ box: BoxBytes, count: Int) -> [Int]? {
    guard let lines = box.number(at: 4), lines <= (box.count - 8) / 8 else { return nil }
    var values: [Int] = []
    values.reserveCapacity(count)
    for line in 0..<lines {
      guard let length = box.number(at: 8 + 8 * line), let value = box.number(at: 12 + 8 * line),
        length <= count - values.count
      else { return nil }
      if length == 1 {
        values.append(value)
      } else {
        values.append(contentsOf: repeatElement(value, count: length))
      }
    }
    return values.count == count ? values : nil
  }

  private static func durations(_ tables: BoxBytes, count: Int) -> [Int64]? {
    guard let box = tables.child("stts"), let values = runs(box, count: count),
      // Longer ones are negative numbers of broken writers.
      values.allSatisfy({ $0 < 1 << 31 })
    else { return nil }
    return values.map(Int64.init)
  }

  private static func delays(_ tables: BoxBytes, count: Int) -> [Int64]? {
    guard let box = tables.child("ctts") else { return [Int64](repeating: 0, count: count) }
    guard let values = runs(box, count: count), values.allSatisfy({ $0 < 1 << 31 }) else {
      return nil
    }
    return values.map(Int64.init)
  }

  private static func offsets(_ tables: BoxBytes, _ sizes: [Int]) -> [Int]? {
    guard let chunks = chunkOffsets(tables), let map = tables.child("stsc"),
      let lines = map.number(at: 4), lines <= (map.count - 8) / 12, lines > 0
    else { return nil }
    var offsets: [Int] = []
    offsets.reserveCapacity(sizes.count)
    for line in 0..<lines {
      guard let first = map.number(at: 8 + 12 * line), first >= 1,
        let samples = map.number(at: 12 + 12 * line), map.number(at: 16 + 12 * line) == 1
      else { return nil }
      let next = line + 1 < lines ? map.number(at: 8 + 12 * (line + 1)) ?? 0 : chunks.count + 1
      guard next >= first, next <= chunks.count + 1 else { return nil }
      for chunk in first..<next {
        var offset = chunks[chunk - 1]
        guard samples <= sizes.count - offsets.count else { return nil }
        for _ in 0..<samples {
          offsets.append(offset)
          offset += sizes[offsets.count - 1]
        }
      }
    }
    return offsets
  }

  private static func chunkOffsets(_ tables: BoxBytes) -> [Int]? {
    if let box = tables.child("stco"), let count = box.number(at: 4), count <= (box.count - 8) / 4 {
      return (0..<count).compactMap { box.number(at: 8 + 4 * $0) }
    }
    guard let box = tables.child("co64"), let count = box.number(at: 4),
      count <= (box.count - 8) / 8
    else { return nil }
    let offsets = (0..<count).compactMap { box.longNumber(at: 8 + 8 * $0) }
    return offsets.count == count ? offsets : nil
  }

  private static func keys(_ tables: BoxBytes, count: Int) -> [Bool] {
    guard let box = tables.child("stss"), let lines = box.number(at: 4),
      lines <= (box.count - 8) / 4
    else { return [Bool](repeating: true, count: count) }
    var keys = [Bool](repeating: false, count: count)
    for line in 0..<lines {
      if let number = box.number(at: 8 + 4 * line), (1...count).contains(number) {
        keys[number - 1] = true
      }
    }
    return keys
  }
}
