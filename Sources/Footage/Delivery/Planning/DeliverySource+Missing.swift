extension DeliverySource {
  /// What the source itself lacks, or has where no picture is, a sentence each.
  func missing(_ settings: DeliverySettings) -> [String] {
    guard settings.video != nil else { return [] }
    return beyondThePicture(settings) + Self.holes(unevenTimes)
  }

  /// Places where a film of an even rate lacks pictures; a film of uneven rate has its reasons.
  static func holes(_ times: [Double]) -> [String] {
    let steps = zip(times.dropFirst(), times).map { $0 - $1 }
    let usual = steps.sorted().dropFirst(steps.count / 2).first ?? 0
    let odd = steps.indices.filter { abs(steps[$0] - usual) > usual / 2 }
    guard usual > 0, steps.count > 10, odd.count <= 3 else { return [] }
    return odd.filter { steps[$0] > 3 * usual }.map {
      "The source lacks pictures for \((steps[$0] - usual).rounded(toPlaces: 2)) s at "
        + "\((times[$0] + usual).rounded(toPlaces: 2)) s; it may be damaged."
    }
  }

  /// What comes, or should come, after the last picture, where it is more than people overlook.
  private func beyondThePicture(_ settings: DeliverySettings) -> [String] {
    guard !settings.container.isAnimation, let video = clip.video else { return [] }
    let end = video.start + video.duration
    let least = 0.5
    if settings.audio != nil, let soundEnd, soundEnd - end > least {
      return [
        "The source's sound goes on for \((soundEnd - end).rounded(toPlaces: 2)) s after its last "
          + "picture; that was left out."
      ]
    }
    // Containers tell how long the longest of their streams is.
    let known = max(end, soundEnd ?? end)
    if textCount == 0, let claimed = clip.duration, claimed + min(0, start) - known > least {
      return [
        "The source claims to last \(claimed.rounded(toPlaces: 2)) s, and ends after "
          + "\(known.rounded(toPlaces: 2)) s; it may be damaged."
      ]
    }
    return []
  }
}
