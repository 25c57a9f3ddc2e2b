import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(2)))
struct AnchorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  struct Tail: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Brightness, contrast, sharpness of each frame.
    let looks: [(Double, Double, Double)]
    let chosen: Int
    let trouble: Anchor.Trouble?
  }

  static let tails = [
    Tail(
      testDescription: "all alike", looks: Array(repeating: (120, 50, 400), count: 6), chosen: 5,
      trouble: nil),
    Tail(
      testDescription: "an encoder's little differences",
      looks: [(120, 50, 400), (120, 50, 360), (120, 50, 410), (120, 50, 355)], chosen: 3,
      trouble: nil),
    Tail(
      testDescription: "black at the end",
      looks: [(120, 50, 400), (120, 50, 400), (2, 1, 0), (2, 1, 0)], chosen: 1, trouble: .black),
    Tail(
      testDescription: "a fade to black",
      looks: [(120, 50, 400), (100, 42, 280), (80, 33, 174), (60, 25, 100), (40, 17, 46)],
      chosen: 1, trouble: .faded),
    Tail(
      testDescription: "a fade to white",
      looks: [(120, 50, 400), (180, 25, 100), (240, 5, 4)], chosen: 0, trouble: .faded),
    Tail(
      testDescription: "blurred at the end",
      looks: [(120, 50, 400), (120, 50, 400), (120, 49, 250), (120, 48, 120)], chosen: 1,
      trouble: .blurred),
    Tail(
      testDescription: "softer, not blurred, at the end",
      looks: [(120, 50, 400), (120, 50, 280)], chosen: 0, trouble: nil),
    Tail(
      testDescription: "black throughout", looks: Array(repeating: (2, 1, 0), count: 3), chosen: 2,
      trouble: .black),
    Tail(testDescription: "one frame", looks: [(120, 50, 400)], chosen: 0, trouble: nil),
    Tail(testDescription: "one colour", looks: [(90, 0, 0), (90, 0, 0)], chosen: 1, trouble: nil),
  ]

  @Test(arguments: tails)
  func `The latest frame that can be gone on from is chosen`(tail: Tail) {
    let judge = AnchorJudge(
      looks: tail.looks.map {
        AnchorJudge.Look(brightness: $0.0, contrast: $0.1, sharpness: $0.2)
      })
    #expect(judge.choice() == tail.chosen)
    #expect(judge.trouble(at: tail.looks.count - 1) == tail.trouble)
  }

  @Test func `A clip that fades out is gone on from before it does`() async throws {
    let pictures = try DrawnScene.pictures(
      "testsrc2=s=160x96:r=24,fade=t=out:start_frame=38:nb_frames=8", 48)
    let path = try DrawnClip(pictures).make(at: folder / "fading.mp4")
    let anchor = try await AnchorFinder().anchor(of: path)
    #expect(anchor.troubleAtEnd == .black)
    #expect((36...41).contains(anchor.frame), "\(anchor)")
    #expect(anchor.framesAfter == 47 - anchor.frame)
    let picture = try await FrameSampler().picture(at: .anchor, of: path)
    #expect(picture.index == anchor.frame)
  }

  @Test func `A clip that ends well is gone on from at its end`() async throws {
    let path = try DrawnClip(try DrawnScene.turning(by: 0.02, 30)).make(at: folder / "clip.mp4")
    let anchor = try await AnchorFinder().anchor(of: path)
    #expect(anchor.troubleAtEnd == nil)
    #expect(anchor.framesAfter <= 2, "\(anchor)")
  }
}
