/// What the channels of a picture are.
package enum ColourSpace: Sendable, Hashable {
  case grey, rgb, cmyk

  /// Channels, alpha left out.
  package var channelCount: Int {
    switch self {
    case .grey: 1
    case .rgb: 3
    case .cmyk: 4
    }
  }
}
