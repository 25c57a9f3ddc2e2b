import Libav
import Outputs
import Raster

/// One file on its way: what is decided before, and what is checked after its pictures are made.
///
/// Between them come its passes over the source (`DeliveryJob+Passes.swift`).
final class DeliveryJob: DeliveryTask {
  let number: Int
  let delivery: DeliveryRequest
  let source: DeliverySource
  let options: DeliveryOptions
  var plan: PicturePlan?
  private let judgement: CopyJudgement
  var encoding: PictureEncoding?
  var sound: (wish: SoundWish, encoding: AudioEncoding)?
  let captions: CaptionTrack?
  /// Where it says that it comes from; nil where there is nothing to say, or no place for it.
  private let label: OriginLabel?
  private var output: AtomicOutput?
  /// Where it is written meanwhile.
  let path: String
  let notesPath: String
  var notes: [String] = []
  var facts = PassOutcome.Facts()
  var paletteWay = PaletteWay.held
  private var isCopied = false
  private var clip: Clip?
  var step = Step.first
  var search: SizeSearch?
  /// Times that it was made smaller in size.
  var shapeTries = 0
  var pass: FilePass?
  private let report: DeliveryProgressReport?

  enum Step: Equatable {
    case first
    /// A first pass that only takes notes is done.
    case second
    /// What came out was too large.
    case smaller(bitRate: Int)
    /// Nothing fits: the least is found out, to say it.
    case least
    case done
  }

  init(
    _ number: Int, _ delivery: DeliveryRequest, _ source: DeliverySource,
    _ options: DeliveryOptions,
    replacing: Bool, notesPath: String, _ report: DeliveryProgressReport?,
    _ cancellation: Cancellation
  ) throws {
    self.number = number
    let (settings, choices) = delivery.settings.settled(for: source)
    self.delivery = DeliveryRequest(settings, to: delivery.destination)
    self.source = source
    self.options = options
    self.notesPath = notesPath
    self.report = report
    notes = choices
    try settings.check(delivery.destination)
    if let wish = settings.video {
      guard let video = source.clip.video, let stream = source.picture else {
        throw FootageError(
          .noVideo, path: source.path,
          "\(source.path): there is no moving picture in it; choose a preset for sound alone, such as "
            + "audio-only.")
      }
      let planned = try PicturePlan(source, video, stream, wish, options)
      let coded = try PictureEncoding(wish)
      try coded.requireThatItStarts(planned)
      plan = planned
      encoding = coded
    } else if source.sound == nil, options.edits.music == nil {
      throw FootageError(
        .invalidRequest, path: source.path,
        "\(source.path): there is no sound in it, and a file of sound alone was asked for.")
    }
    if let audio = settings.audio, !settings.container.isAnimation,
      let wish = SoundWish(source, audio, options.edits, duration: plan?.rate.duration)
    {
      sound = (wish, try SoundEncoding(audio, source: source.sound).encoding)
      notes += SoundEncoding.notes(audio, source: source.sound)
    }
    notes += source.leftOut(settings)
    notes += try options.edits.notes(
      duration: plan?.rate.duration ?? sound?.wish.duration, isHeard: sound != nil, cancellation)
    let all = try DeliveryJob.captions(settings, options)
    captions = all?.within(plan?.rate.duration ?? source.duration ?? .infinity)
    let late = (all?.captions.count ?? 0) - (captions?.captions.count ?? 0)
    if late > 0 {
      notes.append(
        late == 1
          ? "One caption comes after the end and is left out."
          : "\(late) captions come after the end and are left out.")
    }
    let known = options.label(of: source, settings)
    label = settings.container.bearsLabel ? known : nil
    if known != nil, label == nil {
      notes.append(OriginLabel.missing(in: settings.container.rawValue))
    }
    judgement = CopyJudgement(source, settings, plan, options)
    let output = try AtomicOutput.begin(at: delivery.destination, replacing: replacing)
    path = output.temporaryPath
    self.output = consume output
  }

  private static func captions(
    _ settings: DeliverySettings, _ options: DeliveryOptions
  ) throws -> CaptionTrack? {
    guard let wish = options.edits.captions else { return nil }
    let captions = try CaptionFile.read(wish.path)
    guard !wish.isBurntIn else { return nil }
    guard let codec = settings.container.textCodec else {
      throw FootageError(
        .invalidRequest, path: wish.path,
        "\(settings.container.rawValue) files hold no captions; draw them in with --burn-in.")
    }
    return CaptionTrack(codec: codec, captions: captions)
  }

  /// The most bytes that may be written before the label is.
  var mostBytes: Int? {
    delivery.settings.maxBytes.map { max(0, $0 - (label?.movieByteCount ?? 0)) }
  }

  private var copiesPicture: Bool { plan != nil && judgement.pictureObstacles.isEmpty }

  /// Whether the sound goes in as it is, alone or beside whatever picture.
  ///
  /// Where bytes are counted, its share has to be lowered with the picture's.
  var copiesSound: Bool {
    guard sound != nil, source.sound != nil, judgement.soundObstacles.isEmpty else { return false }
    guard plan != nil else { return judgement.pictureObstacles.isEmpty && shapeTries == 0 }
    return copiesPicture || delivery.settings.maxBytes == nil
  }

  var passSound: FilePass.Sound? {
    guard let sound else { return nil }
    if copiesSound, let own = source.sound {
      let start = source.soundStart(in: delivery.settings.container)
      return .copied(own, path: source.path, start: start)
    }
    return .encoded(sound.wish, sound.encoding)
  }

  func prepare(_ cancellation: Cancellation) throws {
    if let target = delivery.settings.audio?.loudness, let known = sound {
      let progress = PassProgress(number, phase: "measuring loudness", total: 1, report)
      progress.report(frames: 0, seconds: 0, byteCount: 0)
      let (wish, note) = try Loudness.apply(target, to: known.wish, known.encoding, cancellation)
      sound = (wish, known.encoding)
      notes.append(note)
    }
    guard copiesPicture else {
      try searchQuality(cancellation)
      try searchPalette(cancellation)
      return
    }
    let progress = PassProgress(
      number, phase: "copying", total: source.duration ?? 0, report)
    let copy = StreamCopy(
      source: source, settings: delivery.settings, sound: copiesSound ? nil : sound,
      copiesSound: copiesSound, captions: captions, path: path, tags: tags, chapters: chapters,
      pictureTags: tags(of: source.picture), soundTags: tags(of: source.sound), progress: progress)
    facts.frameCount = source.clip.video?.frameCount ?? 0
    facts.end = source.clip.video?.duration
    _ = try about(source.path) { try copy.run(cancellation) }
    notes += copy.outcome.damageNotes
    notes.append(
      copiesSound || sound == nil
        ? Self.copyNote
        : "The picture meets the settings and was copied; the sound was encoded, since "
          + (judgement.soundObstacles.first ?? "it is new") + ".")
    // A copy can come out larger by its container alone.
    if let most = mostBytes, try WholeFile.size(of: path) > most { return }
    step = .done
    isCopied = true
  }

  /// The colours of a GIF whose pictures would fill the memory.
  private func searchPalette(_ cancellation: Cancellation) throws {
    guard let wish = delivery.settings.video, wish.codec == .gif, let plan,
      let video = source.clip.video, let stream = source.picture
    else { return }
    let count = plan.rate.duration * plan.rate.rate.framesPerSecond
    guard !PaletteWay.isHeld(pictures: count, of: plan, options.mostHeldBytes) else { return }
    PassProgress(number, phase: "finding colours", total: 0, report)
      .report(frames: 0, seconds: 0, byteCount: 0)
    let sought = try PicturePlan(source, video, stream, wish, options, palette: .sought)
    let search = PaletteSearch(source: source, plan: sought, plays: options.edits.plays)
    guard let palette = try about(source.path, { try search.run(cancellation) }) else { return }
    paletteWay = .found(palette)
    self.plan = try PicturePlan(source, video, stream, wish, options, palette: paletteWay)
  }

  private func searchQuality(_ cancellation: Cancellation) throws {
    guard case .ssim(let target) = encoding?.rateControl, let plan, let known = encoding else {
      return
    }
    guard known.hasQualityScale else {
      throw FootageError(
        .invalidRequest, path: delivery.destination,
        "\(delivery.destination): the quality of \(known.encoder) cannot be searched for; name one."
      )
    }
    let sampler = QualitySampler(
      source: source, plan: plan, encoding: known, target: target,
      progress: PassProgress(number, phase: "trying qualities", total: 0, report))
    let found = try sampler.search(cancellation)
    encoding?.rateControl = .quality(Double(found.quality))
    notes.append(
      "Quality \(found.quality) has a similarity of \(found.similarity.rounded(toPlaces: 4)) on "
        + "sampled parts.")
  }

  private static let copyNote =
    "The source meets the settings and was copied; --always-encode encodes it."

  func prove(_ cancellation: Cancellation) throws {
    if plan == nil, copiesSound { notes.append(Self.copyNote) }
    PassProgress(number, phase: "checking", total: 0, report)
      .report(frames: facts.frameCount, seconds: 0, byteCount: 0)
    try label?.label(movie: path, as: delivery.destination)
    let proof = DeliveryProof(
      settings: delivery.settings, destination: delivery.destination,
      frameCount: plan == nil ? nil : facts.frameCount, duration: facts.end,
      hasSound: sound != nil, colour: plan?.colour)
    clip = try proof.check(path, options.check, cancellation)
  }

  func commit() throws -> DeliveryResult {
    let size = try WholeFile.size(of: path)
    try output.take()?.commit()
    return DeliveryResult(
      destination: delivery.destination, byteCount: size,
      picture: plan == nil ? nil : isCopied ? .copied : .encoded,
      sound: sound == nil
        ? nil : copiesSound ? .copied : .encoded,
      frameCount: plan == nil ? nil : facts.frameCount,
      duration: facts.end ?? clip?.duration ?? source.duration ?? 0,
      clip: clip?.moved(to: delivery.destination), filters: isCopied ? nil : plan?.filters,
      origin: label, notes: (isCopied ? [] : plan?.notes ?? []) + notes + beyondTheEnd)
  }
}
