import Libav

/// How the frames of a stream hang together: where decoding can start, and how far a frame's
/// neighbours are needed.
public struct GroupFacts: Sendable, Encodable, Hashable {
  /// Groups of pictures, each beginning with a key frame.
  public let count: Int
  /// Frames of the shortest group.
  public let shortest: Int
  /// Frames of the longest group.
  public let longest: Int
  /// Key frames behind which nothing before them is needed (IDR).
  public let instantaneousCount: Int
  /// Key frames before which frames are shown that need the group before.
  public let openCount: Int
  /// Key frames that only the container or a recovery point calls so.
  public let onlyFlaggedCount: Int
  /// When each group begins, in seconds after the first frame; nil where every frame is a key frame.
  public let starts: [Double]?
  /// The most B-frames in a row: frames shown before one that was decoded earlier.
  public let longestReorderedRun: Int

  init(_ picture: ClipReading.Picture) {
    let entries = picture.index.entries
    let keys = entries.indices.filter { entries[$0].isKey }
    let ends = keys.dropFirst() + [entries.count]
    let lengths = zip(keys, ends).map { $1 - $0 }
    count = keys.count
    shortest = lengths.min() ?? entries.count
    longest = lengths.max() ?? entries.count
    let first = picture.index.frameCount > 0 ? picture.index.ticks(ofFrame: 0) : 0
    starts =
      longest > 1
      ? keys.map { Timestamp(entries[$0].shown &- first, picture.index.timeBase).seconds } : nil
    let looks = keys.compactMap { picture.starts[$0] }
    let isAVC = picture.stream.codec == "h264"
    instantaneousCount = looks.filter { $0.kind == .instantaneous }.count
    onlyFlaggedCount =
      looks.filter { $0.kind == .dependent || (isAVC && $0.kind == .recoveryPoint) }.count
    openCount =
      zip(keys, ends).filter { key, end in
        entries[(key + 1)..<end].prefix(32).contains { $0.shown < entries[key].shown }
      }.count
    var latest = Int64.min
    var (run, longestRun) = (0, 0)
    for entry in entries {
      run = entry.shown < latest ? run + 1 : 0
      longestRun = max(longestRun, run)
      latest = max(latest, entry.shown)
    }
    longestReorderedRun = longestRun
  }
}
