/// What follows from a receiver's answer. Pure.
enum DeliveryVerdict: Hashable, Sendable {
  case done
  /// It is not tried again.
  case givenUp
  case again(after: Duration)

  /// fal, "Webhooks": 2xx acknowledges, 3xx is final, anything else is tried again.
  ///
  /// - Parameters:
  ///   - status: `nil` when no answer came.
  ///   - attempt: counts from 1.
  init(status: Int?, attempt: Int, delays: [Duration]) {
    switch status {
    case (200..<300)?: self = .done
    case (300..<400)?: self = .givenUp
    default: self = attempt <= delays.count ? .again(after: delays[attempt - 1]) : .givenUp
    }
  }
}
