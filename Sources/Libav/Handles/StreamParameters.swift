internal import CFFmpeg

/// What a file's header says of one stream: what its packets are coded with, and their ticks.
///
/// Threads may pass it on: nobody changes it.
package struct StreamParameters: ~Copyable, Sendable {
  nonisolated(unsafe) let raw: UnsafeMutablePointer<AVCodecParameters>
  /// Of the packets' times.
  package let timeBase: Rational

  private init(timeBase: Rational) throws(LibavError) {
    raw = try allocated(avcodec_parameters_alloc(), "a stream's parameters")
    self.timeBase = timeBase
  }

  deinit {
    var closing: UnsafeMutablePointer<AVCodecParameters>? = raw
    avcodec_parameters_free(&closing)
  }

  /// Those of what an encoder makes.
  package static func of(_ encoder: borrowing Encoder) throws(LibavError) -> StreamParameters {
    let parameters = try StreamParameters(timeBase: encoder.timeBase)
    try check(
      avcodec_parameters_from_context(parameters.raw, encoder.context), "describe a stream")
    return parameters
  }

  /// Those of a stream of a file.
  package static func of(
    _ demuxer: borrowing Demuxer, stream index: Int
  ) throws(LibavError) -> StreamParameters {
    let label = "copy a stream of \(demuxer.path)"
    guard let stream = demuxer.context.pointee.streams[index] else {
      throw LibavError(.failed, label, reason: "no stream \(index)")
    }
    let parameters = try StreamParameters(timeBase: Rational(stream.pointee.time_base))
    try check(avcodec_parameters_copy(parameters.raw, stream.pointee.codecpar), label)
    return parameters
  }
}
