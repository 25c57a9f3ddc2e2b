/// One of the camera commands the model understands inside square brackets.
///
/// Source: MiniMax's image-to-video reference; 15 commands (protocol guide 8.4).
public enum CameraMove: String, Sendable, Hashable, Codable, CaseIterable {
  /// The camera travels left.
  case truckLeft = "Truck left"
  /// The camera travels right.
  case truckRight = "Truck right"
  /// The camera turns left.
  case panLeft = "Pan left"
  /// The camera turns right.
  case panRight = "Pan right"
  /// The camera travels towards the scene.
  case pushIn = "Push in"
  /// The camera travels away from the scene.
  case pullOut = "Pull out"
  /// The camera rises.
  case pedestalUp = "Pedestal up"
  /// The camera sinks.
  case pedestalDown = "Pedestal down"
  /// The camera looks up.
  case tiltUp = "Tilt up"
  /// The camera looks down.
  case tiltDown = "Tilt down"
  /// The lens narrows.
  case zoomIn = "Zoom in"
  /// The lens widens.
  case zoomOut = "Zoom out"
  /// The camera shakes.
  case shake = "Shake"
  /// The camera follows the subject.
  case trackingShot = "Tracking shot"
  /// The camera stays still.
  case staticShot = "Static shot"

  /// Finds a command whatever its case and its blanks; nil when there is none of that name.
  public init?(token: some StringProtocol) {
    let words = Self.normalized(token)
    guard let move = Self.byName[words] else { return nil }
    self = move
  }

  private static let byName = Dictionary(
    uniqueKeysWithValues: allCases.map { (normalized($0.rawValue), $0) })

  private static func normalized(_ text: some StringProtocol) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
