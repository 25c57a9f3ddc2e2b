internal import FalClient
internal import Hailuo

/// The endpoints that exist here: those whose input is a prompt, a picture and a length.
///
/// Source: fal's endpoint pages, autumn 2026. Others answer 404, as unknown apps do. Here too the
/// schema is written down by itself, so that a mistake in a model's card is found and not repeated.
struct SimulatedEndpoint: Hashable, Sendable {
  let id: String
  let durations: [Int]
  /// The size of a clip when none is asked for.
  let standardResolution: Resolution
  /// The sizes that can be asked for; empty where the field does not exist, and is ignored.
  var resolutions: [Resolution] = []
  /// The sizes at which a last picture is taken; empty where that field does not exist.
  ///
  /// None at 512P: MiniMax, first and last frame reference.
  var endImageResolutions: [Resolution] = []

  static let all: [SimulatedEndpoint] = [
    SimulatedEndpoint(
      id: "fal-ai/minimax/hailuo-02-fast/image-to-video", durations: [6, 10],
      standardResolution: .p512),
    SimulatedEndpoint(
      id: "fal-ai/minimax/hailuo-02/standard/image-to-video", durations: [6, 10],
      standardResolution: .p768, resolutions: [.p512, .p768], endImageResolutions: [.p768]),
    SimulatedEndpoint(
      id: "fal-ai/minimax/hailuo-2.3-fast/standard/image-to-video", durations: [6, 10],
      standardResolution: .p768),
    SimulatedEndpoint(
      id: "fal-ai/minimax/hailuo-2.3/standard/image-to-video", durations: [6, 10],
      standardResolution: .p768),
    SimulatedEndpoint(
      id: "fal-ai/minimax/hailuo-2.3-fast/pro/image-to-video", durations: [6],
      standardResolution: .p1080),
  ]

  static func named(_ id: String) -> SimulatedEndpoint? {
    all.first { $0.id == id }
  }

  /// The size an input asks for; nil when it asks for one that is not made.
  func resolution(askedForBy input: JSONValue) -> Resolution? {
    guard !resolutions.isEmpty, let asked = input["resolution"] else { return standardResolution }
    return asked.text.flatMap(Resolution.init(rawValue:)).flatMap {
      resolutions.contains($0) ? $0 : nil
    }
  }
}
