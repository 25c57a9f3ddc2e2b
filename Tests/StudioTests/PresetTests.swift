import Footage
import Foundation
import Presets
import Testing

@testable import Studio

struct PresetTests {
  private static let good = """
    name: mine
    summary: for me
    container: mp4
    faststart: no
    video: {codec: h264, profile: main, pixel_format: yuv420p, crf: 30, speed: fast,
            keyframe_seconds: 5, color: bt709}
    audio: {codec: aac, kilobits_per_second: 96}
    """

  @Test func `web-h264 is what the web wants`() throws {
    let preset = try PresetLibrary(environment: [:]).preset(named: "web-h264")
    let video = try #require(preset.settings.video)
    #expect(preset.settings.container == .mp4 && preset.settings.isFastStart)
    #expect(video.codec == .h264 && video.profile == "high" && video.pixelFormat == "yuv420p")
    #expect(video.rateControl == .quality(19) && video.colour == .bt709)
    #expect(preset.settings.audio == AudioDelivery(codec: .aac, bitRate: 160_000))
    #expect(preset.ending == ".web-h264.mp4")
    let library = try PresetLibrary(environment: [:])
    #expect(try library.preset(named: "gif").ending == ".gif")
    #expect(try library.preset(named: "hls").ending == ".hls")
  }

  @Test func `every file of the presets folder is in the program, as it is on disk`() throws {
    let folder = Self.presets.appendingPathComponent("transcode")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(EmbeddedPresets.all.map(\.name).sorted() == names)
    let library = try PresetLibrary(environment: [:])
    for (name, bytes) in EmbeddedPresets.all {
      #expect(try Data(contentsOf: folder.appendingPathComponent(name)) == Data(bytes))
      let entry = try library.entry(named: String(name.dropLast(".yaml".count)))
      #expect(entry.text == String(decoding: bytes, as: UTF8.self))
      #expect(entry.preset.settings.contradictions.isEmpty)
    }
  }

  private static let presets = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("presets")

  @Test func `the JSON Schema beside the presets is the one of the program`() throws {
    let file = Self.presets.appendingPathComponent("preset.schema.json")
    let text = try PresetSchema.jsonSchema()
    #expect(
      try String(contentsOf: file, encoding: .utf8) == text,
      "renew it with: hailuo-studio presets keys --json-schema > presets/preset.schema.json")
    #expect(text.contains("\"crf\""))
  }

  @Test func `all problems of a preset come at once`() {
    let text = """
      name: My Preset
      summary: x
      container: mk
      faststart: true
      video:
        codec: h256
        pixel_format: yuv420p
        crf: 101
        lossless: true
        speeed: slow
        keyframe_seconds: 0
        size: big
      audio: loud
      extends: web-h246
      """
    let error = #expect(throws: StudioError.self) {
      try PresetLibrary(userFolder: nil).preset(made: Array(text.utf8), file: "p")
    }
    #expect(error?.code == .preset)
    #expect(
      error?.problems.map(\.description) == [
        "p:1:7: 'name' must be 1 to 40 small letters, digits or '-', and not 'none', "
          + "not 'My Preset'",
        "p:3:12: 'container' must be mp4 or mov or mkv or webm or gif or webp or avif or hls or "
          + "dash or m4a or opus or flac or wav, not 'mk'; did you mean 'mkv'?",
        "p:6:10: 'codec' must be h264 or h265 or av1 or vp9 or prores or dnxhr or ffv1 or gif or "
          + "webp or avif, not 'h256'; did you mean 'h265'?",
        "p:8:8: 'crf' must be a number from 0 to 100, not '101'",
        "p:10:3: unknown key 'speeed' in 'video'; did you mean 'speed'?",
        "p:11:21: 'keyframe_seconds' must be a number from 0.1 to 60, or auto, not '0'",
        "p:12:9: 'size' must be source, a short side such as 1080p, 'max 720p', or a box such as "
          + "1080x1920, not 'big'",
        "p:13:8: 'audio' must be a mapping, or none, not 'loud'",
        "p:14:10: there is no preset 'web-h246' to extend; did you mean 'web-h264'?",
      ])
  }

  /// A preset on one line, without its name and summary.
  static func preset(
    _ text: String, _ library: PresetLibrary? = nil
  ) throws -> DeliveryPreset {
    let library = try library ?? PresetLibrary(userFolder: nil)
    return try library.preset(
      made: Array("{name: mine, summary: x, \(text)}".utf8), file: "mine.yaml")
  }

  @Test func `a preset that extends another says only what differs`() throws {
    let ours = try PresetLibrary(userFolder: nil).preset(named: "web-h264").settings
    var wanted = ours
    wanted.video?.rateControl = .ssim(0.98)
    wanted.video?.shape.size = .shortSide(1080)
    wanted.audio = nil
    let mine = try Self.preset(
      "extends: web-h264, video: {ssim: 0.98, size: 1080p}, audio: none")
    #expect(mine.settings == wanted && mine.base == "web-h264")
    // What was left out comes back, with what the keys below need.
    let silent = try ScratchFolder()
    try silent.write("{name: mute, summary: x, extends: web-h264, audio: none}", to: "mute.yaml")
    let library = try PresetLibrary(userFolder: silent.path)
    #expect(
      try Self.preset("extends: mute, audio: {codec: opus}", library).settings.audio?.codec == .opus
    )
    let error = #expect(throws: StudioError.self) {
      try Self.preset("extends: mute, audio: {channels: 1}", library)
    }
    #expect(
      error?.description
        == "mine.yaml: needs 'audio.codec', here or in a preset that it extends")
  }

  @Test(arguments: [
    (
      "extends: web-h246",
      "mine.yaml:1:35: there is no preset 'web-h246' to extend; "
        + "did you mean 'web-h264'?"
    ),
    (
      "extends: mine",
      "mine.yaml:1:35: there is no preset 'mine' to extend; there is archive-h264, "
        + "audio-only, avif, dash, editing-dnxhr, editing-prores, gif, hls, lossless-ffv1, proxy, small, "
        + "social-landscape, social-square, social-vertical, web-av1, web-h264, web-h265, web-vp9, webp"
    ),
    (
      "container: mp4, audio: none",
      "mine.yaml: needs 'video.codec', 'video.pixel_format', here or in "
        + "a preset that it extends"
    ),
    (
      "extends: web-h264, container: webm",
      "mine.yaml:1:56: webm results do not hold h264; they hold vp9, av1"
    ),
    (
      "extends: gif, audio: {codec: aac}",
      "mine.yaml:1:55: gif files hold no sound; 'audio' must be none"
    ),
    (
      "extends: web-h264, video: {passes: 2}",
      "mine.yaml:1:61: 'passes' is for 'kilobits_per_second', which "
        + "is not there"
    ),
    (
      "extends: hls, max_bytes: 5MB", "mine.yaml:1:51: 'max_bytes' is for one file; hls is a folder"
    ),
    (
      "extends: web-h264, video: {crf: 52}",
      "mine.yaml:1:58: the quality of h264 lies between 0 and 51"
    ),
    (
      "extends: hls, video: {ssim: 0.98}",
      "mine.yaml:1:54: a similarity is searched for in single files only; give a stream a quality"
    ),
    (
      "extends: web-h264, container: mkv, audio: {codec: opus, sample_rate: 44100}",
      "mine.yaml:1:95: opus has no sample rate of 44100; 48000 is the usual one"
    ),
    (
      "extends: web-h264, streaming: {segment_seconds: 4}",
      "mine.yaml:1:74: 'streaming' is for hls and dash; mp4 is one file"
    ),
    (
      "extends: web-h264, video: none",
      "mine.yaml:1:52: it has no picture; mp4 with sound alone is m4a, opus, flac or wav"
    ),
  ])
  func `what cannot be is told in a sentence`(text: String, sentence: String) {
    let error = #expect(throws: StudioError.self) { try Self.preset(text) }
    #expect(error?.problems.first?.description ?? error?.description == sentence)
  }

  @Test(arguments: [
    (
      "extends: web-h264, video: {pixel_format: yuv420}",
      "mine.yaml:1:67: there is no pixel format 'yuv420'", "did you mean 'yuv420p'?"
    ),
    (
      "extends: web-h264, video: {pixel_format: pal8}",
      "mine.yaml:1:67: h264 takes no pictures in pal8; it takes yuv420p, ", ""
    ),
    (
      "extends: web-h264, video: {profile: 7}",
      "mine.yaml:1:62: 'profile' of h264 must be baseline, main, ", "or auto, not '7'"
    ),
    (
      "extends: web-h265, video: {profile: mian10}",
      "mine.yaml:1:62: 'profile' of h265 must be main, ", "did you mean 'main10'?"
    ),
    (
      "extends: web-h264, video: {speed: slowly}",
      "mine.yaml:1:60: 'speed' of h264 must be ultrafast, ", "did you mean 'slow'?"
    ),
    (
      "extends: web-av1, video: {speed: 14}",
      "mine.yaml:1:59: 'speed' of av1 must be a whole number from 0 to 13, or auto, not '14'", ""
    ),
  ])
  func `a word that the encoder does not know is told with its line`(
    text: String, start: String, words: String
  ) throws {
    let error = try #require(throws: StudioError.self) { try Self.preset(text) }
    #expect(error.description.hasPrefix(start), "\(error)")
    #expect(words.isEmpty || error.description.contains(words), "\(error)")
  }

  @Test func `all words that are none come at once`() throws {
    let error = try #require(throws: StudioError.self) {
      try Self.preset("extends: web-h264, video: {pixel_format: yuv420, profile: 7, speed: 9}")
    }
    #expect(error.problems.map(\.location.column) == [67, 84, 94])
  }

  @Test func `contradictions of picture, sound and stream come at once`() throws {
    let error = try #require(throws: StudioError.self) {
      try Self.preset(
        "extends: web-h264, container: webm, video: {speed: 9}, audio: {codec: pcm16}, "
          + "streaming: {segment_seconds: 4}")
    }
    #expect(error.problems.map(\.location.column) == [56, 77, 96, 133], "\(error)")
  }

  @Test func `another codec does not take over the words of the one before`() throws {
    let video = try #require(
      try Self.preset("extends: web-h264, container: mp4, video: {codec: vp9}, audio: none")
        .settings.video)
    #expect(video.codec == .vp9 && video.profile == nil && video.speed == nil)
    let same = try #require(
      try Self.preset("extends: web-h264, video: {codec: h264}").settings.video)
    #expect(same.profile == "high" && same.speed == "slow")
    let named = try Self.preset("extends: web-h264, video: {encoder: h264_nvenc, profile: rext}")
    #expect(named.settings.video?.profile == "rext")
  }

  @Test func `another encoder does not take over the speed of the one before, but its own`() throws
  {
    let library = try PresetLibrary(userFolder: nil)
    func speed(_ wishes: [String] = []) throws -> String? {
      let preset = try library.preset(named: "web-h264", encoder: "h264_nvenc", setting: wishes)
      #expect(preset.settings.video?.encoder == "h264_nvenc")
      return preset.settings.video?.speed
    }
    #expect(try speed() == nil)
    #expect(try speed(["video.speed=p5"]) == "p5")
    #expect(
      try library.preset(named: "audio-only", encoder: "h264_nvenc").settings
        == library.preset(named: "audio-only").settings)
  }

  @Test func `a preset that has and extends a name of ours is right wherever it lies`() throws {
    let text = "{name: web-h264, summary: x, extends: web-h264, video: {crf: 30}}"
    let preset = try PresetLibrary(userFolder: nil).preset(
      made: Array(text.utf8), file: "web-h264.yaml")
    #expect(preset.settings.video?.rateControl == .quality(30))
  }

  @Test func `a preset's recipe is the same in every run`() throws {
    let library = try PresetLibrary(userFolder: nil)
    let preset = try library.preset(named: "lossless-ffv1")
    let recipe = try preset.recipe
    // Text that goes by the hash values of this run would have another order of options.
    #expect(recipe.contains(#""coder" : "1""#))
    let options = try #require(preset.settings.video?.options.keys.sorted())
    let places = try options.map { try #require(recipe.range(of: "\"\($0)\"")).lowerBound }
    #expect(places == places.sorted() && options.count == 6)
    #expect(try library.preset(named: "web-h264").recipe != recipe)
  }

  @Test func `presets that extend each other in a circle are refused`() throws {
    let folder = try ScratchFolder()
    try folder.write("{name: a, summary: x, extends: b}", to: "a.yaml")
    try folder.write("{name: b, summary: x, extends: a}", to: "b.yaml")
    // One that bears a name of ours extends ours.
    try folder.write(
      "{name: small, summary: x, extends: small, max_bytes: 2 MiB}", to: "small.yaml")
    let library = try PresetLibrary(userFolder: folder.path)
    #expect(library.broken.keys.sorted() == ["a", "b"])
    #expect(
      library.broken["a"]?.problems.map(\.message) == ["the presets extend each other in a circle"])
    #expect(try library.preset(named: "small").settings.maxBytes == 2_097_152)
  }

  @Test(arguments: [
    ("video.crf=20", \DeliverySettings.video?.rateControl, RateControl.quality(20)),
    ("video.kilobits_per_second=4000", \.video?.rateControl, .bitRate(4_000_000, passes: 1)),
    ("video.lossless=true", \.video?.rateControl, .lossless),
  ])
  func `a wish changes one value`(
    wish: String, path: any KeyPath<DeliverySettings, RateControl?> & Sendable, value: RateControl
  ) throws {
    let library = try PresetLibrary(userFolder: nil)
    #expect(try library.preset(named: "web-h264", setting: [wish]).settings[keyPath: path] == value)
  }

  @Test(arguments: [
    ("crf=20", "--set crf=20: there is no key 'crf'; did you mean 'video.crf'?"),
    ("video.crv=20", "--set video.crv=20: there is no key 'video.crv'; did you mean 'video.crf'?"),
    ("video.crf", "--set video.crf: must have the form KEY=VALUE, such as video.crf=20"),
    (
      "video.crf=high",
      "--set video.crf=high: 'video.crf' must be a number from 0 to 100, not 'high'"
    ),
    ("container=webm", "--set container=webm: webm results do not hold h264; they hold vp9, av1"),
  ])
  func `a wish that cannot be is told`(wish: String, sentence: String) {
    let error = #expect(throws: StudioError.self) {
      try PresetLibrary(userFolder: nil).preset(named: "web-h264", setting: [wish])
    }
    #expect(error?.description == sentence)
  }

  @Test func `every key changes the settings`() throws {
    let values = [
      "container": "mkv", "faststart": "false", "metadata": "drop", "max_bytes": "5MB",
      "video": "none", "audio": "none", "streaming.segment_seconds": "6",
      "streaming.rungs": "[{short_side: 360, max_kilobits_per_second: 800}]",
      "video.codec": "h265", "video.encoder": "h264_nvenc", "video.profile": "main",
      "video.pixel_format": "yuv444p", "video.crf": "30", "video.kilobits_per_second": "900",
      "video.passes": "2", "video.ssim": "0.97", "video.lossless": "true", "video.speed": "fast",
      "video.keyframe_seconds": "1", "video.options": "{tune: film}", "video.color": "source",
      "video.frame_rate": "25", "video.size": "max 360p", "video.fit": "pad",
      "video.pad_color": "\"#102030\"", "video.square_pixels": "false", "audio.codec": "opus",
      "audio.kilobits_per_second": "64", "audio.sample_rate": "16000", "audio.channels": "1",
      "audio.loudness": "-16", "audio.when_missing": "silence",
    ]
    #expect(Set(values.keys) == Set(PresetSchema.keys.map(\.path)))
    let library = try PresetLibrary(userFolder: nil)
    for (path, value) in values {
      let isStream = path.hasPrefix("streaming")
      var wishes = ["\(path)=\(value)"]
      if path == "video" {
        #expect(
          try library.preset(named: "web-h264", setting: wishes + ["container=m4a"]).settings.video
            == nil)
        continue
      }
      if path == "video.passes" { wishes.insert("video.kilobits_per_second=900", at: 0) }
      let name = isStream ? "hls" : "web-h264"
      let before = try library.preset(named: name, setting: wishes.dropLast()).settings
      #expect(try library.preset(named: name, setting: wishes).settings != before, "\(path)")
    }
  }

  @Test func `the user's folder adds presets and overrides ours`() throws {
    let folder = try ScratchFolder()
    try folder.write(Self.good, to: "mine.yaml")
    let ours = try #require(EmbeddedPresets.all.first { $0.name == "web-h264.yaml" })
    let changed = String(decoding: ours.bytes, as: UTF8.self)
      .replacingOccurrences(of: "crf: 19", with: "crf: 28")
    try folder.write(changed, to: "web-h264.yaml")
    try folder.write("not a preset", to: "notes.txt")
    let library = try PresetLibrary(environment: [PresetLibrary.folderVariable: folder.path])
    let users = library.entries.filter { $0.source != .builtIn }
    #expect(users.map(\.preset.name) == ["mine", "web-h264"])
    #expect(users.map(\.source.description) == [folder("mine.yaml"), folder("web-h264.yaml")])
    #expect(
      try library.preset(named: "web-h264").settings.video?.rateControl == .quality(28))
    // Ours extend ours: a file of the user's changes the preset of its name alone.
    #expect(
      try library.preset(named: "social-vertical").settings.video?.rateControl == .quality(17))
    #expect(try library.preset(named: "small").settings.video?.rateControl == .quality(19))
    #expect(try library.entry(named: "mine").text == Self.good)
    #expect(library.broken.isEmpty)
  }

  @Test func `a broken preset of the user's hides no other`() throws {
    let folder = try ScratchFolder()
    try folder.write("name: x", to: "x.yaml")
    try folder.write(Self.good, to: "yours.yaml")
    let library = try PresetLibrary(userFolder: folder.path)
    #expect(library.entries.allSatisfy { $0.source == .builtIn })
    #expect(library.broken.keys.sorted() == ["x", "yours"])
    let error = #expect(throws: StudioError.self) { try library.preset(named: "yours") }
    #expect(error?.message == "has the name 'mine' inside; it must be 'yours' as outside")
  }

  @Test(arguments: [
    ("web-h266", "preset 'web-h266': there is none of that name; did you mean 'web-h264'?"),
    ("giff", "preset 'giff': there is none of that name; did you mean 'gif'?"),
  ])
  func `a preset that does not exist is told with those that do`(name: String, sentence: String) {
    let error = #expect(throws: StudioError.self) {
      try PresetLibrary(userFolder: nil).preset(named: name)
    }
    #expect(error?.description == sentence)
  }

  @Test func `a folder that is not there is a wrong setting`() {
    let error = #expect(throws: StudioError.self) { try PresetLibrary(userFolder: "/no/such") }
    #expect(error?.code == .configuration)
    #expect(throws: Never.self) {
      try PresetLibrary(environment: [PresetLibrary.folderVariable: ""])
    }
  }
}
