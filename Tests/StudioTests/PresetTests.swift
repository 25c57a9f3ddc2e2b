import Foundation
import Presets
import Studio
import Testing

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
    #expect(preset.container == .mp4)
    #expect(preset.faststart)
    #expect(preset.video.codec == .h264)
    #expect(preset.video.profile == .high)
    #expect(preset.video.pixelFormat == .yuv420p)
    #expect((18...20).contains(preset.video.crf))
    #expect(preset.video.color == .bt709)
    #expect(preset.audio == DeliveryPreset.Audio(codec: .aac, kilobitsPerSecond: 160))
  }

  @Test func `every file of the presets folder is in the program, as it is on disk`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("presets")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(EmbeddedPresets.all.map(\.name).sorted() == names)
    for (name, bytes) in EmbeddedPresets.all {
      #expect(try Data(contentsOf: folder.appendingPathComponent(name)) == Data(bytes))
      #expect(try DeliveryPreset.parse(bytes, file: name).name + ".yaml" == name)
    }
  }

  @Test func `all problems of a preset come at once`() {
    let text = """
      name: My Preset
      summary: x
      container: mkv
      faststart: true
      video:
        codec: h265
        profile: hihg
        pixel_format: yuv420p
        crf: 52
        speeed: slow
        keyframe_seconds: 0
        color: bt709
      """
    let error = #expect(throws: StudioError.self) {
      try DeliveryPreset.parse(Array(text.utf8), file: "p")
    }
    #expect(error?.code == .preset)
    #expect(
      error?.problems.map(\.description) == [
        "p:1:1: a preset needs 'audio'",
        "p:1:7: 'name' must be 1 to 40 small letters, digits or '-', and not 'none', "
          + "not 'My Preset'",
        "p:3:12: 'container' must be mp4, not 'mkv'",
        "p:6:3: 'video' needs 'speed'",
        "p:6:10: 'codec' must be h264, not 'h265'; did you mean 'h264'?",
        "p:7:12: 'profile' must be baseline or main or high, not 'hihg'; did you mean 'high'?",
        "p:9:8: 'crf' must be a number from 0 to 51, not '52'",
        "p:10:3: unknown key 'speeed' in 'video'; did you mean 'speed'?",
        "p:11:21: 'keyframe_seconds' must be a number of seconds from 1 to 60, not '0'",
      ])
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
    #expect(library.entries.map(\.preset.name) == ["mine", "web-h264"])
    #expect(
      library.entries.map(\.source.description) == [folder("mine.yaml"), folder("web-h264.yaml")])
    #expect(try library.preset(named: "web-h264").video.crf == 28)
    #expect(try library.entry(named: "mine").text == Self.good)
    #expect(library.broken.isEmpty)
  }

  @Test func `a broken preset of the user's hides no other`() throws {
    let folder = try ScratchFolder()
    try folder.write("name: x", to: "x.yaml")
    try folder.write(Self.good, to: "yours.yaml")
    let library = try PresetLibrary(userFolder: folder.path)
    #expect(library.entries.map(\.preset.name) == ["web-h264"])
    #expect(library.broken.keys.sorted() == ["x", "yours"])
    let error = #expect(throws: StudioError.self) { try library.preset(named: "yours") }
    #expect(error?.message == "has the name 'mine' inside; it must be 'yours' as outside")
  }

  @Test(arguments: [
    ("web-h265", "preset 'web-h265': there is none of that name; did you mean 'web-h264'?"),
    ("gif", "preset 'gif': there is none of that name; there is web-h264"),
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
