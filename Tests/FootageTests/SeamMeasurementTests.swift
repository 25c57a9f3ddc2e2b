import Raster
import StudioTestSupport
import Testing

@testable import Footage

struct SeamMeasurementTests {
  /// Source: Sharma, Wu, Dalal, 2005, table 1.
  static let differences: [(one: [Double], other: [Double], deltaE: Double)] = [
    ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425),
    ([50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0000),
    ([50, 0, 0], [50, -1, 2], 2.3669),
    ([50, 2.4900, -0.0010], [50, -2.4900, 0.0009], 7.1792),
    ([50, -0.0010, 2.4900], [50, 0.0009, -2.4900], 4.8045),
    ([50, 2.5, 0], [73, 25, -18], 27.1492),
    ([50, 2.5, 0], [58, 24, 15], 19.4535),
    ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
    ([6.7747, -0.2908, -2.4247], [5.8714, -0.0985, -2.2286], 0.6377),
    ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
  ]

  @Test(arguments: differences)
  func `Colour differences are those of the formula's authors`(
    one: [Double], other: [Double], deltaE: Double
  ) {
    let left = LabColour(lightness: one[0], a: one[1], b: one[2])
    let right = LabColour(lightness: other[0], a: other[1], b: other[2])
    #expect(abs(left.difference(from: right) - deltaE) < 0.0001)
    #expect(abs(right.difference(from: left) - deltaE) < 0.0001)
  }

  @Test func `White, black and red have the colours of their standards`() {
    let white = LabColour(red: 255, green: 255, blue: 255)
    #expect(abs(white.lightness - 100) < 0.01 && abs(white.a) < 0.02 && abs(white.b) < 0.02)
    #expect(LabColour(red: 0, green: 0, blue: 0).lightness == 0)
    let red = LabColour(red: 255, green: 0, blue: 0)
    #expect(abs(red.lightness - 53.24) < 0.05 && abs(red.a - 80.09) < 0.05)
    #expect(abs(red.b - 67.2) < 0.05)
  }

  @Test func `Equal pictures do not differ, and noise makes them differ more`() throws {
    let picture = try DrawnScene.turning(by: 0, 1)[0]
    let look = PictureLook(picture)
    let same = PictureDifference(from: look, to: look)
    #expect(same.deltaE == 0 && same.psnr == 100 && abs(same.ssim - 1) < 1e-9)
    let brighter = PictureLook(try picture.drifted(gain: 1, offset: 10))
    let step = PictureDifference(from: look, to: brighter)
    #expect(abs(step.lumaStep - 10) < 0.5)
    #expect(step.deltaE > 1 && step.deltaE < 6)
    #expect(step.ssim > 0.9)
    let noisy = PictureLook(try DrawnScene.turning(by: 0, grain: 40, 1)[0])
    #expect(PictureDifference(from: look, to: noisy).ssim < 0.8)
  }

  @Test func `A blurred picture has less fine detail`() throws {
    let sharp = try DrawnScene.turning(by: 0, 1)[0]
    let soft = try DrawnScene.pictures(
      "color=gray:s=160x112,geq=lum='128+50*sin(X/9)*cos(Y/7)':cb=128:cr=128,gblur=sigma=3", 1)[0]
    #expect(LumaPlane(soft).sharpness < LumaPlane(sharp).sharpness / 2)
  }

  static let lumas: [(lumas: [Double?], flash: Double)] = [
    ([100, 100, 160, 100], 60),
    ([100, 160, 100, 100], 60),
    ([100, 100, 40, 102], -60),
    // A cut to something brighter, and one between a dark and a bright frame.
    ([100, 100, 160, 160], 0),
    ([100, 100, 160, 140], 0),
    // A steady change.
    ([100, 110, 120, 130], 0),
    ([nil, 100, 160, nil], 0),
    ([nil, 100, 160, 100], 60),
  ]

  @Test(arguments: lumas)
  func `A flash is a frame that both its neighbours disagree with`(
    lumas: [Double?], flash: Double
  ) {
    let found = SeamMeasurement.flash(lumas)
    #expect(abs(found) >= abs(flash) - 2 && abs(found) <= abs(flash) + 2)
    #expect(found * flash >= 0)
  }

  @Test func `A jump in quiet sound is a click, and loud sound is none`() {
    let tone = (0..<4800).map { Float(0.3) * Float(sinApproximation($0)) }
    let steady = SoundStep(before: tone, after: tone, sampleRate: 48_000)
    #expect(!steady.isClick)
    let jump = SoundStep(
      before: tone, after: tone.map { $0 + 0.4 }, sampleRate: 48_000)
    #expect(jump.isClick && jump.largest > 0.35)
    let silence = [Float](repeating: 0, count: 4800)
    #expect(!SoundStep(before: silence, after: silence, sampleRate: 48_000).isClick)
    let noise = (0..<4800).map { Float(($0 * 7919) % 200) / 200 - 0.5 }
    #expect(!SoundStep(before: noise, after: noise, sampleRate: 48_000).isClick)
    #expect(SoundStep(before: [], after: [], sampleRate: 48_000).largest == 0)
  }

  /// 480 samples a period: a triangle is as good as a sine here.
  private func sinApproximation(_ index: Int) -> Double {
    let phase = Double(index % 480) / 120
    return phase < 1 ? phase : phase < 3 ? 2 - phase : phase - 4
  }

  static func measurement(
    _ scene: [Bitmap], next: [Bitmap]
  ) -> SeamMeasurement {
    SeamMeasurement(
      tail: scene.suffix(2).map { PictureLook($0) }, head: next.prefix(2).map { PictureLook($0) },
      sound: nil)
  }

  private static let continues = RepeatVerdict(
    finding: .continues, frames: 0, isKnown: false, steps: 1, ratio: 1, reason: "it goes on")

  private func warnings(
    _ measurement: SeamMeasurement, _ repeats: RepeatVerdict = continues, dropped: Int = 0,
    isBlended: Bool = false
  ) -> Set<SeamFinding.Kind> {
    Set(
      measurement.findings(repeats: repeats, dropped: dropped, isBlended: isBlended)
        .filter { $0.standing == .warn }.map(\.kind))
  }

  @Test func `A scene that goes on passes`() throws {
    let pictures = try DrawnScene.turning(by: 0.02, 4)
    let measurement = Self.measurement(Array(pictures[..<2]), next: Array(pictures[2...]))
    #expect(warnings(measurement).isEmpty)
  }

  @Test func `What drifts at a seam is named`() throws {
    let pictures = try DrawnScene.turning(by: 0.01, 4)
    let drifted = try pictures[2...].map { try $0.drifted(gain: 1.25, offset: 6) }
    let measurement = Self.measurement(Array(pictures[..<2]), next: drifted)
    let found = warnings(measurement)
    #expect(found.isSuperset(of: [.colour, .brightness, .contrast]))
    #expect(!found.contains(.structure) && !found.contains(.flash))
    #expect(measurement.channelSteps.allSatisfy { $0 > 4 })
    // Under a transition, and at a cut, the two frames are not meant to agree.
    #expect(warnings(measurement, isBlended: true).isEmpty)
    let cut = RepeatVerdict(
      finding: .unrelated, frames: 0, isKnown: false, steps: nil, ratio: nil, reason: "a cut")
    #expect(warnings(measurement, cut).isEmpty)
  }

  @Test func `A repeat warns until it is left out`() throws {
    let pictures = try DrawnScene.turning(by: 0.01, 4)
    let measurement = Self.measurement(Array(pictures[..<2]), next: Array(pictures[1...]))
    let known = RepeatVerdict.known(because: "the frame was sent")
    #expect(warnings(measurement, known) == [.repeated])
    #expect(warnings(measurement, known, dropped: 1).isEmpty)
  }

  @Test func `Black frames and flashes are named at cuts too`() throws {
    let pictures = try DrawnScene.turning(by: 0.01, 2)
    let black = Bitmap(size: pictures[0].size, filledWith: .black)
    let cut = RepeatVerdict(
      finding: .unrelated, frames: 0, isKnown: false, steps: nil, ratio: nil, reason: "a cut")
    let dark = Self.measurement(pictures, next: [black, black])
    #expect(warnings(dark, cut) == [.black])
    let flash = Self.measurement(
      pictures, next: [Bitmap(size: pictures[0].size, filledWith: .white), pictures[1]])
    #expect(warnings(flash, cut).contains(.flash))
  }
}
