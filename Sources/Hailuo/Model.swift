public import FalClient

/// What is known about one of the image-to-video models that share Hailuo-02 Fast's input.
public struct Model: Sendable, Hashable, Identifiable {
  /// Our short name for it, such as `hailuo-02-fast`.
  public let id: String
  /// fal's name for it.
  public let endpoint: EndpointID
  /// What people read.
  public let title: String
  /// The lengths it makes.
  public let durations: [ClipDuration]
  /// What it takes.
  public let limits: ModelLimits
  /// What it costs.
  public let pricing: Pricing
  /// The short side of its clips, nominally, in pixels; real ones may differ by a few.
  public let nominalShortSide: Int

  /// How a model is paid for.
  public enum Pricing: Sendable, Hashable {
    /// So much for each nominal second.
    case perSecond(Price)
    /// So much for a clip of each length.
    case perClip([ClipDuration: Price])
  }

  /// What a clip costs, exactly; nil when the model does not make that length.
  public func price(of duration: ClipDuration) -> Price? {
    guard durations.contains(duration) else { return nil }
    return switch pricing {
    case .perSecond(let price): price * duration.seconds
    case .perClip(let prices): prices[duration]
    }
  }

  /// What a second costs, where the price goes by seconds.
  public var pricePerSecond: Price? {
    if case .perSecond(let price) = pricing { price } else { nil }
  }
}
