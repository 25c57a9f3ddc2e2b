/// Gives shots that ask for exactly the same thing different take numbers.
///
/// Two shots of a film with the same picture and prompt are two takes, not one clip shown twice.
public enum TakeNumbers {
  /// The take number of every shot, in order.
  ///
  /// A chained shot counts as the same as another when both go on from shots that are the same.
  /// The numbers follow from the storyboard alone, so a later run finds the same takes again.
  /// The pictures are the SHA-256 of each shot's prepared picture, `nil` for chained shots; the last
  /// pictures are those of each shot's last frame, `nil` where it has none.
  public static func numbers(
    of shots: [Shot], pictures: [String?], endPictures: [String?] = []
  ) -> [Int] {
    var signatures: [String] = []
    var counts: [String: Int] = [:]
    return shots.enumerated().map { position, shot in
      var text = CanonicalText("hailuo-studio shot 1")
      text.add("before", shot.isChained ? signatures.last ?? "" : "")
      text.add("picture", pictures.indices.contains(position) ? pictures[position] ?? "" : "")
      text.add("prompt", shot.prompt)
      text.add("duration_seconds", String(shot.durationSeconds))
      text.add("prompt_optimizer", String(shot.promptOptimizer))
      if endPictures.indices.contains(position), let end = endPictures[position] {
        text.add("end_picture", end)
      }
      let signature = text.sha256
      signatures.append(signature)
      counts[signature, default: 0] += 1
      return counts[signature, default: 1]
    }
  }
}
