import Hailuo
import Studio

extension Model {
  /// Refuses a picture file that the model would refuse, before anything is made of it.
  func check(picture path: String) async throws {
    let violations = limits.violations(of: try await PictureFacts(reading: path))
    guard violations.isEmpty else {
      throw CommandFailure(
        .badInput, violations.map { "\(path): \($0.message)" }.joined(separator: "\n"))
    }
  }
}
