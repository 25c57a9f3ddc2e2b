/// Counts the times of a stream on through the places where its clock starts anew.
///
/// Transport and program streams that were put one behind the other, or recorded through a broken
/// reception, have several clocks. Each is moved so that its first picture follows the last one of the
/// clock before it, and what sounds beside the pictures is moved by as much as they are.
struct ClockJumps: Sendable {
  /// What a packet belongs to.
  enum Kind: Int, Sendable { case picture, sound, other }

  /// What a packet says of itself, in ticks.
  struct Stamp: Sendable {
    let kind: Kind
    let presentation: Int64?
    let decoding: Int64?
    let duration: Int64
    var isKey = true
  }

  private struct Track: Sendable {
    /// How many times its clock started anew.
    var clock = 0
    /// As the file has it.
    var last: Int64?
    var step: Int64 = 0
    var offset: Int64 = 0
    /// Where what was shown so far ends, moved.
    var end = Int64.min
  }

  /// A clock that goes back by less has only been stated roughly.
  private let slack: Int64
  /// A hole that is shorter is one: FFmpeg's own limit for them is ten seconds too.
  private let longestHole: Int64
  private let hasPicture: Bool
  private var tracks = [Track](repeating: Track(), count: 2)
  /// By how much each clock's times are moved, as the pictures have it.
  private var offsets: [Int64] = [0]

  /// - Parameter ticksPerSecond: of all times.
  init(ticksPerSecond: Int64, hasPicture: Bool) {
    slack = ticksPerSecond / 10
    longestHole = ticksPerSecond * 10
    self.hasPicture = hasPicture
  }

  /// How many times the clock started anew so far.
  var count: Int { offsets.count - 1 }

  /// By how much a packet's times are to be moved.
  ///
  /// - Parameter isLast: whether nothing more can be learnt from packets behind this one.
  /// - Returns: nil when only a picture behind this packet can tell; nothing has changed then.
  mutating func offset(of stamp: Stamp, isLast: Bool = false) -> Int64? {
    guard stamp.kind != .other, let time = stamp.decoding ?? stamp.presentation else {
      return offsets[offsets.count - 1]
    }
    let place = stamp.kind.rawValue
    var track = tracks[place]
    if isJump(stamp, time, track) {
      let shown = stamp.presentation ?? time
      track.clock += 1
      let ownOffset = track.end &- shown
      if stamp.kind == .picture || !hasPicture {
        if track.clock == offsets.count { offsets.append(ownOffset) }
        track.offset = ownOffset
      } else if offsets.indices.contains(track.clock) {
        let shared = offsets[track.clock]
        // A sound that then does not nearly follow itself has a clock of its own.
        track.offset = abs(shared &- ownOffset) <= longestHole ? shared : ownOffset
      } else if isLast {
        track.clock -= 1
        track.offset = ownOffset
      } else {
        return nil
      }
    } else if let last = track.last, time > last {
      track.step = time &- last
    }
    track.last = time
    track.end = max(
      track.end, (stamp.presentation ?? time) &+ track.offset &+ step(of: stamp, track))
    tracks[place] = track
    return track.offset
  }

  /// Takes over what a scout found that went ahead: by how much the next clock is moved.
  mutating func learn(from scout: ClockJumps) {
    if scout.offsets.count > offsets.count { offsets.append(scout.offsets[offsets.count]) }
  }

  private func step(of stamp: Stamp, _ track: Track) -> Int64 {
    stamp.duration > 0 ? stamp.duration : track.step
  }

  private func isJump(_ stamp: Stamp, _ time: Int64, _ track: Track) -> Bool {
    guard let last = track.last else { return false }
    if time < last &- slack { return true }
    if time <= last, stamp.isKey, stamp.kind == .picture { return true }
    guard time > last &+ max(step(of: stamp, track), track.step) &+ longestHole else {
      return false
    }
    // While the sound goes on, a picture may stand as long as it likes.
    guard stamp.kind == .picture, let sound = tracks[Kind.sound.rawValue].last,
      tracks[Kind.sound.rawValue].clock == track.clock
    else { return true }
    return time > sound &+ longestHole
  }
}
