import Libav
import Raster

/// Why streams cannot be copied as they are; pure.
struct CopyJudgement: Sendable, Equatable {
  /// Empty when the picture meets the settings, or there is none and none is wanted.
  let pictureObstacles: [String]
  /// Empty when the sound meets the settings, or there is none and none is wanted.
  let soundObstacles: [String]

  init(
    _ source: DeliverySource, _ settings: DeliverySettings, _ plan: PicturePlan?,
    _ options: DeliveryOptions
  ) {
    if options.alwaysEncodes {
      pictureObstacles = ["encoding was asked for"]
      soundObstacles = ["encoding was asked for"]
      return
    }
    if settings.video == nil {
      pictureObstacles = CopyJudgement.soundAlone(source, settings)
    } else {
      pictureObstacles = CopyJudgement.picture(source, settings, plan, options)
    }
    soundObstacles = CopyJudgement.sound(source, settings, plan, options)
  }

  private static func picture(
    _ source: DeliverySource, _ settings: DeliverySettings, _ plan: PicturePlan?,
    _ options: DeliveryOptions
  ) -> [String] {
    guard let video = source.clip.video, let wish = settings.video, let plan,
      let stream = source.picture
    else { return ["there is no picture"] }
    var obstacles: [String] = []
    func require(_ condition: Bool, _ obstacle: @autoclosure () -> String) {
      if !condition { obstacles.append(obstacle()) }
    }
    switch settings.container {
    case .mp4, .mov, .mkv, .webm: break
    default: return ["\(settings.container.rawValue) is always encoded"]
    }
    require(
      Muxer.canHold(video.codec, in: settings.container.muxer),
      "\(settings.container.rawValue) does not hold \(video.codec)")
    require(video.codec == wish.codec.ffmpegName, "it is \(video.codec)")
    require(video.pixelFormat == wish.pixelFormat, "its pixels are \(video.pixelFormat)")
    if let profile = wish.profile {
      require(
        plain(video.profile ?? "") == plain(profile), "its profile is \(video.profile ?? "unknown")"
      )
    }
    require(wish.encoder == nil, "another encoder was asked for")
    require(plan.filters == nil, "its pictures have to be changed")
    require(!options.edits.touchPictures, "its pictures are to be changed")
    require(plan.rate.isConstant || wish.rate == .source, "its rate is uneven")
    let tags = stream.colour
    let isTagged =
      tags.matrixName == plan.colour.matrixName && tags.primariesName == plan.colour.primariesName
      && tags.transferName == plan.colour.transferName
      && tags.isFullRange == plan.colour.isFullRange && tags.rangeName != nil
    require(isTagged, "its colour tags are others")
    for obstacle in video.obstaclesToCopying { require(false, obstacle) }
    if let seconds = wish.keyFrameSeconds, wish.codec.hasKeyFrames {
      // A group more or less at the end, and scene changes, shift the mean.
      let mean = video.duration / Double(max(1, video.keyFrameCount))
      require(mean <= seconds * 1.05, "its key frames are \(mean.rounded(toPlaces: 1)) s apart")
    }
    switch wish.rateControl {
    case .bitRate(let rate, _):
      require(video.bitRate <= rate, "it has \(video.bitRate / 1000) kb/s")
    case .lossless:
      require(wish.codec == .ffv1, "whether it is lossless cannot be told")
    case .quality, .ssim, .fixed: break
    }
    if let most = settings.maxBytes {
      require(source.clip.byteCount <= most, "it has \(source.clip.byteCount) bytes")
    }
    return obstacles
  }

  private static func sound(
    _ source: DeliverySource, _ settings: DeliverySettings, _ plan: PicturePlan?,
    _ options: DeliveryOptions
  ) -> [String] {
    guard let wish = settings.audio, let sound = source.sound, let facts = source.clip.audio else {
      return []
    }
    var obstacles: [String] = []
    func require(_ condition: Bool, _ obstacle: @autoclosure () -> String) {
      if !condition { obstacles.append(obstacle()) }
    }
    require(facts.codec == wish.codec.ffmpegName, "it is \(facts.codec)")
    require(facts.sampleRate == wish.sampleRate, "it has \(facts.sampleRate) samples a second")
    require(facts.channelCount == wish.channels, "it has \(facts.channelCount) channels")
    if wish.codec == .aac {
      require(facts.profile == "LC", "it is AAC of profile \(facts.profile ?? "unknown")")
    }
    if !wish.codec.isLossless, let rate = sound.bitRate {
      // Encoders spend a little more or less than they are told.
      require(
        Double(rate) <= Double(wish.bitRate) * 1.15, "it has \(rate / 1000) kb/s of sound")
    }
    require(wish.loudness == nil, "its loudness is to be set")
    // Elsewhere nothing tells how much of its beginning is Opus' priming.
    require(
      facts.codec != "opus" || !settings.container.countsPriming
        || (facts.start ?? 0) < source.start,
      "its priming is not told")
    require(!options.edits.touchSound, "it is to be changed")
    require(
      Muxer.canHold(facts.codec, in: settings.container.muxer),
      "\(settings.container.rawValue) does not hold \(facts.codec)")
    if let video = source.clip.video {
      // What is off by no more than a packet is no worse than what encoding to the sample gives.
      let packet = 1024 / Double(max(1, sound.sampleRate))
      let start = facts.start ?? 0
      let end = source.soundEnd ?? start
      require(abs(start - video.start) <= packet, "it does not start with the picture")
      let length = plan?.rate.duration ?? video.duration
      require(abs(end - video.start - length) <= packet, "it does not end with the picture")
    }
    return obstacles
  }

  /// Why a file of sound alone cannot be made of the source's packets, whatever the sound is like.
  ///
  /// Only one that is sound alone already says how many bits its sound takes.
  private static func soundAlone(
    _ source: DeliverySource, _ settings: DeliverySettings
  ) -> [String] {
    guard let wish = settings.audio, source.sound != nil else { return ["there is no sound"] }
    guard settings.container != .opus else { return ["opus is always encoded"] }
    guard source.clip.video == nil, let seconds = source.duration, seconds > 0 else {
      return ["it is a film"]
    }
    var obstacles: [String] = []
    // The index and a label take some thousand bytes; encoders do not meet their rate to the bit.
    let bitRate = Double(max(0, source.clip.byteCount - 8192)) * 8 / seconds
    if !wish.codec.isLossless, bitRate > Double(wish.bitRate) * 1.15 {
      obstacles.append("it has \(Int(bitRate) / 1000) kb/s")
    }
    if let most = settings.maxBytes, source.clip.byteCount > most {
      obstacles.append("it has \(source.clip.byteCount) bytes")
    }
    return obstacles
  }

  /// A profile's name without what writers of it differ in: "High 4:2:2" is "high422".
  private static func plain(_ name: String) -> String {
    let kept = name.lowercased().filter { $0.isLetter || $0.isNumber }
    return kept == "constrainedbaseline" ? "baseline" : kept
  }
}
