import Libav
import Outputs

extension DeliverySource {
  /// The tags that a result keeps: those that stay true of it, and when the source was made.
  func tags(_ options: DeliveryOptions) -> [String: String] {
    var tags = clip.lastingTags
    tags["creation_time"] = clip.tags["creation_time"]
    guard !options.keepsPrompt else { return tags }
    tags = prompts(options).removed(from: tags)
    // Whatever else goes, a simulated film says that it is one.
    if clip.isSimulated, !SimulationMark.isIn(tags) {
      tags[SimulationMark.tag] = SimulationMark.text
    }
    return tags
  }

  /// What it is known to be made of, to be taken out of what is written.
  func prompts(_ options: DeliveryOptions) -> PromptTags {
    PromptTags([label?.prompt, options.origin?.prompt])
  }

  /// The tags that a stream keeps: which language it is in, and what it is called.
  func tags(
    of stream: StreamFacts?, _ options: DeliveryOptions, keepsMetadata: Bool
  ) -> [String: String] {
    var tags: [String: String] = [:]
    if let language = stream?.tags["language"], language != "und" { tags["language"] = language }
    if keepsMetadata, let title = stream?.tags["title"] { tags["title"] = shown(title, options) }
    return tags
  }

  /// A title that is kept; nil for one that is the prompt, where that is not to be told.
  func shown(_ title: String, _ options: DeliveryOptions) -> String? {
    options.keepsPrompt ? title : prompts(options).removed(from: ["title": title])["title"]
  }
}
