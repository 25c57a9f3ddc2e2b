import Libav
import Outputs
import Raster

/// One stream in segments on its way: a folder of files, one for each size and one for the sound.
final class StreamJob: DeliveryTask {
  static let endings: Set<String> = ["mp4", "m3u8", "mpd", "vtt"]

  private let number: Int
  private let delivery: DeliveryRequest
  private let source: DeliverySource
  private let options: DeliveryOptions
  private let rungs: [(plan: PicturePlan, encoding: PictureEncoding, name: String)]
  private var sound: (wish: SoundWish, encoding: AudioEncoding)?
  private let captions: [Caption]?
  private let grid: SegmentGrid
  private var output: AtomicFolder?
  private let folder: String
  private var passes: [FilePass] = []
  private var notes: [String] = []
  private var isMade = false
  private let report: DeliveryProgressReport?

  init(
    _ number: Int, _ delivery: DeliveryRequest, _ source: DeliverySource,
    _ options: DeliveryOptions,
    replacing: Bool, _ report: DeliveryProgressReport?, _ cancellation: Cancellation
  ) throws {
    self.number = number
    let (settings, choices) = delivery.settings.settled(for: source)
    self.delivery = DeliveryRequest(settings, to: delivery.destination)
    self.source = source
    self.options = options
    self.report = report
    notes = choices
    try settings.check(delivery.destination)
    guard var wish = settings.video, let streaming = settings.streaming,
      let video = source.clip.video, let stream = source.picture
    else {
      throw FootageError(
        .noVideo, path: source.path, "\(source.path): there is no moving picture in it.")
    }
    grid = SegmentGrid(seconds: streaming.segmentSeconds)
    // All sizes have frames at the same, even times, so that players can change between them.
    if wish.rate == .source { wish.rate = .constant }
    let plans = RungPlan.all(streaming.rungs, source: DisplayShape(stream).displaySize)
    guard !plans.isEmpty else {
      throw FootageError(
        .invalidRequest, path: delivery.destination,
        "\(delivery.destination): the settings name no size of the stream.")
    }
    var names: Set<String> = []
    rungs = try plans.map { rung in
      var own = wish
      own.shape.size = .shortSideAtMost(rung.shortSide)
      let plan = try PicturePlan(source, video, stream, own, options)
      var encoding = try PictureEncoding(own.forGrid)
      encoding.maxBitRate = rung.maxBitRate
      // Key frames are demanded where segments begin; no other may be wanted before.
      encoding.keyFrameInterval = max(
        2, Int((streaming.segmentSeconds * plan.rate.rate.framesPerSecond).rounded(.up)) * 2)
      let name = "video-\(rung.shortSide)"
      guard names.insert(name).inserted else {
        throw FootageError(
          .invalidRequest, path: delivery.destination,
          "\(delivery.destination): two sizes of the stream have \(rung.shortSide) lines.")
      }
      return (plan, encoding, name)
    }
    try PictureEncoding(wish).requireThatItStarts(rungs[0].plan)
    notes += rungs[0].plan.notes + source.leftOut(settings)
    captions = try StreamJob.captions(settings.container, options)?
      .within(rungs[0].plan.rate.duration)
    if let audio = settings.audio,
      let heard = SoundWish(source, audio, options.edits, duration: rungs[0].plan.rate.duration)
    {
      sound = (heard, try SoundEncoding(audio, source: source.sound).encoding)
    }
    notes += try options.edits.notes(
      duration: rungs[0].plan.rate.duration, isHeard: sound != nil, cancellation)
    let output = try AtomicFolder.begin(
      at: delivery.destination, replacing: replacing, endings: StreamJob.endings)
    folder = output.temporaryPath
    self.output = consume output
  }

  /// The captions of a track of their own.
  private static func captions(
    _ container: DeliveryContainer, _ options: DeliveryOptions
  ) throws -> [Caption]? {
    guard let wished = options.edits.captions else { return nil }
    let captions = try CaptionFile.read(wished.path)
    guard !wished.isBurntIn else { return nil }
    guard container == .hls else {
      // FFmpeg's reader refuses a manifest that names a file of WebVTT, and writes none into MP4.
      throw FootageError(
        .invalidRequest, path: wished.path,
        "\(container.rawValue) folders hold no captions that all readers take; draw them in with "
          + "--burn-in, or make an HLS folder, which holds them as a track.")
    }
    return captions
  }

  func prepare(_ cancellation: Cancellation) throws {
    guard let target = delivery.settings.audio?.loudness, let known = sound else { return }
    let (wish, note) = try Loudness.apply(target, to: known.wish, known.encoding, cancellation)
    sound = (wish, known.encoding)
    notes.append(note)
  }

  /// One fragment a segment, and an index of all in front. What lies before zero, priming of the
  /// sound and decoding times of the picture, is left out by an edit list, which has to wait for the
  /// first packets.
  private static let muxerOptions = [
    (
      name: "movflags",
      value: "+frag_custom+delay_moov+dash+global_sidx+skip_trailer+default_base_moof"
    )
  ]

  func nextPasses() throws -> [FilePass] {
    guard !isMade else { return [] }
    passes = rungs.map { rung in
      FilePass(
        delivery: number, phase: rung.name == rungs[0].name ? "encoding" : "",
        path: "\(folder)/\(rung.name).mp4",
        muxer: "mp4", muxerOptions: StreamJob.muxerOptions,
        picture: .init(plan: rung.plan, encoding: rung.encoding),
        pictureTag: delivery.settings.container.tag(for: rung.encoding.wish.codec), sound: nil,
        captions: nil, tags: [:], pictureTags: tags(of: source.picture), grid: grid,
        duration: rung.plan.rate.duration)
    }
    if let sound {
      passes.append(
        FilePass(
          delivery: number, phase: "", path: "\(folder)/sound.mp4", muxer: "mp4",
          muxerOptions: StreamJob.muxerOptions, picture: nil, pictureTag: nil,
          sound: .encoded(sound.wish, sound.encoding), captions: nil, tags: [:],
          soundTags: tags(of: source.sound), grid: grid,
          duration: rungs[0].plan.rate.duration))
    }
    return passes
  }

  private func tags(of stream: StreamFacts?) -> [String: String] {
    source.tags(of: stream, options, keepsMetadata: delivery.settings.keepsMetadata)
  }

  func conclude() throws {
    guard !isMade else { return }
    isMade = true
    for pass in passes { notes += pass.outcome.damageNotes.filter { !notes.contains($0) } }
    var pictures: [StreamTrack] = []
    for rung in rungs { pictures.append(try track(rung.name, rung.plan)) }
    let heard = try sound.map { _ in try track("sound", nil) }
    if let captions { try write(WebVTTCaptions.text(captions), WebVTTCaptions.name) }
    if delivery.settings.container == .hls {
      let playlists = HLSPlaylists(
        pictures: pictures, sound: heard, hasCaptions: captions != nil)
      for file in playlists.files { try write(file.text, file.name) }
    } else {
      try write(DASHManifest(pictures: pictures, sound: heard).text, DASHManifest.name)
    }
    tracks = pictures
    soundTrack = heard
  }

  private var tracks: [StreamTrack] = []
  private var soundTrack: StreamTrack?

  private func write(_ text: String, _ name: String) throws {
    try AtomicOutput.write(Array(text.utf8), to: "\(folder)/\(name)", replacing: false)
  }

  private func failure(_ what: String) -> FootageError {
    FootageError(
      .unproven, path: delivery.destination,
      "\(delivery.destination): \(what); the result was not kept.")
  }

  private func track(_ name: String, _ plan: PicturePlan?) throws -> StreamTrack {
    let path = "\(folder)/\(name).mp4"
    guard let index = try FragmentIndex.read(path) else {
      throw failure("\(name) has no index of its segments")
    }
    let demuxer = try Demuxer.open(path, Cancellation())
    guard let stream = demuxer.streams.first,
      let codec = plan == nil
        ? CodecText.sound(stream.codec)
        : CodecText.video(stream.codec, parameterSets: stream.parameterSets)
    else { throw failure("there is no name for \(name)'s codec") }
    return StreamTrack(
      name: name, index: index, codec: codec, size: plan?.size, rate: plan?.rate.rate,
      colour: plan?.colour, channels: stream.channelCount,
      sampleRate: stream.sampleRate)
  }

  func prove(_ cancellation: Cancellation) throws {
    PassProgress(number, phase: "checking", total: 0, report)
      .report(frames: 0, seconds: 0, byteCount: 0)
    guard let first = tracks.first else { throw failure("there is no picture in it") }
    for (track, pass) in zip(tracks, passes) {
      guard track.index.fragments.allSatisfy(\.isIndependent) else {
        throw failure("a segment of \(track.name) does not begin with a key frame")
      }
      let apart = zip(track.index.starts, first.index.starts).map { abs($0 - $1) }.max() ?? 0
      guard track.index.fragments.count == first.index.fragments.count, apart < 0.001 else {
        throw failure("the segments of \(track.name) and \(first.name) do not begin together")
      }
      let proof = DeliveryProof(
        settings: pictureSettings, destination: delivery.destination,
        frameCount: pass.outcome.facts.frameCount, duration: pass.outcome.facts.end,
        hasSound: false, colour: pass.picture?.plan.colour)
      _ = try proof.check(pass.path, options.check, cancellation)
    }
    // Behind the last fragment, where no playlist and no index reaches.
    for pass in passes {
      try options.label(of: source, delivery.settings)?
        .label(movie: pass.path, as: delivery.destination)
    }
    guard let soundTrack else { return }
    guard abs(soundTrack.duration - first.duration) < 0.13 else {
      throw failure("its sound lasts \(soundTrack.duration.rounded(toPlaces: 3)) s")
    }
  }

  /// What each file of the picture is held against.
  private var pictureSettings: DeliverySettings {
    var settings = delivery.settings
    settings.audio = nil
    settings.maxBytes = nil
    return settings
  }

  func commit() throws -> DeliveryResult {
    var byteCount = 0
    for track in tracks + [soundTrack].compactMap({ $0 }) { byteCount += track.index.byteCount }
    try output.take()?.commit()
    let sizes = tracks.compactMap { $0.size?.description }.joined(separator: ", ")
    return DeliveryResult(
      destination: delivery.destination, byteCount: byteCount, picture: .encoded,
      sound: soundTrack == nil ? nil : .encoded, frameCount: passes.first?.outcome.facts.frameCount,
      duration: tracks.first?.duration ?? 0, clip: nil,
      filters: rungs.first?.plan.filters, origin: options.label(of: source, delivery.settings),
      notes: notes + [
        "\(tracks.first?.index.fragments.count ?? 0) segments in \(sizes)."
      ])
  }
}

extension VideoDelivery {
  /// The same with key frames only where they are demanded.
  fileprivate var forGrid: VideoDelivery {
    var wish = self
    if wish.codec == .h264 {
      wish.options["sc_threshold"] = "0"
      wish.options["forced-idr"] = "1"
    } else {
      wish.options["forced-idr"] = "1"
      let own = wish.options["x265-params"].map { $0 + ":" } ?? ""
      wish.options["x265-params"] = own + "scenecut=0:open-gop=0"
    }
    return wish
  }
}
