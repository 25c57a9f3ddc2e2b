import Libav
import Outputs
import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct OriginTests {
  private let folder: TemporaryFolder
  private let label = OriginLabel(
    .generated, title: "Rain", prompt: "rain <on> a roof", created: "2026-11-26T09:48:05Z")

  init() throws { folder = try TemporaryFolder() }

  private func clip(
    _ name: String, _ label: OriginLabel? = nil, tags: [String: String] = [:]
  ) throws -> String {
    let path = try SyntheticClip {
      $0.frameCount = 10
      $0.tags = tags
    }.make(at: folder / name)
    try label?.append(toMovie: path)
    return path
  }

  private func deliver(
    _ path: String, to name: String, _ options: DeliveryOptions = DeliveryOptions(),
    _ adjust: (inout DeliverySettings) -> Void = { _ in }
  ) async throws -> DeliveryResult {
    var settings = DeliverySettings()
    settings.video?.speed = "veryfast"
    adjust(&settings)
    return try #require(
      try await Deliverer(options).deliver(
        path, [DeliveryRequest(settings, to: folder / name)], replacing: false
      ).first)
  }

  @Test func `a delivery keeps the label of its source, encoded or copied`() async throws {
    let path = try clip("a.mp4", label)
    for (always, name) in [(true, "b.mp4"), (false, "c.mp4")] {
      let options = DeliveryOptions(alwaysEncodes: always)
      let result = try await deliver(path, to: name, options) {
        $0.video?.profile = nil
        $0.video?.keyFrameSeconds = nil
        $0.video?.options = SyntheticClip.repeatable
      }
      #expect(result.picture == (always ? .encoded : .copied))
      #expect(result.origin == label)
      #expect(try OriginLabel.read(file: folder / name) == label)
      #expect(try await Prober().clip(at: folder / name).isFastStart == true)
      #expect(try await ClipCheck().countFrames(of: folder / name) == 10)
    }
    let again = try await deliver(path, to: "d.mp4", DeliveryOptions(alwaysEncodes: true)) {
      $0.video?.profile = nil
      $0.video?.keyFrameSeconds = nil
      $0.video?.options = SyntheticClip.repeatable
    }
    #expect(again.origin == label)
    #expect(try folder.bytes(of: "b.mp4") == folder.bytes(of: "d.mp4"))
  }

  @Test func `a delivery keeps who made its source, who may use it, and when it was made`()
    async throws
  {
    var owned = label
    owned.creator = "Ada, Grace"
    owned.rights = "All rights reserved"
    let path = try clip("a.mp4", owned, tags: ["creation_time": "2026-01-02T03:04:05.000000Z"])
    for (name, always) in [("b.mp4", true), ("c.mp4", false)] {
      let result = try await deliver(path, to: name, DeliveryOptions(alwaysEncodes: always))
      #expect(result.origin == owned)
      #expect(result.clip?.tags["creation_time"] == "2026-01-02T03:04:05.000000Z")
    }
    let bare = try await deliver(path, to: "d.mp4") { $0.keepsMetadata = false }
    #expect(bare.clip?.tags["creation_time"] == nil && bare.origin == label.bare)
  }

  @Test func `tags that hold the prompt go with it`() async throws {
    let path = try clip(
      "a.mp4", label,
      tags: ["comment": label.prompt ?? "", "title": "Rain", "description": "Prompt: rain"])
    let result = try await deliver(path, to: "b.mp4", DeliveryOptions(keepsPrompt: false))
    let tags = try #require(result.clip?.tags)
    #expect(tags["comment"] == nil && tags["description"] == nil && tags["title"] == "Rain")
    let kept = try await deliver(path, to: "c.mp4")
    #expect(kept.clip?.tags["comment"] == label.prompt)
    // A simulated clip says so, whatever else its tags say.
    let drawn = try clip("d.mp4", tags: ["comment": SimulationMark.text + "\nPrompt: rain"])
    let silent = try await deliver(drawn, to: "e.mp4", DeliveryOptions(keepsPrompt: false))
    #expect(silent.clip?.tags["comment"] == SimulationMark.text)
  }

  @Test func `nothing is made up for a clip that nobody knows`() async throws {
    let result = try await deliver(try clip("a.mp4"), to: "b.mp4")
    #expect(result.origin == nil)
    #expect(try OriginLabel.read(file: folder / "b.mp4") == nil)
  }

  @Test func `what is told is what is allowed`() async throws {
    let path = try clip("a.mp4", label)
    let silent = try await deliver(path, to: "b.mp4", DeliveryOptions(keepsPrompt: false))
    var expected = label
    expected.prompt = nil
    #expect(silent.origin == expected)
    let bare = try await deliver(path, to: "c.mp4") { $0.keepsMetadata = false }
    #expect(bare.origin == OriginLabel(.generated))
    let known = try await deliver(
      try clip("d.mp4"), to: "e.mp4", DeliveryOptions(origin: OriginLabel(.generated)))
    #expect(known.origin == OriginLabel(.generated))
    let filled = try await deliver(
      path, to: "f.mov", DeliveryOptions(origin: OriginLabel(.simulated, system: "a model"))
    ) { $0.container = .mov }
    #expect(filled.origin?.source == .generated && filled.origin?.system == "a model")
  }

  @Test func `music makes a composite of it, and the label counts as part of the size`()
    async throws
  {
    let path = try clip("a.mp4", label)
    let music = try SyntheticClip { $0.sound = .init() }.make(at: folder / "m.mp4")
    let options = DeliveryOptions(edits: DeliveryEdits(music: music))
    let result = try await deliver(path, to: "b.mp4", options)
    #expect(result.origin?.source == .compositeWithGenerated)
    let small = try await deliver(path, to: "c.mp4", DeliveryOptions(alwaysEncodes: true)) {
      $0.maxBytes = 9_000
    }
    #expect(small.origin == label && small.byteCount <= 9_000)
  }

  @Test func `files without a place for it say so`() async throws {
    let result = try await deliver(try clip("a.mp4", label), to: "b.mkv") { $0.container = .mkv }
    #expect(result.origin == nil)
    #expect(result.notes.contains { $0.contains("no place for the label") })
    let plain = try await deliver(try clip("c.mp4"), to: "d.mkv") { $0.container = .mkv }
    #expect(!plain.notes.contains { $0.contains("label") })
  }

  @Test func `tags that are known are a label`() async throws {
    let simulated = try clip("a.mp4", tags: ["comment": SimulationMark.text, "title": "T"])
    #expect(try await ClipOrigin.label(of: simulated) == OriginLabel(.simulated, title: "T"))
    #expect(
      ClipOrigin.known(in: ["aigc": "{\"Label\": \"1\", \"ContentProducer\": \"x\"}"])
        == OriginLabel(.generated))
    #expect(ClipOrigin.known(in: ["aigc": "{\"Label\":\"3\"}", "comment": "AI"]) == nil)
    let report = try await Prober().report(on: simulated)
    #expect(report.origin?.source == .simulated)
  }

  @Test func `a join is what its clips are`() async throws {
    let (one, two) = (try clip("a.mp4", label), try clip("b.mp4", label))
    let plain = try clip("c.mp4")
    let same = try await Splicer().join([one, two], to: folder / "d.mp4", replacing: false)
    #expect(same.label == label)
    #expect(try OriginLabel.read(file: folder / "d.mp4") == label)
    #expect(same.plan.encodedFrames == 0)
    let mixed = try await Splicer().join(
      SpliceRequest(
        [one, plain].map { ClipPart(path: $0) }, title: "Both", keepsPrompt: false),
      to: folder / "e.mov", replacing: false)
    #expect(
      try OriginLabel.read(file: folder / "e.mov")
        == OriginLabel(.compositeWithGenerated, title: "Both", created: label.created))
    #expect(mixed.label?.source == .compositeWithGenerated)
    let lost = try await Splicer().join([one, two], to: folder / "f.mkv", replacing: false)
    #expect(lost.label == nil && lost.warnings.contains { $0.contains("no place") })
    let none = try await Splicer().join([plain, plain], to: folder / "g.mp4", replacing: false)
    #expect(none.label == nil && none.warnings.isEmpty)
  }

  @Test func `streams bear it behind their last segment`() async throws {
    let path = try clip("a.mp4", label)
    let results = try await Deliverer(DeliveryOptions(check: .decode)).deliver(
      path, [DeliveryRequest(.stream(.hls), to: folder / "hls")], replacing: false)
    #expect(results.first?.origin == label)
    let file = folder / "hls/video-96.mp4"
    #expect(try OriginLabel.read(file: file) == label)
    let index = try #require(try FragmentIndex.read(file))
    let last = try #require(index.fragments.last)
    #expect(
      last.range.offset + last.range.count + label.movieByteCount == (try WholeFile.size(of: file)))
    #expect(try FrameHashes(of: file).hashes.count == 10)
  }

  @Test func `pictures of a labelled clip are labelled`() async throws {
    let bitmap = try await FrameSampler().picture(at: .first, of: try clip("a.mp4")).bitmap
    for (format, name) in [(PictureFile.Format.png, "a.png"), (.jpeg, "a.jpg")] {
      try PictureFile.write(
        bitmap, as: format, to: folder / name, replacing: false, label: label)
      #expect(try OriginLabel.read(file: folder / name) == label)
    }
    #expect(try PNG.decode(try folder.bytes(of: "a.png")) == bitmap)
    try await CoverEmbedder().embed(
      bitmap, into: try clip("b.mp4", label), writingTo: folder / "c.mp4", replacing: false)
    #expect(try OriginLabel.read(file: folder / "c.mp4") == label)
  }
}
