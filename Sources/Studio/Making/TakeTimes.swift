internal import FalClient
internal import Footage
internal import FoundationEssentials
internal import Raster

/// When the stages of a request were seen.
struct TakeTimes {
  var submitted: Date
  var started: Date?
  var completed: Date?
  var downloaded: Date = .now
  private var runSeconds: Double?

  init(submitted: Date, completed: Date? = nil, downloaded: Date = .now) {
    self.submitted = submitted
    self.completed = completed
    self.downloaded = downloaded
  }

  mutating func saw(_ status: QueueStatus) {
    switch status {
    case .inProgress: started = started ?? .now
    case .completed(let completion):
      completed = .now
      runSeconds = completion.inferenceSeconds
    default: break
    }
  }

  var timings: TakeSidecar.Timings {
    TakeSidecar.Timings(
      submittedAt: submitted, startedAt: started, completedAt: completed ?? downloaded,
      downloadedAt: downloaded, queueSeconds: started?.timeIntervalSince(submitted),
      runSeconds: runSeconds)
  }
}

/// A clip's facts for its record; the path is left out, since files are moved.
struct ProbedClip: Encodable {
  let byteCount: Int
  let container: String
  let duration: Double?
  let video: VideoFacts?
  let audio: AudioFacts?
  let tags: [String: String]

  init(_ clip: Clip) {
    byteCount = clip.byteCount
    container = clip.container
    duration = clip.duration
    video = clip.video
    audio = clip.audio
    tags = clip.tags
  }
}
