import ArgumentParser
import Footage
import FoundationEssentials
import Outputs
import Studio

struct TranscodeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transcode",
    abstract: "Encode videos for delivery, by preset.",
    discussion: """
      Every video is decoded once for all presets; what came out is read back and checked before it \
      appears under its name. A video that meets a preset already is copied, which takes no quality \
      and hardly any time; --always-encode encodes it all the same. A result that cannot be made is \
      told of, and the others are made all the same.

      MP4 and MOV files of generated clips say so in their XMP, with the title and the prompt; a label \
      that a video bears already is kept, and none is made up.

      Examples:
        hailuo-studio transcode film.mp4 --preset web-h264 -o film.web.mp4
        hailuo-studio transcode *.mp4 --preset web-h264 --output-dir web
        hailuo-studio transcode clip.mp4 --scale 1080p --fps 50 -o large.mp4
        hailuo-studio transcode film.mp4 --preset small -o small.mp4
        hailuo-studio transcode film.mp4 --preset hls --preset gif --output-dir out
      """)

  @Argument(help: "The video files.", completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp(
      """
      The preset, \(Storyboard.usualPreset) unless given; 'hailuo-studio presets list' shows them. \
      Give it several times for several results of one decode.
      """, valueName: "preset"),
    completion: .shellCommand("hailuo-studio presets list --names"))
  var preset: [String] = []

  @Option(
    help: ArgumentHelp(
      "Settings as JSON in place of presets; for the checks.", visibility: .hidden))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp(
      "Another value for a key of the presets, such as video.crf=20; may be given several times.",
      valueName: "key=value"))
  var set: [String] = []

  @OptionGroup(title: "Picture") var picture: TranscodePictureOptions
  @OptionGroup(title: "Sound") var sound: TranscodeSoundOptions
  @OptionGroup(title: "Manner") var manner: TranscodeMannerOptions
  @OptionGroup var origins: OriginOptions
  @OptionGroup var results: ResultOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    let keys = set.map { String($0.prefix { $0 != "=" }) }
    if picture.quality != nil, let key = keys.first(where: PresetLibrary.spendsBits) {
      throw ValidationError("--quality and --set \(key)=… both say how bits are spent; give one.")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    let library = try PresetLibrary(environment: context.environment)
    let names = preset.isEmpty ? [Storyboard.usualPreset] : preset
    let chosen =
      settings.isEmpty
      ? try names.map { name in
        let idle = try library.idle(set, for: name)
        let wishes = set.filter { !idle.contains($0) }
        return Wish(try library.preset(named: name, encoder: picture.encoder, setting: wishes))
      }
      : try settings.map { try Wish(reading: $0) }
    if chosen.count > 1, results.output != nil {
      throw ValidationError(
        "--output names one file, and there are \(chosen.count) presets; use --output-dir.")
    }
    let wishes = try self.wishes(chosen)
    let created = try results.prepareFolder()
    defer { OutputFolder.removeEmpty(created) }
    let board = output.board(context)
    let run = TranscodeRun(
      wishes: wishes, options: options, replacing: results.force, tellsNotes: !output.json,
      board: board, takes: TakeOrigins(environment: context.environment))
    var outcome = TranscodeRun.Outcome()
    do {
      try await run.all(files, into: &outcome)
    } catch {
      board.clear()
      // What was finished before an interruption is there, and is told of.
      if !outcome.done.isEmpty { try answer(outcome, context) }
      throw error
    }
    board.clear()
    try finish(outcome, context)
  }

  private func answer(_ outcome: TranscodeRun.Outcome, _ context: CommandContext) throws {
    let document = TranscodeDocument(outcome)
    try output.answer("transcode", document, text: document.text, context)
  }

  private func finish(_ outcome: TranscodeRun.Outcome, _ context: CommandContext) throws {
    let count = outcome.done.count + outcome.failures.count
    // One bad result of one is an ordinary failure; among others it is told beside what was made.
    if count == 1, let failure = outcome.failures.first { throw failure.error }
    for message in outcome.messages { context.notice("hailuo-studio: \(message)\n") }
    try answer(outcome, context)
    guard let status = outcome.status else { return }
    let rest = outcome.done.isEmpty ? "nothing was written" : "the others are done"
    throw CommandFailure(
      status, "\(outcome.failures.count) of \(count) results could not be made; \(rest).")
  }

  /// How each file comes out, and where, in the order of the files.
  ///
  /// An option that no preset has a use for is refused; one that some have is told of beside the others'.
  private func wishes(_ presets: [Wish]) throws -> [TranscodeRun.Wish] {
    let given = GivenOptions(
      onPictures: picture.given, onSound: sound.given, hasFit: picture.fit != nil,
      hasQuality: picture.quality != nil, encoder: picture.encoder, values: set)
    var idle: [[IdleOption]] = []
    let wishes = try presets.map { preset in
      var settings = preset.settings
      try picture.apply(to: &settings)
      sound.apply(to: &settings)
      let unused = IdleOption.all(among: given, preset.name, settings)
      idle.append(unused)
      return TranscodeRun.Wish(
        preset: preset.name, settings: settings,
        destinations: try results.destinations(
          for: files, ending: DeliveryPreset.ending(preset.name, settings.container),
          isFolder: settings.container.isFolder),
        notes: unused.map(\.note))
    }
    for option in idle.first ?? []
    where idle.allSatisfy({ $0.contains { $0.name == option.name } }) {
      throw ValidationError(option.refusal)
    }
    return wishes
  }

  private var options: DeliveryOptions {
    var edits = DeliveryEdits(
      denoise: picture.denoise, sharpen: picture.sharpen, lut: picture.lut, speed: manner.speed,
      plays: manner.loop, fadeIn: manner.fadeIn, fadeOut: manner.fadeOut, music: sound.music,
      watermark: picture.watermark)
    if let path = picture.captions {
      edits.captions = .init(path: path, isBurntIn: picture.burnIn)
    }
    return DeliveryOptions(
      assumedColour: picture.assumeColour,
      // Who names a value wants it, and not the source's.
      alwaysEncodes: manner.alwaysEncode || picture.quality != nil || !set.isEmpty,
      check: manner.verify, edits: edits, keepsPrompt: !origins.leavesOutPrompt)
  }
}

extension TranscodeCommand {
  /// Settings, and what they are called in results' names.
  private struct Wish {
    let name: String
    let settings: DeliverySettings

    init(_ preset: DeliveryPreset) {
      name = preset.name
      settings = preset.settings
    }

    init(reading path: String) throws {
      name = String((path.split(separator: "/").last ?? "").prefix { $0 != "." })
      let bytes = try WholeFile.bytes(of: path, limit: 1 << 20)
      do {
        settings = try JSONDecoder().decode(DeliverySettings.self, from: Data(bytes))
      } catch {
        throw ValidationError("--settings is \(path), which does not hold settings: \(error)")
      }
    }
  }
}
