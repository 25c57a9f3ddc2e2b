import Libav
import Outputs
import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(3)), .needsEncoder("libx264")) struct FilmSoundTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let clip = SyntheticClip {
    $0.options = [("x264-params", "stitchable=1")]
    $0.frameCount = 15
  }

  private func tone(
    _ frequency: Int, seconds: Double? = nil, start: Double = 0,
    _ encoding: AudioEncoding = AudioEncoding(sampleRate: 44_100)
  ) -> SyntheticClip.Tone {
    var tone = SyntheticClip.Tone(frequency: frequency, seconds: seconds, start: start)
    tone.encoding = encoding
    return tone
  }

  private static let pcm = AudioEncoding(
    encoder: "pcm_s16le", sampleRate: 44_100, channelLayout: "mono", sampleFormat: "s16", bitRate: 0
  )

  @Test func `sound without loss is the clips' own, sample for sample`() async throws {
    let clip = Self.clip.with { $0.container = "matroska" }
    let paths = [
      // Too short, too long, none, and as long as the pictures.
      try clip.with { $0.sound = tone(440, seconds: 0.3, Self.pcm) }.make(at: folder / "a.mkv"),
      try clip.with { $0.sound = tone(880, seconds: 0.9, Self.pcm) }.make(at: folder / "b.mkv"),
      try clip.make(at: folder / "c.mkv"),
      try clip.with { $0.sound = tone(1760, Self.pcm) }.make(at: folder / "d.mkv"),
    ]
    let film = folder / "film.mkv"
    let result = try await Splicer().join(paths, to: film, replacing: false)
    #expect(result.clip.audio?.codec == "pcm_s16le" && result.clip.audio?.sampleRate == 44_100)
    let length = 44_100 * 6 / 10
    var wanted: [Float] = []
    for path in paths {
      var own = Array((try DecodedSound(of: path)?.samples ?? []).prefix(length))
      own += [Float](repeating: 0, count: length - own.count)
      wanted += own
    }
    #expect(try DecodedSound(of: film)?.samples == wanted)
  }

  static let containers = ["mp4", "mov", "mkv"]

  @Test(arguments: containers) func `each clip sounds under its own pictures`(
    ending: String
  ) async throws {
    let frequencies = [500, 900, 1400, 2100]
    let paths = try frequencies.enumerated().map { number, frequency in
      try Self.clip.with {
        // One too long, one too short, one that starts late; each by more than a frame.
        $0.sound = tone(
          frequency, seconds: number == 1 ? 0.9 : number == 2 ? 0.4 : nil,
          start: number == 3 ? 0.2 : 0)
      }.make(at: folder / "\(number).mp4")
    }
    let film = folder / "film.\(ending)"
    let result = try await Splicer().join(paths, to: film, replacing: false)
    #expect(result.clip.audio?.sampleRate == 44_100)
    try expectTones(
      film, [(500, 0, 0.6), (900, 0.6, 1.2), (1400, 1.2, 1.6), (2100, 2.0, 2.4)], length: 2.4)
  }

  /// That each tone sounds in its time, and in no other, to a fiftieth of a second.
  private func expectTones(
    _ path: String, _ tones: [(frequency: Double, from: Double, to: Double)], length: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let sound = try #require(try DecodedSound(of: path))
    #expect(abs(sound.seconds - length) < 1.0 / 25, sourceLocation: sourceLocation)
    let window = 0.02
    for (frequency, from, to) in tones {
      var time = 0.0
      while time + window < length {
        let strength = sound.strength(of: frequency, from: time, to: time + window)
        if time >= from + 0.02, time + window <= to - 0.02 {
          #expect(strength > 0.2, "\(frequency) Hz at \(time)", sourceLocation: sourceLocation)
        } else if time + window <= from - 0.02 || time >= to + 0.02 {
          #expect(strength < 0.1, "\(frequency) Hz at \(time)", sourceLocation: sourceLocation)
        }
        time += window
      }
    }
  }

  @Test(.needsEncoder("libopus"), .needsEncoder("libvpx-vp9"))
  func `WebM films have Opus`() async throws {
    let opus = AudioEncoding(encoder: "libopus", sampleFormat: "flt")
    let paths = try [500, 900].map { frequency in
      try SyntheticClip {
        $0.encoder = "libvpx-vp9"
        $0.container = "webm"
        $0.frameCount = 15
        $0.sound = tone(frequency, opus)
      }.make(at: folder / "\(frequency).webm")
    }
    let film = folder / "film.webm"
    let result = try await Splicer().join(paths, to: film, replacing: false)
    #expect(result.clip.audio?.codec == "opus")
    try expectTones(film, [(500, 0, 0.6), (900, 0.6, 1.2)], length: 1.2)
  }

  @Test(arguments: [false, true]) func `one clip's sound is copied`(isLonger: Bool) async throws {
    let path = try Self.clip.with {
      $0.sound = tone(440, seconds: isLonger ? 0.63 : 0.6)
    }.make(at: folder / "a.mp4")
    let film = folder / "film.mov"
    try await _ = Splicer().join([path], to: film, replacing: false)
    func packets(_ path: String) throws -> [[UInt8]] {
      let demuxer = try Demuxer.open(path, Cancellation())
      demuxer.keepOnly([1])
      var packets: [[UInt8]] = []
      while let packet = try demuxer.next() { packets.append(packet.bytes) }
      return packets
    }
    let (own, made) = (try packets(path), try packets(film))
    #expect(!made.isEmpty && Array(own.prefix(made.count)) == made && own.count - made.count <= 2)
    let sounds = (
      try #require(try DecodedSound(of: path)), try #require(try DecodedSound(of: film))
    )
    let count = min(sounds.0.samples.count, sounds.1.samples.count)
    #expect(Array(sounds.0.samples.prefix(count)) == Array(sounds.1.samples.prefix(count)))
    #expect(abs(sounds.1.seconds - 0.6) <= 1.0 / 25)
  }

  @Test func `most of the sound decides the rate, the widest the layout`() async throws {
    let mono = AudioEncoding(sampleRate: 22_050, channelLayout: "mono", bitRate: 64_000)
    let paths = [
      try Self.clip.with { $0.sound = tone(440) }.make(at: folder / "a.mp4"),
      try Self.clip.with {
        $0.sound = tone(440, mono)
        $0.frameCount = 25
      }.make(
        at: folder / "b.mp4"),
    ]
    let result = try await Splicer().join(paths, to: folder / "film.mp4", replacing: false)
    #expect(result.clip.audio?.sampleRate == 22_050 && result.clip.audio?.channelCount == 2)
  }

  @Test(arguments: [false, true]) func `mono beside stereo is as loud as it was`(
    isFirst: Bool
  ) async throws {
    let stereo = AudioEncoding(
      encoder: "pcm_s16le", sampleRate: 44_100, channelLayout: "stereo", sampleFormat: "s16",
      bitRate: 0)
    let clip = Self.clip.with { $0.container = "matroska" }
    let mono = try clip.with { $0.sound = tone(440, Self.pcm) }.make(at: folder / "mono.mkv")
    let wide = try clip.with { $0.sound = tone(440, stereo) }.make(at: folder / "wide.mkv")
    let film = folder / "film.mkv"
    let result = try await Splicer().join(
      isFirst ? [mono, wide] : [wide, mono], to: film, replacing: false)
    #expect(result.clip.audio?.channelCount == 2)
    let own = try #require(try DecodedSound(of: mono)).loudness(from: 0.1, to: 0.5)
    let start = isFirst ? 0.1 : 0.7
    let made = try #require(try DecodedSound(of: film)).loudness(from: start, to: start + 0.4)
    // What FFmpeg makes one channel of two that are alike is 3 dB louder than each.
    let both = own * 2.0.squareRoot()
    #expect(abs(made - both) < 0.001 * both)
  }

  @Test func `seven loud channels mixed down do not clip`() async throws {
    let wide = AudioEncoding(
      encoder: "pcm_s16le", sampleRate: 48_000, channelLayout: "7.1", sampleFormat: "s16",
      bitRate: 0)
    var loud = tone(440, wide)
    loud.spread = "pan=7.1|c0=2*c0|c1=2*c0|c2=2*c0|c3=0*c0|c4=2*c0|c5=2*c0|c6=2*c0|c7=2*c0"
    let path = try Self.clip.with {
      $0.container = "matroska"
      $0.sound = loud
    }.make(at: folder / "wide.mkv")
    let film = folder / "film.mp4"
    let result = try await Splicer().join([path], to: film, replacing: false)
    #expect(result.clip.audio?.channelLayout == "5.1")
    guard var reader = try FrameReader.openAudio(film, Cancellation()) else {
      Issue.record("there is no sound")
      return
    }
    var peak: Float = 0
    while let frame = try reader.next() {
      let graph = try FilterGraph.open(
        "[in0]aformat=sample_fmts=flt[out]", inputs: [FilterInput(reader.stream)], isAudio: true)
      try graph.push(frame)
      try graph.finish()
      while let made = try graph.take() {
        made.withSamples { samples in for sample in samples { peak = max(peak, abs(sample)) } }
      }
    }
    #expect(peak > 0.5 && peak < 1.1, "\(peak)")
  }

  @Test(.needsEncoder("alac"), .needsEncoder("flac"))
  func `sound without loss that a file cannot hold becomes another without`() async throws {
    let alac = AudioEncoding(
      encoder: "alac", sampleRate: 44_100, channelLayout: "mono", sampleFormat: "s16p", bitRate: 0)
    let path = try Self.clip.with { $0.sound = tone(440, alac) }.make(at: folder / "a.mp4")
    let film = folder / "film.mkv"
    let result = try await Splicer().join([path], to: film, replacing: false)
    #expect(result.clip.audio?.codec == "flac" && result.plan.sound?.treatment == .encode)
    let own = try #require(try DecodedSound(of: path)).samples
    let made = try #require(try DecodedSound(of: film)).samples
    let isEqual = made == own
    #expect(isEqual && made.count == 26_460)
  }
}
