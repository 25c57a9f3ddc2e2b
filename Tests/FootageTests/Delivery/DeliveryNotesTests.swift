import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// What is said of things that a result goes without.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct DeliveryNotesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func notes(
    _ path: String, _ edits: DeliveryEdits = DeliveryEdits(), to name: String = "out.mp4",
    _ settings: DeliverySettings = DeliverySettings()
  ) async throws -> [String] {
    var settings = settings
    settings.video?.speed = "veryfast"
    return try await Deliverer(DeliveryOptions(edits: edits)).deliver(
      path, [DeliveryRequest(settings, to: folder / name)], replacing: false
    )[0].notes
  }

  /// A file with the picture of a clip, and its sound twice.
  private func withTwoSounds(
    _ clip: String, at path: String, format: String = "matroska"
  ) throws -> String {
    let demuxer = try Demuxer.open(clip, Cancellation())
    let muxer = try Muxer.create(path, format: format, Cancellation())
    let places = try demuxer.streams.map { stream in
      try (0..<(stream.kind == .audio ? 2 : 1)).map { _ in
        try muxer.addStream(copying: stream.index, of: demuxer)
      }
    }
    let bases = demuxer.streams.map(\.timeBase)
    let file = try muxer.begin()
    while let packet = try demuxer.next() {
      for place in places[packet.streamIndex] {
        let copy = try packet.duplicate()
        copy.rescale(from: bases[packet.streamIndex], to: file.timeBase(of: place))
        try file.write(copy, to: place)
      }
    }
    try file.finish()
    return path
  }

  @Test func `a second sound and subtitles that are left out are told of`() async throws {
    let clip = try SyntheticClip { $0.sound = .init() }.make(at: folder / "a.mp4")
    let twice = try withTwoSounds(clip, at: folder / "twice.mkv")
    #expect(
      try await notes(twice).contains("The source has 2 sound tracks; the usual one was taken."))
    // Who wants no sound misses none.
    #expect(
      try await !notes(twice, to: "silent.mp4", DeliverySettings(audio: nil)).contains {
        $0.contains("sound tracks")
      })
    let captions = try folder.write("1\n00:00:00,100 --> 00:00:00,600\nHello\n\n", as: "a.srt")
    _ = try await notes(
      clip, DeliveryEdits(captions: .init(path: captions, isBurntIn: false)), to: "text.mp4")
    for (name, settings) in [
      ("b.mp4", DeliverySettings()), ("stream", .stream(.hls)),
    ] {
      #expect(
        try await notes(folder / "text.mp4", to: name, settings).contains(
          "The source's subtitles were left out; --captions puts in those of a file."), "\(name)")
    }
  }

  @Test func `of several sounds the one that the file marks as usual is taken`() throws {
    let clip = try SyntheticClip { $0.sound = .init() }.make(at: folder / "a.mp4")
    let path = try withTwoSounds(clip, at: folder / "twice.mp4", format: "mp4")
    #expect(try Demuxer.open(path, Cancellation()).streams.sound?.index == 1)
    // The lowest bit of a track header's flags says whether players play it (ISO/IEC 14496-12, 8.3.2).
    var bytes = try folder.bytes(of: "twice.mp4")
    let headers = bytes.indices.dropLast(8).filter {
      bytes[$0..<($0 + 4)].elementsEqual("tkhd".utf8)
    }
    try #require(headers.count == 3)
    for (header, flags) in zip(headers, [3, 2, 3] as [UInt8]) { bytes[header + 7] = flags }
    try folder.write(bytes, as: "other.mp4")
    #expect(try Demuxer.open(folder / "other.mp4", Cancellation()).streams.sound?.index == 2)
  }

  @Test func `frames that a stream has no place for are counted`() async throws {
    let path = try SyntheticClip {
      $0.timeBase = Rational(1, 1000)
      // Four in one twenty-fifth of a second.
      $0.times = (0..<20).map { $0 * 40 } + [800, 808, 812, 816] + (21..<30).map { $0 * 40 }
    }.make(at: folder / "a.mp4")
    let told = try await notes(path, to: "stream", .stream(.dash)).filter {
      $0.contains("uneven times")
    }
    #expect(told.count == 1)
    #expect(told.first?.contains("; 3 of its 33 were left out to make 29.97 a second") == true)
    // Where frames keep their times, none is lost.
    #expect(try await !notes(path, to: "b.mp4").contains { $0.contains("uneven times") })
  }

  @Test func `an even rate has a place for every frame where the file names a usual one`()
    async throws
  {
    let path = try SyntheticClip {
      $0.rate = Rational(30, 1)
      $0.timeBase = Rational(1, 30)
      $0.times = (0..<20).map { $0 } + (0..<20).map { 20 + $0 * 3 }
    }.make(at: folder / "a.mp4")
    var settings = DeliverySettings()
    settings.video?.rate = .constant
    settings.video?.speed = "veryfast"
    let made = try await Deliverer().deliver(
      path, [DeliveryRequest(settings, to: folder / "b.mp4")], replacing: false)[0]
    #expect(made.clip?.video?.frameRate == FrameRate(30, 1))
    #expect(!made.notes.contains { $0.contains("uneven times") }, "\(made.notes)")
  }

  @Test func `sound that could not be decoded is told of, in whatever is made of it`() async throws
  {
    let clip = try SyntheticClip { $0.sound = .init() }.make(at: folder / "a.mp4")
    let table = try Demuxer.open(clip, Cancellation())
    var bytes = try folder.bytes(of: "a.mp4")
    var soundPackets: [[UInt8]] = []
    while let packet = try table.next() {
      if packet.streamIndex == table.streams.sound?.index { soundPackets.append(packet.bytes) }
    }
    for packet in soundPackets.dropFirst(5).prefix(3) {
      let place = try #require(bytes.firstRange(of: packet))
      // An element of AAC that claims more than there is.
      bytes.replaceSubrange(place, with: repeatElement(0xaa, count: packet.count))
    }
    try folder.write(bytes, as: "hurt.mp4")
    let told = { (notes: [String]) in notes.filter { $0.hasPrefix("The source is damaged") } }
    for (name, settings) in [
      ("b.mp4", DeliverySettings(audio: AudioDelivery(codec: .aac, bitRate: 64_000))),
      ("b.flac", .init(container: .flac, video: nil, audio: .init(codec: .flac))),
      ("stream", .stream(.hls)),
    ] {
      #expect(try await told(notes(folder / "hurt.mp4", to: name, settings)).count == 1, "\(name)")
      #expect(try await told(notes(clip, to: "whole-\(name)", settings)).isEmpty, "\(name)")
    }
  }

  @Test func `pictures that are missing from an even film are told of, and no others`() {
    let even = (0..<50).map { Double($0) / 25 }
    #expect(
      DeliverySource.holes(even.filter { $0 < 0.5 || $0 > 0.9 }) == [
        "The source lacks pictures for 0.4 s at 0.52 s; it may be damaged."
      ])
    #expect(DeliverySource.holes(even).isEmpty)
    // A picture that was dropped, and a screen that is stored when something moves.
    #expect(DeliverySource.holes(even.filter { $0 != 1 }).isEmpty)
    #expect(DeliverySource.holes((0..<50).map { Double($0 * $0) / 100 }).isEmpty)
  }

  @Test func `sound that goes on after the picture is told to be left out`() async throws {
    let path = try SyntheticClip { $0.sound = .init(seconds: 3) }.make(at: folder / "a.mp4")
    let told = { (notes: [String]) in notes.filter { $0.contains("goes on for") } }
    #expect(
      try await told(notes(path)).first?.hasPrefix("The source's sound goes on for 2") == true)
    #expect(try await told(notes(path, to: "c.mp4", DeliverySettings(audio: nil))).isEmpty)
    let even = try SyntheticClip { $0.sound = .init() }.make(at: folder / "even.mp4")
    #expect(try await told(notes(even, to: "d.mp4")).isEmpty)
  }

  @Test func `a loudness for a source without sound is told to be without use`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let told = try await notes(
      path, to: "b.mp4", DeliverySettings(audio: AudioDelivery(loudness: -16)))
    #expect(told.contains("The source has no sound whose loudness could be set."))
  }
}
