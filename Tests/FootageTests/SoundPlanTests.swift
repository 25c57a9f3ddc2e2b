import Testing

@testable import Footage

@Suite struct SoundPlanTests {
  private func audio(
    _ codec: String = "aac", _ rate: Int = 44_100, _ layout: String = "stereo",
    start: Double = 0, duration: Double? = 6
  ) -> AudioFacts {
    AudioFacts(
      codec: codec, profile: nil, sampleRate: rate,
      channelCount: ["mono": 1, "5.1": 6, "5.1(side)": 6, "7.1": 8][layout] ?? 2,
      channelLayout: layout, start: start, duration: duration)
  }

  private func part(
    _ audio: AudioFacts?, seconds: Double = 6, isWhole: Bool = true,
    container: String = "mov,mp4,m4a,3gp,3g2,mj2", path: String = "a"
  ) -> SoundPlan.Part {
    SoundPlan.Part(
      path: path,
      audio: audio, container: container, start: 0, seconds: seconds, isWhole: isWhole,
      frameSeconds: 1.0 / 24)
  }

  @Test func `silent clips make a silent film`() {
    #expect(SoundPlan([part(nil), part(nil)], container: .mp4) == nil)
    #expect(SoundPlan([], container: .mp4) == nil)
  }

  @Test func `one whole clip's sound is copied`() throws {
    let plan = try #require(SoundPlan([part(audio())], container: .mov))
    #expect(plan.method == .copied && plan.reason == nil && plan.encoder == "aac")
  }

  static let obstacles: [(String, @Sendable (SoundPlanTests) -> SoundPlan.Part, ContainerFormat)] =
    [
      ("the clip is cut or faded", { $0.part($0.audio(), isWhole: false) }, .mp4),
      ("webm files do not hold aac", { $0.part($0.audio()) }, .webm),
      ("its delay cannot be told in another kind of file", { $0.part($0.audio()) }, .mkv),
      ("it does not start with the pictures", { $0.part($0.audio(start: 0.5)) }, .mp4),
      ("it does not end with the pictures", { $0.part($0.audio(duration: 5.9)) }, .mp4),
      ("it does not end with the pictures", { $0.part($0.audio(duration: 6.5)) }, .mp4),
      ("the file does not say how long it is", { $0.part($0.audio(duration: nil)) }, .mp4),
    ]

  @Test(arguments: 0..<7) func `what keeps one clip's sound from being copied`(number: Int) throws {
    let (reason, part, container) = Self.obstacles[number]
    let plan = try #require(SoundPlan([part(self)], container: container))
    #expect(plan.method == .encoded && plan.reason == reason)
  }

  @Test func `several sounds are encoded once, at the rate of most of them`() throws {
    let plan = try #require(
      SoundPlan(
        [
          part(audio("aac", 48_000)), part(audio("aac", 44_100, "mono"), seconds: 10),
          part(audio("mp3", 44_100, "mono")), part(nil, seconds: 60),
        ], container: .mp4))
    #expect(plan.method == .encoded && plan.encoder == "aac")
    #expect(plan.sampleRate == 44_100 && plan.channelLayout == "stereo")
    #expect(plan.bitRate == 160_000)
  }

  @Test(arguments: [
    (["mono", "stereo"], "stereo"), (["stereo", "mono"], "stereo"), (["mono", "5.1"], "5.1"),
    (["5.1(side)", "stereo"], "5.1"), (["7.1", "stereo"], "5.1"), (["mono", "mono"], "mono"),
  ])
  func `the film has the most channels of any clip`(layouts: [String], made: String) throws {
    let parts = layouts.enumerated().map {
      part(audio("aac", 48_000, $1), seconds: $0 == 0 ? 60 : 1)
    }
    #expect(try #require(SoundPlan(parts, container: .mp4)).channelLayout == made)
  }

  @Test func `a sentence tells what becomes of every sound`() throws {
    let plan = try #require(
      SoundPlan(
        [
          part(audio("aac", 48_000, "mono"), seconds: 9, path: "a"),
          part(audio("aac", 44_100), path: "b"), part(nil, path: "c"), part(nil, path: "c"),
        ], container: .mp4))
    #expect(
      SoundSummary(plan).sentence
        == "the sound is encoded once, since it is made of several clips' sounds: aac, 48000 Hz, "
        + "stereo; a: mono is heard on both channels, as loud as it was; b: 44100 Hz is resampled to "
        + "48000 Hz; c: has no sound, and is silent")
    let down = try #require(
      SoundPlan([part(audio("pcm_s16le", 48_000, "7.1"))], container: .mp4))
    #expect(down.changes == ["a: 7.1 is mixed down to 5.1, quiet enough not to clip"])
    let copy = try #require(SoundPlan([part(audio())], container: .mp4))
    #expect(SoundSummary(copy).sentence == "the sound is copied: aac, 44100 Hz, stereo")
    #expect(SoundSummary(copy).changes.isEmpty && SoundSummary(copy).bitRate == nil)
  }

  @Test(arguments: [
    ("alac", ContainerFormat.mkv, "flac"), ("flac", .mov, "alac"), ("flac", .mp4, "aac"),
    ("flac", .mkv, "flac"), ("alac", .mp4, "alac"), ("opus", .mov, "aac"),
  ])
  func `what a container's writer cannot do well is encoded`(
    codec: String, container: ContainerFormat, made: String
  ) throws {
    let plan = try #require(SoundPlan([part(audio(codec, 48_000))], container: container))
    #expect(plan.encoder == made && (plan.method == .copied) == (made == codec))
  }

  static let rates: [(Int, ContainerFormat, Int)] = [
    (44_100, .mp4, 44_100), (48_000, .mkv, 48_000), (96_000, .mp4, 48_000), (30_000, .mp4, 32_000),
    (44_100, .webm, 48_000), (8_000, .mov, 8_000),
  ]

  @Test(arguments: rates)
  func `the rate is one that the encoder takes`(own: Int, container: ContainerFormat, made: Int)
    throws
  {
    let plan = try #require(
      SoundPlan([part(audio("aac", own)), part(audio("aac", own))], container: container))
    #expect(plan.sampleRate == made)
    #expect(plan.encoder == (container == .webm ? "libopus" : "aac"))
  }

  @Test func `an odd layout becomes stereo`() throws {
    let parts = [part(audio("aac", 48_000, "2 channels")), part(nil)]
    #expect(try #require(SoundPlan(parts, container: .mp4)).channelLayout == "stereo")
  }

  @Test func `what is stored without loss stays so where the file can hold it`() throws {
    let parts = [part(audio("pcm_s16le")), part(nil), part(audio("pcm_s16le"))]
    #expect(try #require(SoundPlan(parts, container: .mov)).encoder == "pcm_s16le")
    #expect(try #require(SoundPlan(parts, container: .mkv)).bitRate == 0)
    #expect(try #require(SoundPlan(parts, container: .webm)).encoder == "libopus")
    let wide = parts + [part(audio("pcm_s16le", 44_100, "5.1"))]
    #expect(try #require(SoundPlan(wide, container: .mov)).channelLayout == "5.1")
    #expect(try #require(SoundPlan(wide, container: .mov)).encoder == "pcm_s16le")
    let mixed = parts + [part(audio("pcm_s16le", 48_000))]
    #expect(try #require(SoundPlan(mixed, container: .mov)).encoder == "aac")
  }
}
