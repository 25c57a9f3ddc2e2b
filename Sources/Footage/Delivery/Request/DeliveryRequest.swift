/// One result that is wanted of a video.
public struct DeliveryRequest: Sendable, Hashable {
  /// How the result is to be.
  public var settings: DeliverySettings
  /// The file, or for streams the folder, that it goes into.
  public var destination: String

  /// Creates a wish.
  public init(_ settings: DeliverySettings, to destination: String) {
    self.settings = settings
    self.destination = destination
  }
}
