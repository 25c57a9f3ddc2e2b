import Foundation
import Libav
import Outputs
import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct StreamTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func source() throws -> String {
    try SyntheticClip {
      $0.frameCount = 36
      $0.rate = Rational(24, 1)
      $0.sound = .init(frequency: 500)
    }.make(at: folder / "a.mp4")
  }

  @Test func `sizes of a stream begin their segments together, with key frames`() async throws {
    let path = try source()
    let results = try await Deliverer(DeliveryOptions(check: .decode)).deliver(
      path,
      [
        DeliveryRequest(.stream(.hls), to: folder / "hls"),
        DeliveryRequest(.stream(.dash), to: folder / "dash"),
      ], replacing: false)
    #expect(results.map(\.frameCount) == [36, 36])
    #expect(
      try FolderNames.of(folder / "hls") == [
        "master.m3u8", "sound.m3u8", "sound.mp4", "video-48.iframes.m3u8", "video-48.m3u8",
        "video-48.mp4", "video-96.iframes.m3u8", "video-96.m3u8", "video-96.mp4",
      ])
    #expect(
      try FolderNames.of(folder / "dash") == [
        "manifest.mpd", "sound.mp4", "video-48.mp4", "video-96.mp4",
      ])
    var starts: [[Double]] = []
    for name in ["video-96", "video-48"] {
      let file = folder / "hls/\(name).mp4"
      let index = try #require(try FragmentIndex.read(file))
      #expect(index.fragments.count == 3 && index.fragments.allSatisfy(\.isIndependent))
      #expect(index.fragments.map { index.seconds($0) } == [0.5, 0.5, 0.5])
      let last = try #require(index.fragments.last)
      #expect(last.range.offset + last.range.count == index.byteCount)
      starts.append(index.starts)
      // Each segment decodes by itself, behind the header.
      let bytes = try WholeFile.bytes(of: file)
      for (number, fragment) in index.fragments.enumerated() {
        let part =
          bytes[..<index.header.count]
          + bytes[fragment.range.offset..<(fragment.range.offset + fragment.range.count)]
        let alone = folder / "\(name)-\(number).mp4"
        try AtomicOutput.write(Array(part), to: alone, replacing: false)
        #expect(try FrameHashes(of: alone).hashes.count == 12)
        // The first picture is all there within its own range.
        #expect(fragment.firstPicture.count < fragment.range.count)
        #expect(fragment.firstPicture.offset == fragment.range.offset)
      }
    }
    #expect(starts[0] == starts[1])
  }

  @Test func `playlists name what is there`() async throws {
    let path = try source()
    _ = try await Deliverer().deliver(
      path, [DeliveryRequest(.stream(.hls), to: folder / "hls")], replacing: false)
    let master = try text("hls/master.m3u8")
    #expect(master.contains("CODECS=\"avc1.64000"))
    #expect(master.contains("mp4a.40.2") && master.contains("RESOLUTION=160x96,FRAME-RATE=24"))
    #expect(master.contains("#EXT-X-I-FRAME-STREAM-INF"))
    let index = try #require(try FragmentIndex.read(folder / "hls/video-96.mp4"))
    let media = try text("hls/video-96.m3u8")
    for fragment in index.fragments {
      #expect(media.contains("#EXT-X-BYTERANGE:\(fragment.range.count)@\(fragment.range.offset)\n"))
    }
    #expect(media.hasSuffix("#EXT-X-ENDLIST\n") && media.contains("#EXT-X-TARGETDURATION:1\n"))
    let pictures = try text("hls/video-96.iframes.m3u8")
    #expect(pictures.contains("#EXT-X-I-FRAMES-ONLY\n"))
    #expect(pictures.contains("BYTERANGE:\(index.fragments[1].firstPicture.count)@"))
  }

  @Test(.needsEncoder("libx265")) func `a stream names its high dynamic range`() async throws {
    let path = try SyntheticClip.highRange.make(at: folder / "a.mp4")
    for (container, name, words) in [
      (DeliveryContainer.hls, "master.m3u8", ["VIDEO-RANGE=PQ"]),
      (
        .dash, "manifest.mpd",
        ["cicp:TransferCharacteristics\" value=\"16\"", "cicp:ColourPrimaries\" value=\"9\""]
      ),
    ] {
      var settings = DeliverySettings.stream(container)
      settings.video = settings.video.map { usual in
        var video = usual
        video.codec = .h265
        video.colour = .source
        video.pixelFormat = "yuv420p10le"
        video.profile = nil
        video.speed = "ultrafast"
        return video
      }
      let place = "out-\(container.rawValue)"
      _ = try await Deliverer().deliver(
        path, [DeliveryRequest(settings, to: folder / place)], replacing: false)
      let list = try text("\(place)/\(name)")
      #expect(words.allSatisfy { list.contains($0) }, "\(list)")
    }
  }

  @Test func `a folder of other things is never replaced`() async throws {
    let path = try source()
    let wish = [DeliveryRequest(.stream(.dash), to: folder / "dash")]
    _ = try await Deliverer().deliver(path, wish, replacing: false)
    let exists = await #expect(throws: OutputError.self) {
      try await Deliverer().deliver(path, wish, replacing: false)
    }
    #expect(exists?.code == .exists)
    _ = try await Deliverer().deliver(path, wish, replacing: true)
    try folder.write("mine", as: "dash/diary.txt")
    let foreign = await #expect(throws: OutputError.self) {
      try await Deliverer().deliver(path, wish, replacing: true)
    }
    #expect(foreign?.message.contains("diary.txt") == true)
    #expect(try folder.names.sorted() == ["a.mp4", "dash"])
  }

  @Test func `names of codecs are those of RFC 6381`() {
    #expect(
      CodecText.video("h264", parameterSets: [1, 0x64, 0, 0x1F, 0xFF]) == "avc1.64001F")
    #expect(
      CodecText.video(
        "hevc", parameterSets: [1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93, 0xF0])
        == "hvc1.1.6.L93.90")
    #expect(CodecText.video("h264", parameterSets: [0]) == nil)
    #expect(CodecText.video("vp8", parameterSets: []) == nil)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try WholeFile.bytes(of: folder / name), as: UTF8.self)
  }
}

private enum FolderNames {
  static func of(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct StreamCaptionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `captions become a track of HLS, and DASH folders say that they hold none`()
    async throws
  {
    let path = try SyntheticClip { $0.frameCount = 30 }.make(at: folder / "a.mp4")
    let captions = try folder.write(
      "1\n00:00:00,100 --> 00:00:00,900\n<i>Fish & chips</i> < 5\nnow\n", as: "a.srt")
    let options = DeliveryOptions(
      edits: DeliveryEdits(captions: .init(path: captions, isBurntIn: false)))
    _ = try await Deliverer(options).deliver(
      path,
      [DeliveryRequest(.stream(.hls), to: folder / "hls")], replacing: false)
    func text(_ name: String) throws -> String {
      String(decoding: try folder.bytes(of: name), as: UTF8.self)
    }
    let track = try text("hls/captions.vtt")
    #expect(
      track == """
        WEBVTT
        X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000

        00:00:00.100 --> 00:00:00.900
        <i>Fish &amp; chips</i> &lt; 5
        now

        """)
    let master = try text("hls/master.m3u8")
    #expect(master.contains("TYPE=SUBTITLES,GROUP-ID=\"captions\""))
    #expect(master.contains(",SUBTITLES=\"captions\"\n") && master.contains("captions.m3u8"))
    let list = try text("hls/captions.m3u8")
    #expect(list.contains("#EXT-X-TARGETDURATION:2\n") && list.contains("\ncaptions.vtt\n"))
    let error = await #expect(throws: FootageError.self) {
      try await Deliverer(options).deliver(
        path, [DeliveryRequest(.stream(.dash), to: folder / "dash")], replacing: false)
    }
    #expect(error?.message.contains("--burn-in, or make an HLS folder") == true)
    // A folder of this kind is known as one, and may be replaced.
    _ = try await Deliverer(options).deliver(
      path, [DeliveryRequest(.stream(.hls), to: folder / "hls")], replacing: true)
  }
}
