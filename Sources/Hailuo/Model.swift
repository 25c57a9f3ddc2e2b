public import FalClient

/// What is known about one of Hailuo's image-to-video models: its card.
public struct Model: Sendable, Hashable, Identifiable {
  /// Our short name for it, such as `hailuo-02-fast`.
  public let id: String
  /// fal's name for it.
  public let endpoint: EndpointID
  /// What people read.
  public let title: String
  /// The lengths it makes, at least one.
  public let durations: [ClipDuration]
  /// Whether the length can be asked for; a model of one length takes no such wish.
  public let takesDuration: Bool
  /// The size of its clips when none is asked for.
  public let standardResolution: Resolution
  /// The sizes that can be asked for; empty when there is only the standard one.
  public let resolutions: [Resolution]
  /// The sizes at which it takes a picture for the last frame as well; none when it takes none.
  public let endImageResolutions: [Resolution]
  /// The camera commands it understands.
  public let cameraMoves: [CameraMove]
  /// What it takes.
  public let limits: ModelLimits
  /// What it costs.
  public let pricing: Pricing
  /// Where the price and the sizes were read; for people.
  public let source: String?

  /// Collects what is known about a model.
  public init(
    id: String, endpoint: EndpointID, title: String, durations: [ClipDuration],
    takesDuration: Bool = true, standardResolution: Resolution, resolutions: [Resolution] = [],
    endImageResolutions: [Resolution] = [], cameraMoves: [CameraMove] = CameraMove.allCases,
    limits: ModelLimits = .hailuo, pricing: Pricing, source: String? = nil
  ) {
    self.id = id
    self.endpoint = endpoint
    self.title = title
    self.durations = durations
    self.takesDuration = takesDuration
    self.standardResolution = standardResolution
    self.resolutions = resolutions
    self.endImageResolutions = endImageResolutions
    self.cameraMoves = cameraMoves
    self.limits = limits
    self.pricing = pricing
    self.source = source
  }

  /// How a model is paid for.
  public enum Pricing: Sendable, Hashable {
    /// So much for each nominal second.
    case perSecond(Price)
    /// So much for a clip of each length.
    case perClip([ClipDuration: Price])
    /// So much for each nominal second of each size.
    case perSecondBySize([Resolution: Price])
  }

  /// Whether it takes a picture for the last frame as well.
  public var takesEndImage: Bool { !endImageResolutions.isEmpty }

  /// The sizes its clips come in: those that can be asked for, or the one there is.
  public var sizes: [Resolution] { resolutions.isEmpty ? [standardResolution] : resolutions }

  /// The short side of its clips, nominally, in pixels; real ones may differ by a few.
  ///
  /// - Parameter resolution: nil is the standard one.
  public func nominalShortSide(at resolution: Resolution?) -> Int {
    (resolution ?? standardResolution).shortSide
  }

  /// What a clip of the standard size costs; nil when the model does not make that length.
  public func price(of duration: ClipDuration) -> Price? { price(of: duration, at: nil) }

  /// What a clip costs, exactly; nil when the model does not make that length or size.
  ///
  /// - Parameter resolution: nil is the standard one.
  public func price(of duration: ClipDuration, at resolution: Resolution?) -> Price? {
    let resolution = resolution ?? standardResolution
    guard durations.contains(duration),
      resolution == standardResolution || resolutions.contains(resolution)
    else { return nil }
    return switch pricing {
    case .perSecond(let price): price * duration.seconds
    case .perClip(let prices): prices[duration]
    case .perSecondBySize(let prices): prices[resolution].map { $0 * duration.seconds }
    }
  }

  /// What a second costs at the standard size, where the price goes by seconds.
  public var pricePerSecond: Price? { pricePerSecond(at: nil) }

  /// What a second costs, where the price goes by seconds; fal bills such models by the second.
  ///
  /// - Parameter resolution: nil is the standard one.
  public func pricePerSecond(at resolution: Resolution?) -> Price? {
    switch pricing {
    case .perSecond(let price): price
    case .perSecondBySize(let prices): prices[resolution ?? standardResolution]
    case .perClip: nil
    }
  }
}
