import Footage
import Outputs
import Raster

/// A join's plan, and what came of it, as one JSON document.
struct SpliceDocument: Encodable {
  struct Plan: Encodable {
    struct Stretch: Encodable {
      /// The clip's place on the command line, from 0.
      let clip: Int
      let file: String
      let treatment: Footage.Stretch.Treatment
      let firstFrame: Int
      let endFrame: Int
      /// Frames of the film.
      let frameCount: Int
      let reason: String?
    }
    let stretches: [Stretch]
    let codec: String
    let headers: SplicePlan.Headers
    let width: Int
    let height: Int
    let frameRate: Double
    let constantRate: Bool
    let copiedFrames: Int
    let encodedFrames: Int
    let expectedFrames: Int
    /// Frames of the film that are shown for one tick only, counted from 0.
    let squeezed: [Int]
    let duration: Double
    let hasSound: Bool
    /// What becomes of the clips' sounds; absent for a silent film.
    let sound: SoundSummary?
    let seams: [PlannedSeam]
    /// The rates that parts of the film have; empty where frames last as they like.
    let frameRates: [Double]
    let reasons: [String]
    let notes: [String]
  }

  let file: String
  let plan: Plan
  let clip: Clip?
  let similarity: Double?
  /// The label of its origin.
  let origin: OriginLabel?
  /// What came out less well than it was meant to.
  let warnings: [String]

  init(_ file: String, _ plan: SplicePlan, _ result: Splicer.Result? = nil) {
    self.file = file
    clip = result?.clip
    similarity = result?.similarity
    origin = result?.label
    warnings = result?.warnings ?? []
    self.plan = Plan(
      stretches: plan.stretches.map {
        Plan.Stretch(
          clip: $0.clip, file: plan.parts[$0.clip].path, treatment: $0.treatment,
          firstFrame: $0.frames.lowerBound, endFrame: $0.frames.upperBound,
          frameCount: $0.count, reason: $0.reason)
      },
      codec: plan.codec, headers: plan.headers, width: plan.size.width, height: plan.size.height,
      frameRate: plan.frameRate.framesPerSecond, constantRate: plan.isConstantRate,
      copiedFrames: plan.copiedFrames, encodedFrames: plan.encodedFrames,
      expectedFrames: plan.expectedFrames, squeezed: plan.squeezed,
      duration: plan.duration, hasSound: plan.hasSound,
      sound: plan.sound, seams: plan.seams,
      frameRates: plan.rates.map(\.framesPerSecond), reasons: plan.reasons, notes: plan.notes)
  }
}
