import Libav
import Raster

/// A clip that is to be shown, with the frames chosen.
struct SheetClip: Sendable {
  /// More pictures of one clip than this are no sheet any more.
  private static let most = 5000

  let indexed: IndexedClip
  let name: String
  let badges: [String]
  /// Frames by their numbers; empty when the best of each stretch are looked for.
  let numbers: [Int]
  let stretches: [ClosedRange<Int>]
  /// How many were asked for.
  let wanted: Int
  /// Why fewer than that are chosen.
  let shortage: String

  var path: String { indexed.path }
  var clip: Clip { indexed.clip }
  var video: VideoFacts { indexed.video }
  var shown: PixelSize { indexed.video.displaySize }
  var count: Int { stretches.isEmpty ? numbers.count : stretches.count }

  init(
    _ subject: ContactSheet.Subject, _ options: ContactSheet.Options, of clipCount: Int,
    _ cancellation: Cancellation
  ) throws {
    indexed = try IndexedClip.open(subject.path, cancellation)
    name = subject.label ?? SheetCaption.fileName(subject.path)
    badges = subject.badges
    let usual = options.picturesPerClip ?? (clipCount == 1 ? options.columns * 4 : options.columns)
    let exact = try indexed.numbers(of: options.selection, usually: usual, most: SheetClip.most)
    let fewer = options.isApproximate ? "no more of its frames are key frames" : nil
    switch options.selection {
    case .even(let count):
      wanted = count ?? usual
      shortage = fewer ?? "it has no more frames to show"
    case .at(let positions):
      wanted = positions.count
      shortage = fewer ?? "several of the moments show the same one"
    case .every:
      wanted = exact.count
      shortage = fewer ?? "it has no more frames to show"
    }
    if options.isBest, case .even = options.selection {
      stretches = indexed.stretches(exact.count)
      numbers = []
    } else {
      stretches = []
      let isEven = if case .even = options.selection { true } else { false }
      numbers =
        options.isApproximate
        ? indexed.keyNumbers(near: exact) : isEven ? indexed.handyNumbers(near: exact) : exact
    }
  }

  /// Packets; for fewer of them opening the file once more takes longer than it saves.
  private static let leastWork = 100

  /// The frames in shares that can be decoded at the same time, about as much work each.
  func shares(_ most: Int) -> [[Int]] {
    guard stretches.isEmpty, indexed.index.isTimed, most > 1 else { return [numbers] }
    guard numbers == numbers.sorted() else { return [numbers] }
    var numberAt: [Int: Int] = [:]
    for number in numbers { numberAt[indexed.index.position(ofFrame: number)] = number }
    let runs = DecodePlan(numberAt.keys.sorted(), in: indexed.index).runs
    let total = runs.reduce(0) { $0 + $1.packets.count }
    guard total >= SheetClip.leastWork else { return [numbers] }
    var shares: [[Int]] = []
    var done = 0
    for run in runs {
      if shares.count * total <= done * min(most, runs.count) { shares.append([]) }
      shares[shares.count - 1] += run.wanted.compactMap { numberAt[$0] }.sorted()
      done += run.packets.count
    }
    return shares
  }

  /// The pictures for the tiles, in their order.
  ///
  /// - Parameter share: some of the frames, from ``shares(_:)``.
  func frames(
    _ share: [Int], fitting tile: PixelSize?, _ manner: Decoder.Manner,
    _ cancellation: Cancellation
  ) throws -> [SampledFrame] {
    try about(path) {
      guard !stretches.isEmpty else {
        return try FrameSampler.sample(
          indexed, share, fitting: tile, enlarging: true, manner, cancellation)
      }
      return try BestFrame(
        clip: indexed,
        developer: PictureDeveloper(indexed.shape, fitting: tile, enlarging: true),
        taker: FrameTaker(clip: indexed, manner: manner, cancellation: cancellation)
      ).sample(stretches)
    }
  }
}

extension IndexedClip {
  /// The key frames nearest to frames, each once.
  func keyNumbers(near numbers: [Int]) -> [Int] {
    let keys = index.keyFrames
    guard !keys.isEmpty else { return numbers }
    var found: [Int] = []
    var next = 0
    for number in numbers.sorted() {
      while next + 1 < keys.count, abs(keys[next + 1] - number) <= abs(keys[next] - number) {
        next += 1
      }
      if found.last != keys[next] { found.append(keys[next]) }
    }
    return found
  }
}

/// What is noted while a sheet is drawn.
struct SheetRecord {
  private(set) var tiles: [SheetResult.Tile] = []
  private(set) var notes: [String] = []
  private var before: (bitmap: Bitmap, tile: Int, path: String)?

  /// Pictures this much alike, in decibels, cannot be told apart by eye.
  private static let alike = 48.0

  mutating func add(_ frame: SampledFrame, of clip: SheetClip, at box: PixelRect) {
    var twin: Int?
    if let before, before.path == clip.path, before.bitmap.size == frame.bitmap.size,
      before.bitmap.psnr(against: frame.bitmap) >= SheetRecord.alike
    {
      twin = tiles[before.tile].duplicateOf ?? before.tile
    }
    before = (frame.bitmap, tiles.count, clip.path)
    tiles.append(
      SheetResult.Tile(
        clip: clip.path, seconds: frame.seconds, frame: frame.index, box: box, duplicateOf: twin))
  }

  mutating func finish(_ clip: SheetClip, wanted: Int, found frames: [SampledFrame]) {
    let mine = tiles.suffix(frames.count)
    let twins = mine.filter { $0.duplicateOf != nil }.count
    if twins > 0 {
      notes.append(
        "\(clip.path): \(twins) of \(mine.count) pictures look the same as the one before")
    }
    if clip.wanted > frames.count {
      let reason = clip.count < clip.wanted ? clip.shortage : "the others cannot be decoded"
      notes.append("\(clip.path): \(frames.count) pictures instead of \(clip.wanted); \(reason)")
    }
    let damaged = frames.filter(\.isDamaged).count
    if damaged > 0 { notes.append("\(clip.path): \(damaged) pictures are damaged in the file") }
    let others = frames.filter { $0.standsInFor != nil }
    if let first = others.first, let missing = first.standsInFor {
      notes.append(
        "\(clip.path): frame \(missing) cannot be decoded; frame \(first.index) is shown instead")
    }
  }
}
