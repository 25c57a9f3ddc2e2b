extension Frame {
  /// A copy of the sound samples of one channel, or of all in turn where the format interleaves
  /// them; empty for formats other than 32-bit floats.
  package var floats: [Float] {
    var copy: [Float] = []
    withSamples { copy = Array($0) }
    return copy
  }
}
