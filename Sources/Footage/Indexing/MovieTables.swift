import Outputs

/// The sample tables of an MP4 or MOV file: every packet's place and time without its bytes.
///
/// Hours of footage are known after a few milliseconds this way. Only plain files are read so: whole
/// ones, with one sample description and at most one stretch of each track shown. All others are
/// left to libavformat, which reads their packets.
struct MovieTables {
  /// What is longer is left to libavformat, too: eleven days at 60 frames a second take half of it.
  private static let mostBytes = 1 << 30

  struct Track {
    let timescale: Int
    let entries: [FrameIndex.Entry]
    /// Where each sample lies in the file, in decoding order.
    let offsets: [Int]
    let edits: [Edit]
  }

  /// One line of an edit list: a stretch of the track, or a wait before it.
  struct Edit: Hashable {
    /// In ticks of the movie.
    let duration: Int
    /// In ticks of the track; -1 for a wait.
    let start: Int
    let isNormalSpeed: Bool
  }

  let movieTimescale: Int
  /// The tracks in the file's order; nil for one that is not plain.
  let tracks: [Track?]
  let edits: [[Edit]]

  /// - Returns: nil for what is no plain MP4 file.
  /// - Throws: ``OutputError`` when the file cannot be read.
  static func read(_ path: String) throws(OutputError) -> MovieTables? {
    let file = try PieceReader.of(path)
    var movie: OutermostBox?
    _ = try file.walkBoxes { box throws(OutputError) in
      if box.type == "moov", box.isWhole { movie = box }
      return movie == nil && box.type != "moof"
    }
    guard let movie, movie.range.count <= mostBytes else { return nil }
    let bytes = try file.bytes(at: movie.body.lowerBound, count: movie.body.count)
    return MovieTables(BoxBytes(bytes[...]), fileSize: file.byteCount)
  }

  init?(_ movie: BoxBytes, fileSize: Int) {
    guard movie.child("mvex") == nil, movie.child("cmov") == nil,
      let header = movie.child("mvhd"), let version = header.byte(at: 0),
      let timescale = header.number(at: version == 1 ? 20 : 12), timescale > 0
    else { return nil }
    movieTimescale = timescale
    let boxes = movie.children().filter { $0.type == "trak" }.map(\.body)
    edits = boxes.map { MovieTables.edits(of: $0) ?? [] }
    tracks = boxes.map { Track($0, movieTimescale: timescale, fileSize: fileSize) }
  }

  fileprivate static func edits(of track: BoxBytes) -> [Edit]? {
    guard let list = track.descendant("edts", "elst") else { return [] }
    guard let version = list.byte(at: 0), let count = list.number(at: 4) else { return nil }
    let isLong = version == 1
    let stride = isLong ? 20 : 12
    guard count <= (list.count - 8) / stride else { return nil }
    return (0..<count).compactMap { number in
      let at = 8 + number * stride
      let duration = isLong ? list.longNumber(at: at) : list.number(at: at)
      let isWait = list.number(at: isLong ? at + 8 : at + 4) == 0xFFFF_FFFF
      let start = isLong ? list.longNumber(at: at + 8) : list.signedNumber(at: at + 4)
      guard let duration, let rate = list.number(at: at + stride - 4) else { return nil }
      return Edit(
        duration: duration, start: isWait ? -1 : start ?? -1, isNormalSpeed: rate == 1 << 16)
    }
  }
}

extension MovieTables.Track {
  fileprivate init?(_ track: BoxBytes, movieTimescale: Int, fileSize: Int) {
    guard let media = track.child("mdia"), let header = media.child("mdhd"),
      let version = header.byte(at: 0),
      let timescale = header.number(at: version == 1 ? 20 : 12), timescale > 0,
      let tables = media.descendant("minf", "stbl"),
      tables.child("stsd")?.number(at: 4) == 1,
      let edits = MovieTables.edits(of: track),
      let samples = SampleTables(tables, fileSize: fileSize),
      let shift = MovieTables.Track.shift(
        edits, samples, timescale: timescale, movieTimescale: movieTimescale)
    else { return nil }
    self.timescale = timescale
    self.edits = edits
    offsets = samples.offsets
    entries = samples.decoding.indices.map { number in
      FrameIndex.Entry(
        presentation: samples.presentation[number] &+ shift,
        decoding: samples.decoding[number] &+ shift, duration: samples.durations[number],
        byteCount: Int32(clamping: samples.sizes[number]), isKey: samples.isKey[number],
        isHidden: false)
    }
  }

  /// What an edit list adds to every time; nil for a list that does more than move the track.
  private static func shift(
    _ edits: [MovieTables.Edit], _ samples: SampleTables, timescale: Int, movieTimescale: Int
  ) -> Int64? {
    guard let earliest = samples.presentation.min(), let latest = samples.presentation.max() else {
      return nil
    }
    var rest = edits[...]
    var wait = 0.0
    if let first = rest.first, first.start == -1 {
      wait = (Double(first.duration) / Double(movieTimescale) * Double(timescale)).rounded()
      rest.removeFirst()
    }
    guard let edit = rest.first else { return edits.isEmpty ? 0 : nil }
    let end =
      Double(edit.start) + Double(edit.duration) / Double(movieTimescale) * Double(timescale)
    guard rest.count == 1, edit.isNormalSpeed, edit.start >= 0, edit.start <= Int(earliest),
      Double(latest) < end, wait < 1e15
    else { return nil }
    return Int64(wait) - Int64(edit.start)
  }
}
