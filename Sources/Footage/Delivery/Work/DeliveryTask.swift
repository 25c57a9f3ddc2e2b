import Libav

/// One result on its way: what is left to do for it, round after round of decoding.
protocol DeliveryTask: AnyObject {
  /// Does what needs no decoding of pictures.
  func prepare(_ cancellation: Cancellation) throws
  /// The files that the next round is to make; none when all is made.
  func nextPasses() throws -> [FilePass]
  /// Looks at what the round made, and decides what is left to do.
  func conclude() throws
  /// Checks what was made.
  func prove(_ cancellation: Cancellation) throws
  /// Gives what was made and checked its name.
  func commit() throws -> DeliveryResult
}
