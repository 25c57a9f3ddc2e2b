/// How many threads an encoder gets; pure.
enum EncoderThreads {
  /// Zero leaves it to the encoder.
  ///
  /// x264 takes three for two cores, each with a picture of its own; one that waits for the picture
  /// before it leaves a core idle, most of all where pictures are small. One thread more keeps the
  /// cores busier when it is the only encoder at work, for the memory of a few pictures; beside
  /// others it would only be in the way.
  static func count(of encoder: String, beside others: Int, cores: Int) -> Int {
    guard encoder == "libx264", others == 0, cores > 1 else { return 0 }
    return cores * 3 / 2 + 1
  }
}
