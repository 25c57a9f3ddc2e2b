internal import FalClient

/// How a webhook's address says which job of the ledger it is for.
///
/// It goes out with the submission, so that fal's call settles a job even when fal's answer to the
/// submission never came. fal signs the body and not the address, so the mark must fit the take: its
/// digest, over the prompt and the picture, is not to be guessed by who lets fal sign another job.
struct WebhookMark: Hashable, Sendable, CustomStringConvertible {
  private static let name = "hailuo-studio-job="
  private static let digitCount = 16

  let job: Job.ID
  let digits: String

  init(_ job: Job) {
    self.job = job.id
    digits = String(job.takeKey.description.prefix(Self.digitCount))
  }

  /// The mark in an address's query; nil when there is none.
  init?(query: String?) {
    guard
      let text = query?.split(separator: "&").first(where: { $0.hasPrefix(Self.name) })?
        .dropFirst(Self.name.count)
    else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let job = Job.ID(parts[0]), parts[1].utf8.count == Self.digitCount
    else { return nil }
    self.job = job
    digits = String(parts[1])
  }

  /// As it stands in a query.
  var description: String { "\(Self.name)\(job)-\(digits)" }

  /// An address with the mark in its query.
  func added(to address: String) -> String {
    let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let fragment = parts.count > 1 ? "#\(parts[1])" : ""
    return "\(parts[0])\(parts[0].contains("?") ? "&" : "?")\(self)\(fragment)"
  }
}
