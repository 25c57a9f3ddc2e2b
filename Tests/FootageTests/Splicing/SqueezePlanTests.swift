import Libav
import Raster
import Testing

@testable import Footage

/// What `dedupe:lossless` makes of a chain, without media.
struct SqueezePlanTests {
  private static func clip(
    _ path: String, frames: Int = 49, rate: Int = 24, size: Int32 = 910, index: ClipIndex? = nil,
    timeBase: String = "1/12288"
  ) -> ScannedClip {
    .sample(
      path,
      .sample(
        codec: "vp9", size: PixelSize(width: Int(size), height: 512), frameRate: FrameRate(rate),
        frameCount: frames, duration: Double(frames) / Double(rate), timeBase: timeBase),
      index: index ?? .sample(frames))
  }

  private static func repeats(_ frames: Int = 1) -> SeamDecision {
    .drop(frames: frames, reason: "shown twice", isLossless: true)
  }

  /// Times on the grid; but for the last one, so many at the end are a tick apart.
  private static func ticks(of places: Int64..., squeezed: Int) -> [Int64] {
    var times = places.map { $0 * 512 }
    for offset in 1...squeezed { times[times.count - 1 - offset] -= Int64(offset) }
    return times
  }

  private func plan(
    _ clips: [ScannedClip], _ seams: [SeamDecision], container: ContainerFormat = .mp4,
    parts: [ClipPart]? = nil
  ) throws -> SplicePlan {
    let parts = parts ?? clips.map { ClipPart(path: $0.path) }
    let ranges = try zip(parts, clips).map { try $0.frames(of: $1) }
    return try SplicePlanner(
      clips: clips, parts: parts, ranges: ranges, seams: seams,
      target: try #require(FilmTarget.majority(clips.map(\.video), counts: ranges.map(\.count))),
      container: container, destination: "film.mp4", compatibility: .wide, canEncode: { _ in true }
    ).plan()
  }

  private func lines(_ plan: SplicePlan) -> [String] {
    plan.stretches.map {
      "\(plan.parts[$0.clip].path) \($0.treatment.rawValue.prefix(1))"
        + "\($0.frames.lowerBound)-\($0.frames.upperBound)"
    }
  }

  @Test func `a repeat that others are predicted from stays for one tick`() throws {
    let plan = try plan([Self.clip("a"), Self.clip("b")], [Self.repeats()])
    #expect(lines(plan) == ["a c0-49", "b c0-49"])
    #expect(plan.encodedFrames == 0 && plan.squeezed == [48] && plan.expectedFrames == 98)
    #expect(plan.isConstantRate && abs(plan.duration - 97.0 / 24) < 1e-9)
    #expect(Array(plan.times[47...49]) == Self.ticks(of: 47, 48, 48, squeezed: 1))
    #expect(plan.seams[0].seam == "dedupe:lossless" && plan.seams[0].squeezedFrames == 1)
    #expect(plan.seams[0].droppedFrames == 0 && plan.treatments[0].droppedFrames == 1)
    #expect(plan.pieces[0].frames == 0..<49)
    #expect(plan.notes.count == 1 && plan.notes[0].contains("one tick of 0.08 ms"))
  }

  @Test func `a repeat that nothing is predicted from is left out`() throws {
    let plan = try plan(
      [Self.clip("a", index: .sample(49, run: 1)), Self.clip("b")], [Self.repeats()])
    #expect(lines(plan) == ["a c0-48", "b c0-49"])
    #expect(plan.squeezed.isEmpty && plan.seams[0].droppedFrames == 1 && plan.notes.isEmpty)
  }

  @Test func `of two repeats only what is needed stays`() throws {
    // The group of the last four frames ends with frame 48; that of the four before with 44.
    let clips = [Self.clip("a"), Self.clip("b")]
    let both = try plan(clips, [Self.repeats(2)])
    #expect(lines(both) == ["a c0-49", "b c0-49"] && both.squeezed == [47, 48])
    #expect(Array(both.times[46...49]) == Self.ticks(of: 46, 47, 47, 47, squeezed: 2))
    let one = try plan([Self.clip("a", frames: 50), Self.clip("b")], [Self.repeats(2)])
    #expect(lines(one) == ["a c0-49", "b c0-49"] && one.squeezed == [48])
    #expect(one.seams[0].droppedFrames == 1 && one.seams[0].squeezedFrames == 1)
  }

  @Test func `a trim that ends on a repeat keeps it`() throws {
    let parts = [ClipPart(path: "a", end: .frame(45)), ClipPart(path: "b")]
    let clips = [Self.clip("a"), Self.clip("b")]
    #expect(lines(try plan(clips, [Self.repeats()], parts: parts)) == ["a c0-45", "b c0-49"])
    // Frames that are no repeats are never shown, not for a tick.
    let others = [ClipPart(path: "a", end: .frame(44)), ClipPart(path: "b")]
    let trimmed = try plan(clips, [Self.repeats()], parts: others)
    #expect(lines(trimmed) == ["a c0-41", "a e41-43", "b c0-49"] && trimmed.squeezed.isEmpty)
  }

  @Test func `dedupe alone, and what is encoded anyway, is as it was`() throws {
    let drop = SeamDecision.drop(frames: 1, reason: "shown twice")
    let plain = try plan([Self.clip("a"), Self.clip("b")], [drop])
    #expect(lines(plain) == ["a c0-45", "a e45-48", "b c0-49"] && plain.squeezed.isEmpty)
    let odd = try plan(
      [Self.clip("a", size: 640), Self.clip("b"), Self.clip("c")], [Self.repeats(), .cut])
    #expect(lines(odd) == ["a e0-48", "b c0-49", "c c0-49"] && odd.squeezed.isEmpty)
  }

  @Test func `ticks are made fine enough, and a file that cannot says so`() throws {
    let clips = [
      Self.clip("a", timeBase: "1/24"), Self.clip("b", timeBase: "1/24"),
    ]
    let fine = try plan(clips, [Self.repeats()])
    #expect(fine.ticks == Rational(1, 12_288) && fine.squeezed == [48])
    let fast = [Self.clip("a", rate: 120), Self.clip("b", rate: 120)]
    let coarse = try plan(fast, [Self.repeats()], container: .mkv)
    #expect(coarse.squeezed.isEmpty && coarse.encodedFrames == 3)
    #expect(coarse.notes.count == 1 && coarse.notes[0].contains("ticks of 1 ms"))
    #expect(try plan(fast, [Self.repeats()]).squeezed == [48])
    let slow = try plan([Self.clip("a"), Self.clip("b")], [Self.repeats()], container: .mkv)
    #expect(slow.squeezed == [48] && slow.notes[0].contains("one tick of 1 ms"))
  }

  @Test func `a clip that a transition comes into may end in a repeat`() throws {
    let fade = SeamDecision.transition(name: "fade", seconds: 0.5)
    let clips = ["a", "b", "c"].map { Self.clip($0, frames: 47, index: .sample(47, group: 24)) }
    let plan = try plan(clips, [fade, Self.repeats()])
    #expect(plan.stretches.filter { $0.clip == 1 }.last?.frames.upperBound == 47)
    #expect(plan.squeezed == [35 + 46])
    #expect(abs(plan.duration - (35.0 + 46 + 47) / 24) < 1e-9)
  }

  @Test func `decoding runs ahead far enough, and never twice at a time`() throws {
    let plan = try plan([Self.clip("a"), Self.clip("b")], [Self.repeats()])
    #expect(plan.lead > 0 && zip(plan.times, plan.times.dropFirst()).allSatisfy { $0 < $1 })
    let packets = Self.clip("a").index.packets(of: 0..<49)
    for (place, packet) in packets.enumerated() {
      #expect(plan.times[place] - plan.lead <= plan.times[Int(packet.frame)])
    }
  }
}
