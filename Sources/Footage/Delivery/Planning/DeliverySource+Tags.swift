import Outputs

extension DeliverySource {
  /// The tags that a result keeps: those that stay true of it, and when the source was made.
  func tags(_ options: DeliveryOptions) -> [String: String] {
    var tags = clip.lastingTags
    tags["creation_time"] = clip.tags["creation_time"]
    guard !options.keepsPrompt else { return tags }
    tags = PromptTags([label?.prompt, options.origin?.prompt]).removed(from: tags)
    // Whatever else goes, a simulated film says that it is one.
    if clip.isSimulated, !SimulationMark.isIn(tags) {
      tags[SimulationMark.tag] = SimulationMark.text
    }
    return tags
  }
}
