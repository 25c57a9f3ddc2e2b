import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct FrameSamplerTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func make(
    _ name: String = "a.mp4", _ adjust: (inout SyntheticClip) -> Void = { _ in }
  ) throws -> String {
    try SyntheticClip(adjust).make(at: folder / name)
  }

  /// That a position gives exactly one frame of a full decode.
  private func expect(
    _ position: FramePosition, of path: String, isFrame index: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let found = try await FrameSampler().picture(at: position, of: path)
    let all = try DecodedPictures(of: path)
    #expect(found.index == index, "\(position)", sourceLocation: sourceLocation)
    #expect(found.bitmap == all.bitmaps[index], "\(position)", sourceLocation: sourceLocation)
    #expect(
      abs(found.seconds - all.seconds[index]) < 1e-9, "\(position)", sourceLocation: sourceLocation)
  }

  static let picks: [(FramePosition, Int)] = [
    (.first, 0), (.last, 24), (.middle, 12), (.frame(0), 0), (.frame(7), 7), (.frame(24), 24),
    (.seconds(0), 0), (.seconds(0.04), 1), (.seconds(0.0396), 1), (.seconds(0.0394), 0),
    (.seconds(0.079), 1), (.seconds(0.96), 24), (.seconds(0.99), 24), (.seconds(1), 24),
    (.fraction(0), 0), (.fraction(0.5), 12), (.fraction(1), 24), (.fraction(0.999), 24),
  ]

  @Test(arguments: picks, [0, 2])
  func `each position gives its frame`(pick: (FramePosition, Int), bFrames: Int) async throws {
    let path = try make { $0.bFrames = bFrames }
    try await expect(pick.0, of: path, isFrame: pick.1)
  }

  @Test func `the last frame is found where the sound goes on`() async throws {
    let path = try make { $0.sound = .init(seconds: 2.5) }
    try await expect(.last, of: path, isFrame: 24)
    try await expect(.fraction(1), of: path, isFrame: 24)
    await #expect(throws: FootageError.self) {
      try await FrameSampler().picture(at: .seconds(2), of: path)
    }
  }

  @Test func `times count where the rate varies`() async throws {
    let path = try make {
      $0.timeBase = Rational(1, 1000)
      $0.times = [0, 40, 80, 500, 540, 1000]
      $0.bFrames = 0
    }
    try await expect(.seconds(0.3), of: path, isFrame: 2)
    try await expect(.seconds(0.5), of: path, isFrame: 3)
    try await expect(.seconds(0.999), of: path, isFrame: 4)
    try await expect(.last, of: path, isFrame: 5)
    try await expect(.middle, of: path, isFrame: 3)
  }

  @Test func `times are counted from the first frame`() async throws {
    let late = try make("late.mp4") { $0.times = (12..<30).map { $0 } }
    try await expect(.seconds(0), of: late, isFrame: 0)
    try await expect(.seconds(0.12), of: late, isFrame: 3)
    let early = try make("early.mp4") { $0.times = (-5..<20).map { $0 } }
    try await expect(.seconds(0.12), of: early, isFrame: 3)
    try await expect(.frame(19), of: early, isFrame: 19)
    let beyond = await #expect(throws: FootageError.self) {
      try await FrameSampler().picture(at: .frame(20), of: early)
    }
    #expect(beyond?.code == .invalidRequest)
  }

  @Test func `one frame is first, middle and last`() async throws {
    let path = try make { $0.frameCount = 1 }
    for position in [FramePosition.first, .middle, .last, .seconds(0.02), .fraction(0.7)] {
      try await expect(position, of: path, isFrame: 0)
    }
  }

  @Test func `what lies beyond the end is refused with the end`() async throws {
    let path = try make()
    let frame = await #expect(throws: FootageError.self) {
      try await FrameSampler().picture(at: .frame(25), of: path)
    }
    #expect(frame?.code == .invalidRequest && frame?.message.contains("f:24") == true)
    let time = await #expect(throws: FootageError.self) {
      try await FrameSampler().picture(at: .seconds(1.01), of: path)
    }
    #expect(time?.code == .invalidRequest && time?.message.contains("its end at 1 s") == true)
  }

  @Test func `a clip that is cut short gives what there is`() async throws {
    let path = try make { $0.muxerOptions = [("movflags", "+faststart")] }
    let whole = try DecodedPictures(of: path)
    let bytes = try folder.bytes(of: "a.mp4")
    let cut = try folder.write(Array(bytes[..<(bytes.count * 3 / 4)]), as: "cut.mp4")
    let last = try await FrameSampler().picture(at: .last, of: cut)
    #expect(last.index > 3 && last.index < 24)
    let sheet = try await FrameSampler().pictures(5, of: cut)
    #expect(sheet.count == 5)
    #expect(sheet.first?.bitmap == whole.bitmaps[sheet.first?.index ?? 0])
  }

  @Test func `pictures at even distances`() async throws {
    let path = try make()
    let all = try DecodedPictures(of: path)
    let five = try await FrameSampler().pictures(5, of: path)
    #expect(five.map(\.index) == [2, 7, 12, 17, 22])
    for frame in five { #expect(frame.bitmap == all.bitmaps[frame.index]) }
    #expect(try await FrameSampler().pictures(100, of: path).map(\.index) == Array(0..<25))
    #expect(try await FrameSampler().pictures(0, of: path).map(\.index) == [12])
  }

  @Test(arguments: [0, 90, 180, 270], [false, true])
  func `pictures stand upright`(rotation: Int, isMirrored: Bool) async throws {
    let path = try make {
      $0.frameCount = 2
      $0.rotation = rotation
      $0.isMirrored = isMirrored
    }
    // What the display matrix does, step by step: top and bottom exchanged, then turned clockwise.
    var wanted = try DecodedPictures(of: path).bitmaps[0]
    if isMirrored { wanted = wanted.oriented(.downMirrored) }
    let turns: [Int: Orientation] = [90: .right, 180: .down, 270: .left]
    if let turn = turns[rotation] { wanted = wanted.oriented(turn) }
    let found = try await FrameSampler().picture(at: .first, of: path)
    #expect(found.bitmap == wanted)
    let small = try await FrameSampler().picture(at: .first, of: path, longestSide: 80)
    #expect(small.bitmap.size.longSide == 80)
    #expect(small.bitmap.size.shortSide == 48)
  }

  @Test func `pixels become square`() async throws {
    let path = try make {
      $0.frameCount = 1
      $0.sampleAspect = Rational(2, 3)
    }
    let found = try await FrameSampler().picture(at: .first, of: path)
    #expect(found.bitmap.size == PixelSize(width: 107, height: 96))
    let small = try await FrameSampler().picture(at: .first, of: path, longestSide: 50)
    #expect(small.bitmap.size == PixelSize(width: 50, height: 45))
  }

  @Test(.needsEncoder("libvpx-vp9")) func `milliseconds do for ticks`() async throws {
    let path = try make("a.webm") {
      $0.encoder = "libvpx-vp9"
      $0.container = "webm"
      $0.rate = Rational(12, 1)
      $0.frameCount = 25
    }
    for (time, index) in [(0.083, 1), (0.0834, 1), (0.167, 2), (0.2499, 3), (2.0, 24)] {
      try await expect(.seconds(time), of: path, isFrame: index)
    }
  }

  @Test func `a picture that claims a nonsense shape is still a picture`() async throws {
    let path = try make {
      $0.frameCount = 1
      $0.sampleAspect = Rational(1, 100_000)
    }
    let found = try await FrameSampler().picture(at: .first, of: path)
    #expect(!found.bitmap.size.isEmpty && found.bitmap.size.pixelCount < 1 << 24)
  }
}
