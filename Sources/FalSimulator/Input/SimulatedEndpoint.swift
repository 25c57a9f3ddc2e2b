/// The endpoints that exist here: those whose input is a prompt, a picture and a length.
///
/// Source: fal's endpoint pages, autumn 2026. Others answer 404, as unknown apps do.
struct SimulatedEndpoint: Hashable, Sendable {
  let id: String
  let durations: [Int]

  static let all: [SimulatedEndpoint] = [
    SimulatedEndpoint(id: "fal-ai/minimax/hailuo-02-fast/image-to-video", durations: [6, 10]),
    SimulatedEndpoint(id: "fal-ai/minimax/hailuo-02/standard/image-to-video", durations: [6, 10]),
    SimulatedEndpoint(
      id: "fal-ai/minimax/hailuo-2.3-fast/standard/image-to-video", durations: [6, 10]),
    SimulatedEndpoint(id: "fal-ai/minimax/hailuo-2.3/standard/image-to-video", durations: [6, 10]),
    SimulatedEndpoint(id: "fal-ai/minimax/hailuo-2.3-fast/pro/image-to-video", durations: [6]),
  ]

  static func named(_ id: String) -> SimulatedEndpoint? {
    all.first { $0.id == id }
  }
}
