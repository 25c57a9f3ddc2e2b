import Libav
import Raster

/// One join being carried out; blocking, on a thread of the workshop.
struct SpliceJob {
  let clips: [Clip]
  let plan: SplicePlan
  let container: ContainerFormat
  let path: String
  let tags: [String: String]
  let cancellation: Cancellation
  let progress: ProgressReport?

  func report(_ phase: String, _ seconds: Double) {
    progress?(Progress(phase: phase, completed: min(seconds, plan.duration), total: plan.duration))
  }

  /// The sound of all clips, each as long as its pictures; nil when there is none.
  func sound() throws -> SoundTrack? {
    guard plan.hasSound else { return nil }
    var track = try SoundTrack.open(AudioEncoding())
    var end = 0.0
    for clip in clips {
      try cancellation.check()
      end += clip.video?.duration ?? 0
      try about(clip.path) {
        try track.append(
          clip.path, hasSound: clip.audio != nil, start: clip.video?.start ?? 0, end: end,
          cancellation)
      }
    }
    try track.finish()
    return track
  }

  /// Checks the finished file against the plan before it gets its name.
  func verify(_ made: Clip, as destination: String) throws(FootageError) {
    let frames = made.video?.frameCount ?? 0
    guard frames == plan.expectedFrames else {
      throw FootageError(
        .unproven, path: destination,
        "\(destination): the joined video has \(frames) frames instead of \(plan.expectedFrames); "
          + "it was not kept. Please report this with the clips.")
    }
  }
}
