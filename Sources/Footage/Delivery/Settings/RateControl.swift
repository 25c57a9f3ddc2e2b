/// How an encoder spends its bits.
public enum RateControl: Sendable, Hashable, Codable {
  /// Constant quality by the codec's own scale, smaller is better: crf for x264, x265, SVT-AV1 and
  /// libvpx, `q` for WebP.
  case quality(Double)
  /// So many bits a second on average, in two passes if wanted.
  case bitRate(Int, passes: Int)
  /// The least quality whose SSIM to the source reaches this on sampled parts, above 0 and below 1.
  case ssim(Double)
  /// Whatever the profile gives: ProRes and DNxHR have no other choice.
  case fixed
  /// Every pixel is kept.
  case lossless
}
