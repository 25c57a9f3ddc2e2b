import Hailuo
import Studio

extension Model {
  /// The model of a name, ours or the user's; the usual one when none is named.
  static func chosen(_ name: String?, _ context: CommandContext) throws -> Model {
    guard let name else { return .hailuo02Fast }
    return try ModelLibrary(environment: context.environment).model(named: name)
  }

  /// Refuses a picture file that the model would refuse, before anything is made of it.
  func check(picture path: String) async throws {
    let violations = limits.violations(of: try await PictureFacts(reading: path))
    guard violations.isEmpty else {
      throw CommandFailure(
        .badInput, violations.map { "\(path): \($0.message)" }.joined(separator: "\n"))
    }
  }
}
