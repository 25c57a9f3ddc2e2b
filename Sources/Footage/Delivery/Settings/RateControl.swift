/// How an encoder spends its bits.
public enum RateControl: Sendable, Hashable {
  /// Constant quality by the encoder's own scale: crf for x264, x265, SVT-AV1, libaom and libvpx,
  /// where smaller is better; libwebp's quality, where larger is.
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

extension RateControl: Codable {
  private enum CodingKeys: String, CodingKey {
    case crf, passes, ssim, lossless
    case bitRate = "bit_rate"
  }

  /// Reads `{"crf": 19}`, `{"bit_rate": 4000000, "passes": 2}`, `{"ssim": 0.98}`,
  /// `{"lossless": true}`, or `{}` for what the profile gives.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    if let crf = try members.decodeIfPresent(Double.self, forKey: .crf) {
      self = .quality(crf)
    } else if let rate = try members.decodeIfPresent(Int.self, forKey: .bitRate) {
      let passes = try members.decodeIfPresent(Int.self, forKey: .passes)
      self = .bitRate(rate, passes: passes ?? 1)
    } else if let ssim = try members.decodeIfPresent(Double.self, forKey: .ssim) {
      self = .ssim(ssim)
    } else {
      let isLossless = try members.decodeIfPresent(Bool.self, forKey: .lossless)
      self = isLossless == true ? .lossless : .fixed
    }
  }

  /// Writes what it can be read from again.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .quality(let crf): try members.encode(crf, forKey: .crf)
    case .bitRate(let rate, let passes):
      try members.encode(rate, forKey: .bitRate)
      try members.encode(passes, forKey: .passes)
    case .ssim(let ssim): try members.encode(ssim, forKey: .ssim)
    case .fixed: break
    case .lossless: try members.encode(true, forKey: .lossless)
    }
  }
}
