import Foundation
import Libav
import Outputs
import StudioTestSupport
import Testing

@testable import Footage

/// Joins as a careless tool would: packets one after another under the first clip's header.
struct CarelessJoin {
  /// What is done to the bytes of a packet: given clip, packet, bytes; nil leaves the packet out.
  var change: (_ clip: Int, _ number: Int, _ bytes: [UInt8]) throws -> [UInt8]? = { $2 }
  var container = "mp4"

  @discardableResult
  func make(_ paths: [String], at path: String) throws -> String {
    let muxer = try Muxer.create(path, format: container, Cancellation())
    let first = try Demuxer.open(paths[0], Cancellation())
    let index = try muxer.addStream(copying: 0, of: first)
    let file = try muxer.begin()
    let base = file.timeBase(of: index)
    var offset: Int64 = 0
    for (clip, source) in paths.enumerated() {
      var packets = try VideoPackets.open(source, Cancellation())
      var (end, number) = (offset, 0)
      while let packet = try packets.next() {
        packet.rescale(from: packets.stream.timeBase, to: base, adding: offset)
        end = max(end, (packet.presentation ?? 0) + packet.duration)
        let bytes = packet.bytes
        if let changed = try change(clip, number, bytes) {
          if changed != bytes { try packet.replaceBytes(changed) }
          try file.write(packet, to: index)
        }
        number += 1
      }
      offset = end
    }
    try file.finish()
    return path
  }
}

@Suite(.timeLimit(.minutes(3)), .needsEncoder("libx264")) struct FilmProofTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let clip = SyntheticClip { $0.frameCount = 24 }
  private static let alike = clip.with { $0.options = [("x264-params", "stitchable=1")] }

  /// What a film must be that shows clips one after another.
  private func copied(_ paths: [String], sound: Double? = nil) async throws -> FilmExpectation {
    var stretches: [FilmExpectation.Stretch] = []
    var duration = 0.0
    for path in paths {
      let video = try #require(try await Prober().clip(at: path).video)
      stretches.append(.init(path, 0..<video.frameCount, .copied))
      duration += video.duration
    }
    return FilmExpectation(
      stretches: stretches, rate: FrameRate(25), duration: duration, soundDuration: sound)
  }

  private func check(
    _ film: String, _ expected: FilmExpectation, _ mode: Verification
  ) throws {
    try FilmProof.check(film, expected, mode, as: "film.mp4", Cancellation())
  }

  /// The first thing that the packets tell.
  private func packetFinding(_ film: String, _ expected: FilmExpectation) -> ProofFinding? {
    let failure = #expect(throws: ProofFailure.self) {
      _ = try PacketProof.check(film, expected, Cancellation())
    }
    return failure?.finding
  }

  /// What decoding alone tells, as if the packets had been found right.
  private func pictureFinding(
    _ film: String, _ paths: [String], everything: Bool = false
  ) throws -> ProofFinding? {
    var packets = try CheckedPackets.open(film, Cancellation())
    var (times, keys): ([Int64], [Int64]) = ([], [])
    while let sample = try packets.next() {
      times.append(sample.packet.presentation ?? 0)
      if sample.packet.isKey { keys.append(times[times.count - 1]) }
    }
    times.sort()
    var runs: [PacketProof.CopiedRun] = []
    var first = 0
    for path in paths {
      var clip = try VideoPackets.open(path, Cancellation())
      var ticks: [Int64] = []
      while let packet = try clip.next() { ticks.append(packet.presentation ?? 0) }
      runs.append(
        .init(
          path: path, first: first, isFromStart: true, ticks: ticks.sorted(), isSelfContained: true,
          statesDepth: true)
      )
      first += ticks.count
    }
    let outcome = PacketProof.Outcome(
      times: times, reorderDepth: 2,
      starts: keys.compactMap { times.firstIndex(of: $0) }, runs: runs)
    let proof = PictureProof(path: film, packets: outcome, cancellation: Cancellation()) { _ in }
    do {
      try proof.check(everything: everything)
      return nil
    } catch let failure as ProofFailure {
      return failure.finding
    }
  }

  @Test(arguments: ["mp4", "mov", "mkv"], [Verification.fast, .full, .exhaustive])
  func `a faithful join is proven`(ending: String, mode: Verification) async throws {
    let paths = [
      try Self.alike.make(at: folder / "a.mp4"),
      try Self.alike.with {
        $0.scene = "mandelbrot"
        $0.keyFrameInterval = 8
      }.make(
        at: folder / "b.mp4"),
      try Self.alike.with { $0.frameCount = 5 }.make(at: folder / "c.mp4"),
    ]
    let film = folder / "film.\(ending)"
    _ = try await Splicer().join(paths, to: film, replacing: false)
    try check(film, await copied(paths), mode)
  }

  /// Pairs of clips that a careless join spoils, with no error and the right number of frames for
  /// the first; experiments E6a to E6d of the project's notes on joining.
  static let clashes: [(name: String, first: [(String, String)], second: [(String, String)])] = [
    ("CAVLC, other quality", [("crf", "20"), cavlc], [("crf", "28"), cavlc]),
    ("CABAC, other quality", [("crf", "20")], [("crf", "28")]),
    ("another profile", [("profile", "high")], [("profile", "main")]),
    ("fewer references", [("x264-params", "ref=3")], [("x264-params", "ref=1:bframes=0")]),
  ]
  private static let cavlc = ("x264-params", "cabac=0")

  @Test(arguments: clashes) func `other parameter sets are found, by packets and by pictures`(
    name: String, first: [(String, String)], second: [(String, String)]
  ) async throws {
    let long = Self.clip.with { $0.options = [("preset", "medium")] }
    let paths = [
      try long.with { $0.options += first.map { (name: $0, value: $1) } }.make(
        at: folder / "a.mp4"),
      try long.with {
        $0.options += second.map { (name: $0, value: $1) }
        $0.scene = "mandelbrot"
      }.make(at: folder / "b.mp4"),
    ]
    let film = try CarelessJoin().make(paths, at: folder / "film.mp4")
    #expect(packetFinding(film, try await copied(paths)) == .otherParameterSet(frame: 24))
    for everything in [false, true] {
      let finding = try pictureFinding(film, paths, everything: everything)
      switch finding {
      case .otherPicture(let frame), .undecodable(let frame, _), .missing(let frame),
        .seek(let frame):
        #expect(frame >= 20, "\(name)")
      default: Issue.record("\(name): \(String(describing: finding))")
      }
    }
    let error = await #expect(throws: FootageError.self) {
      try check(film, await copied(paths), .full)
    }
    #expect(error?.code == .unproven)
    #expect(
      error?.message.contains("frame 25 (frame 1 of \(folder / "b.mp4")) would be decoded with")
        == true)
  }

  @Test func `a silent clash shows in the pictures alone`() async throws {
    // Nothing but hashes tells: no error, no flag.
    let clip = Self.clip.with { $0.options = [("crf", "20"), Self.named(Self.cavlc)] }
    let paths = [
      try clip.make(at: folder / "a.mp4"),
      try clip.with {
        $0.options[0].value = "28"
        $0.scene = "mandelbrot"
      }.make(
        at: folder / "b.mp4"),
    ]
    let film = try CarelessJoin().make(paths, at: folder / "film.mp4")
    #expect(try pictureFinding(film, paths) == .otherPicture(frame: 24))
  }

  private static func named(_ option: (String, String)) -> (name: String, value: String) {
    (option.0, option.1)
  }

  @Test func `a frame left out is found`() async throws {
    let paths = try twoClips()
    let film = try CarelessJoin(change: { $0 == 1 && $1 == 23 ? nil : $2 }).make(
      paths, at: folder / "film.mp4")
    #expect(
      packetFinding(film, try await copied(paths)) == .frameCount(expected: 48, found: 47))
    let inside = try CarelessJoin(change: { $0 == 1 && $1 == 5 ? nil : $2 }).make(
      paths, at: folder / "inside.mp4")
    #expect(packetFinding(inside, try await copied(paths)) != nil)
  }

  @Test func `frames in another order are found`() async throws {
    let paths = try twoClips()
    let clip = try StreamSample(paths[1])
    let film = try CarelessJoin(change: { clipNumber, number, bytes in
      guard clipNumber == 1 else { return bytes }
      return number == 7 ? clip.samples[8] : number == 8 ? clip.samples[7] : bytes
    }).make(paths, at: folder / "film.mp4")
    guard case .otherBytes = packetFinding(film, try await copied(paths)) else {
      Issue.record("not found")
      return
    }
    // The clip's head alone is decoded twice by default; here it lies in it.
    #expect(try pictureFinding(film, paths) != nil)
  }

  @Test func `one changed bit is found`() async throws {
    let paths = try twoClips()
    let film = try CarelessJoin(change: { clip, number, bytes in
      guard clip == 1, number == 20 else { return bytes }
      var bytes = bytes
      bytes[bytes.count - 2] ^= 1
      return bytes
    }).make(paths, at: folder / "film.mp4")
    guard case .otherBytes = packetFinding(film, try await copied(paths)) else {
      Issue.record("not found")
      return
    }
  }

  @Test func `a film of other clips is found`() async throws {
    let paths = try twoClips()
    let film = try CarelessJoin().make(paths, at: folder / "film.mp4")
    let swapped = try await copied(paths.reversed())
    #expect(packetFinding(film, swapped) == .otherBytes(frame: 0))
  }

  @Test func `sets in front of the first key frame only are found`() async throws {
    let one = Self.clip.with { $0.options = [("crf", "20")] }
    let two = one.with {
      $0.options[0].value = "28"
      $0.keyFrameInterval = 8
    }
    let paths = [
      try one.make(at: folder / "a.mp4"), try two.make(at: folder / "b.mp4"),
    ]
    let sets = try #require(NALConfiguration(.avc, try StreamSample(paths[1]).header)).sets
    let put = NALRewrite(.avc, from: .fourByteLengths, to: .fourByteLengths)
    let film = try CarelessJoin(change: { clip, number, bytes in
      clip == 1 && number == 0 ? put.apply(to: bytes, preceding: sets) : bytes
    }).make(paths, at: folder / "film.mp4")
    // Played from the start it is right.
    let hashes = try FrameHashes(of: film).hashes
    #expect(hashes == (try paths.flatMap { try FrameHashes(of: $0).hashes }))
    #expect(packetFinding(film, try await copied(paths)) == .seek(frame: 32))
    switch try pictureFinding(film, paths) {
    case .seek(let frame), .undecodable(let frame, _): #expect(frame >= 32)
    case let other: Issue.record("\(String(describing: other))")
    }
  }

  @Test func `sets in front of every key frame are proven`() async throws {
    let one = Self.clip.with {
      $0.options = [("crf", "20")]
      $0.keyFrameInterval = 8
    }
    let two = one.with { $0.options[0].value = "28" }
    let paths = [try one.make(at: folder / "a.mp4"), try two.make(at: folder / "b.mp4")]
    let samples = try paths.map { try StreamSample($0) }
    let merge = ParameterSetMerge(codec: "h264", samples.map(\.header))
    var rewriters = [merge.rewriter(ofClip: 0), merge.rewriter(ofClip: 1)]
    let film = try CarelessJoin(change: { clip, _, bytes in rewriters[clip]?.apply(to: bytes) })
      .make(paths, at: folder / "film.mp4")
    try check(film, await copied(paths), .exhaustive)
  }

  private func twoClips() throws -> [String] {
    [
      try Self.alike.make(at: folder / "a.mp4"),
      try Self.alike.with { $0.scene = "mandelbrot" }.make(at: folder / "b.mp4"),
    ]
  }

  /// Changes one table of an MP4 file; sizes stay.
  private func patch(
    _ table: String, of path: String, as name: String, _ change: (inout [UInt8], Int) -> Void
  ) throws -> String {
    var bytes = Array(try Data(contentsOf: URL(filePath: path)))
    let pattern = Array(table.utf8)
    let place = try #require(
      (0..<bytes.count - 4).first { Array(bytes[$0..<$0 + 4]) == pattern })
    change(&bytes, place + 4)
    return try folder.write(bytes, as: name)
  }

  @Test func `a frame shown at another time is found`() async throws {
    let paths = [try Self.alike.make(at: folder / "a.mp4")]
    // The first entry of `ctts` behind version and count: so many frames, so far.
    let film = try patch("ctts", of: paths[0], as: "film.mp4") { $0[$1 + 14] += 2 }
    guard case .otherTime = packetFinding(film, try await copied(paths)) else {
      Issue.record("not found")
      return
    }
  }

  /// Changes the tag of one picture in an FLV file, which states both times of each.
  private func patchTag(
    _ number: Int, of path: String, _ change: (inout [UInt8], Int) -> Void
  ) throws -> String {
    var bytes = Array(try Data(contentsOf: URL(filePath: path)))
    var place = 13
    var pictures = 0
    while place + 16 < bytes.count {
      let size = bytes[place + 1...place + 3].reduce(0) { $0 << 8 | Int($1) }
      // Video, and a picture rather than a header or an end.
      if bytes[place] == 9, bytes[place + 12] == 1 {
        if pictures == number { change(&bytes, place) }
        pictures += 1
      }
      place += 15 + size
    }
    return try folder.write(bytes, as: "film.flv")
  }

  @Test func `frames shown before they are decoded are found`() async throws {
    let path = try Self.alike.with { $0.container = "flv" }.make(at: folder / "a.flv")
    let expected = try await copied([path])
    try check(path, expected, .full)
    // The distance from decoding to showing, in milliseconds.
    let film = try patchTag(5, of: path) { bytes, tag in
      bytes.replaceSubrange(tag + 13..<tag + 16, with: [0xff, 0xff, 0xf0])
    }
    #expect(packetFinding(film, expected) == .shownBeforeDecoded(frame: 3))
  }

  @Test func `decoding that runs back is found`() async throws {
    let path = try Self.alike.with { $0.container = "flv" }.make(at: folder / "a.flv")
    // The time of decoding, in milliseconds.
    let film = try patchTag(7, of: path) { bytes, tag in bytes[tag + 6] &-= 41 }
    guard case .decodingRunsBack = packetFinding(film, try await copied([path])) else {
      Issue.record("not found")
      return
    }
  }

  @Test func `a place to start from that is none is found`() async throws {
    let path = try Self.alike.with { $0.keyFrameInterval = 8 }.make(at: folder / "a.mp4")
    // The second entry of `stss`: frame 9 becomes frame 12.
    let film = try patch("stss", of: path, as: "film.mp4") { bytes, place in
      #expect(bytes[place + 15] == 9)
      bytes[place + 15] = 12
    }
    let finding = packetFinding(film, try await copied([path]))
    guard case .keyMark = finding else {
      Issue.record("\(String(describing: finding))")
      return
    }
    #expect(try pictureFinding(film, [path]) != nil)
  }

  @Test func `a recovery point marked as a place to start from is found`() async throws {
    let path = try Self.clip.with {
      $0.keyFrameInterval = 8
      $0.bFrames = 0
      $0.options = [("x264-params", "intra-refresh=1:scenecut=0")]
    }.make(at: folder / "a.mp4")
    let film = try CarelessJoin().make([path], at: folder / "film.mp4")
    guard case .keyMark = packetFinding(film, try await copied([path])) else {
      Issue.record("not found")
      return
    }
  }

  @Test func `a clip with a broken packet is named`() async throws {
    let path = try Self.alike.make(at: folder / "a.mp4")
    let spoilt = try CarelessJoin(change: { _, number, bytes in
      number == 12 ? [0x7F] + bytes.dropFirst() : bytes
    }).make([path], at: folder / "b.mp4")
    let film = try CarelessJoin().make([path, spoilt], at: folder / "film.mp4")
    let error = await #expect(throws: FootageError.self) {
      try check(film, await copied([path, spoilt]), .fast)
    }
    #expect(error?.code == .damaged && error?.path == spoilt, "\(error?.message ?? "")")
    #expect(error?.message.contains("Leave the clip out") == true)
  }

  @Test(arguments: [(0.0, true), (0.9, false), (-0.6, false)])
  func `sound must be as long as the pictures`(extra: Double, isRight: Bool) async throws {
    let clip = Self.alike.with { $0.sound = .init(seconds: 0.96 + extra) }
    let paths = [try clip.make(at: folder / "a.mp4")]
    let expected = try await copied(paths, sound: 0.96)
    for mode in [Verification.fast, .full] {
      if isRight {
        try check(paths[0], expected, mode)
      } else {
        let error = #expect(throws: FootageError.self) { try check(paths[0], expected, mode) }
        #expect(error?.message.contains("its sound lasts") == true)
      }
    }
  }

  @Test func `sound that is missing, or should be, is found`() async throws {
    let silent = try Self.alike.make(at: folder / "a.mp4")
    let loud = try Self.alike.with { $0.sound = .init() }.make(at: folder / "b.mp4")
    let error = await #expect(throws: FootageError.self) {
      try check(silent, await copied([silent], sound: 0.96), .fast)
    }
    #expect(error?.message.contains("it has no sound") == true)
    let other = await #expect(throws: FootageError.self) {
      try check(loud, await copied([loud]), .fast)
    }
    #expect(other?.message.contains("it has sound") == true)
  }

  @Test func `a clip that cannot be decoded is named`() async throws {
    let path = try Self.alike.make(at: folder / "a.mp4")
    let spoilt = try CarelessJoin(change: { _, number, bytes in
      number == 12 ? Array(bytes.prefix(8)) + bytes.dropFirst(8).map { ~$0 } : bytes
    }).make([path], at: folder / "b.mp4")
    let film = try CarelessJoin().make([path, spoilt], at: folder / "film.mp4")
    let error = await #expect(throws: FootageError.self) {
      try check(film, await copied([path, spoilt]), .full)
    }
    #expect(error?.code == .damaged && error?.path == spoilt, "\(error?.message ?? "")")
  }

  @Test func `what was encoded is held to its own header`() async throws {
    let paths = try twoClips()
    let film = try CarelessJoin().make(paths, at: folder / "film.mp4")
    let header = try StreamSample(paths[1]).header
    var expected = FilmExpectation(
      stretches: [
        .init(paths[0], 0..<24, .copied), .init(paths[1], 0..<24, .encoded(header: header)),
      ], rate: FrameRate(25), duration: 1.92, soundDuration: nil)
    try check(film, expected, .full)
    let other = try StreamSample(
      Self.clip.with { $0.options = [("crf", "30")] }.make(at: folder / "c.mp4"))
    expected = FilmExpectation(
      stretches: [
        .init(paths[0], 0..<24, .copied), .init(paths[1], 0..<24, .encoded(header: other.header)),
      ], rate: FrameRate(25), duration: 1.92, soundDuration: nil)
    #expect(packetFinding(film, expected) == .otherParameterSet(frame: 24))
  }

  @Test func `pieces cover every frame once, and cuts lie at starts`() {
    let times = (0..<1000).map { Int64($0) }
    let starts = stride(from: 0, to: 1000, by: 24).map { $0 }
    let outcome = PacketProof.Outcome(
      times: times, reorderDepth: 2, starts: starts,
      runs: [
        .init(
          path: "a", first: 0, isFromStart: true, ticks: Array(times[..<500]),
          isSelfContained: true, statesDepth: true),
        .init(
          path: "b", first: 500, isFromStart: true, ticks: Array(times[..<500]),
          isSelfContained: false,
          statesDepth: true),
      ])
    let tasks = PictureTask.all(outcome, everything: false)
    var covered: [Int] = []
    var jumps: Set<Int> = []
    for task in tasks {
      switch task {
      case .film(let frames):
        covered += frames
        #expect(starts.contains(frames.lowerBound))
        if frames.lowerBound > 0 { jumps.insert(frames.lowerBound) }
      case .clip(let run, let count): #expect(count == (run == 0 ? 8 : 500))
      case .jumps(let frames): jumps.formUnion(frames)
      }
    }
    #expect(covered == Array(0..<1000))
    #expect(jumps == Set(starts.dropFirst()))
  }
}
