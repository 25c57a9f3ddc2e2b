/// What two clips look and sound like where they meet, in numbers.
public struct SeamMeasurement: Sendable, Codable, Hashable {
  /// How two frames differ.
  public struct Difference: Sendable, Codable, Hashable {
    /// Structural similarity of the luma: 1 for equal pictures.
    public let ssim: Double
    /// Peak signal-to-noise ratio of the luma in dB; 100 for equal pictures.
    public let psnr: Double
    /// Mean ΔE2000: 1 is just visible side by side, 3 at a glance.
    public let deltaE: Double
    /// Change of the mean luma in levels of 255.
    public let lumaStep: Double

    init(_ difference: PictureDifference) {
      (ssim, psnr, deltaE, lumaStep) = (
        difference.ssim, difference.psnr, difference.deltaE, difference.lumaStep
      )
    }

    enum CodingKeys: String, CodingKey {
      case ssim, psnr
      case deltaE = "delta_e"
      case lumaStep = "luma_step"
    }
  }

  /// From the last frame to the first one: the seam itself.
  public let seam: Difference
  /// From the last frame but one to the last; nil for a clip of one frame.
  public let before: Difference?
  /// From the first frame to the second; nil for a clip of one frame.
  public let after: Difference?
  /// From the last frame but one to the first.
  public let skipping: Difference?
  /// Change of the mean of red, green and blue in levels of 255.
  public let channelSteps: [Double]
  /// Contrast of red, green and blue of the first frame over that of the last.
  public let contrastRatios: [Double]
  /// Fine detail of the first frame over that of the last.
  public let sharpnessRatio: Double
  /// How far a single frame at the seam is brighter or darker than both its neighbours, in levels of
  /// 255; 0 when none is.
  public let flash: Double
  /// Whether the last frame is black.
  public let isLastBlack: Bool
  /// Whether the first frame is black.
  public let isFirstBlack: Bool
  /// The sound at the seam; nil where both clips are silent.
  public let sound: SoundStep?

  /// Measures the pictures around a seam.
  ///
  /// - Parameters:
  ///   - tail: the last pictures of the first clip in the order they are shown, at least one.
  ///   - head: the first pictures of the second clip, at least one, of the same size.
  init(tail: [PictureLook], head: [PictureLook], sound: SoundStep?) {
    let last = tail[tail.count - 1]
    let first = head[0]
    let earlier = tail.count > 1 ? tail[tail.count - 2] : nil
    let second = head.count > 1 ? head[1] : nil
    seam = Difference(PictureDifference(from: last, to: first))
    before = earlier.map { Difference(PictureDifference(from: $0, to: last)) }
    after = second.map { Difference(PictureDifference(from: first, to: $0)) }
    skipping = earlier.map { Difference(PictureDifference(from: $0, to: first)) }
    channelSteps = zip(last.means, first.means).map { $1 - $0 }
    contrastRatios = zip(last.sigmas, first.sigmas).map { ($1 + 1) / ($0 + 1) }
    sharpnessRatio = (first.luma.sharpness + 1) / (last.luma.sharpness + 1)
    let lumas = [earlier, last, first, second].map { $0?.luma.mean }
    flash = SeamMeasurement.flash(lumas)
    isLastBlack = last.isBlack
    isFirstBlack = first.isBlack
    self.sound = sound
  }

  /// How far the last or the first frame sticks out of its two neighbours.
  ///
  /// - Parameter lumas: the mean lumas of the four frames around a seam.
  static func flash(_ lumas: [Double?]) -> Double {
    var largest = 0.0
    for place in 1..<max(1, lumas.count - 1) {
      guard let old = lumas[place - 1], let middle = lumas[place], let new = lumas[place + 1]
      else { continue }
      let (rise, fall) = (middle - old, middle - new)
      guard rise * fall > 0 else { continue }
      // Neighbours that differ as much among themselves are a cut, not a flash.
      let height = min(abs(rise), abs(fall))
      guard abs(new - old) < height / 2 else { continue }
      if height > abs(largest) { largest = rise > 0 ? height : -height }
    }
    return largest
  }

  enum CodingKeys: String, CodingKey {
    case seam, before, after, skipping, flash, sound
    case channelSteps = "channel_steps"
    case contrastRatios = "contrast_ratios"
    case sharpnessRatio = "sharpness_ratio"
    case isLastBlack = "is_last_black"
    case isFirstBlack = "is_first_black"
  }
}
