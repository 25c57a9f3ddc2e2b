import Libav
import Outputs
import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct CoverTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let clips: [@Sendable (inout SyntheticClip) -> Void] = [
    { $0.sound = .init(seconds: 2) },
    { $0.muxerOptions = [("movflags", "+faststart")] },
    { $0.muxerOptions = [("movflags", "+faststart"), ("moov_size", "60000")] },
    { $0.container = "mov" },
    {
      $0.tags = ["title": "A title", "comment": "a comment"]
      $0.muxerOptions = [("movflags", "+faststart")]
    },
  ]

  /// A noisy picture, so that its file is larger than any room that happens to be there.
  private static let picture = SyntheticPicture.gradient(PixelSize(width: 640, height: 480))

  private func embed(_ cover: Bitmap, into path: String, as name: String) async throws -> String {
    let destination = folder / name
    try await CoverEmbedder().embed(
      cover, into: path, writingTo: destination, replacing: false)
    return destination
  }

  @Test(arguments: clips.indices)
  func `a cover is added and all else stays byte for byte`(number: Int) async throws {
    let path = try SyntheticClip(Self.clips[number]).make(at: folder / "a.mp4")
    let copy = try await embed(Self.picture, into: path, as: "b.mp4")
    let before = try Prober.examine(path, Cancellation())
    let after = try Prober.examine(copy, Cancellation())
    #expect(after.streams.filter { !$0.isCover }.map(\.codec) == before.streams.map(\.codec))
    #expect(after.streams.filter(\.isCover).count == 1)
    #expect(after.clip.tags == before.clip.tags && after.edits == before.edits)
    #expect(after.clip.isFastStart == before.clip.isFastStart)
    #expect(try FrameHashes(of: copy).hashes == FrameHashes(of: path).hashes)
    // What is sound and picture lies there as it did, wherever that is.
    let old = try folder.bytes(of: "a.mp4")
    let new = try folder.bytes(of: "b.mp4")
    let samples = try #require(BoxBytes(old[...]).children().first { $0.type == "mdat" }?.body)
    let kept = try #require(BoxBytes(new[...]).children().first { $0.type == "mdat" }?.body)
    #expect(samples.part(0..<samples.count).elementsEqual(kept.part(0..<kept.count)))
  }

  @Test func `a second cover takes the first one's place`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let once = try await embed(Self.picture, into: path, as: "b.mp4")
    let twice = try await embed(
      Bitmap(size: PixelSize(width: 40, height: 20), filledWith: .white), into: once, as: "c.mp4")
    let covers = try Prober.examine(twice, Cancellation()).streams.filter(\.isCover)
    #expect(covers.map(\.size) == [PixelSize(width: 40, height: 20)])
  }

  @Test func `fragments and other containers are refused in a sentence`() async throws {
    let fragmented = try SyntheticClip {
      $0.muxerOptions = [("movflags", "+frag_keyframe+empty_moov")]
    }
    .make(at: folder / "f.mp4")
    let other = try SyntheticClip { $0.container = "matroska" }.make(at: folder / "m.mkv")
    for path in [fragmented, other] {
      let error = await #expect(throws: FootageError.self) {
        _ = try await embed(Self.picture, into: path, as: "x.mp4")
      }
      #expect(error?.code == .unsupported && error?.message.contains("concat") == true)
    }
    #expect(try !folder.names.contains("x.mp4"))
  }

  @Test func `an index of anything is changed in its place or not at all`() throws {
    try SyntheticClip { $0.tags = ["title": "T"] }.make(at: folder / "a.mp4")
    let bytes = try folder.bytes(of: "a.mp4")
    let movie = try #require(BoxBytes(bytes[...]).child("moov"))
    let body = Array(movie.part(0..<movie.count))
    var random = SeededGenerator(seed: 5)
    var coveredCount = 0
    for _ in 0..<2000 {
      var changed = body
      for _ in 0...Int.random(in: 0...4, using: &random) {
        changed[Int.random(in: 0..<changed.count, using: &random)] =
          UInt8.random(in: 0...255, using: &random)
      }
      let cut = Int.random(in: 0...changed.count, using: &random)
      let broken = Bool.random(using: &random) ? changed : Array(changed[..<cut])
      guard let covered = MovieCover.body(of: broken[...], with: [1, 2, 3]) else { continue }
      coveredCount += 1
      // Nothing but the tags is another than before.
      let (before, after) = (BoxBytes(broken[...]).children(), BoxBytes(covered[...]).children())
      let others = zip(before, after).filter { $0.0.type != "udta" && $0.1.type != "udta" }
      for (old, new) in others {
        let (was, now) = (old.body.part(0..<old.body.count), new.body.part(0..<new.body.count))
        #expect(old.type == new.type && was.elementsEqual(now))
      }
      _ = MovieCover.body(of: covered, movingSamplesFrom: 0, by: 1000)
    }
    #expect(coveredCount > 500)
  }
}
