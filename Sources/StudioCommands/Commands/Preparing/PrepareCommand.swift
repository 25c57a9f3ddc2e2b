import ArgumentParser
import Footage
import Outputs
import Raster
import Stills
import Studio

struct PrepareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Fit pictures to what the endpoint takes: upright, opaque, short side 512.",
    discussion: """
      Reads JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP, TIFF and JPEG XL, told by their content, from \
      files, folders, https addresses and standard input (-); of a video the picture at --at. \
      Turns them upright, brings their colours to sRGB, lays clear ones on a background, cuts them \
      to the wanted shape, scales them, and writes PNG, JPEG or WebP files without places or \
      serial numbers. A label of a picture's origin, such as that a model made it, is kept. A picture that cannot be read is named, and the others are done all the same.

      Examples:
        hailuo-studio prepare harbour.jpg -o harbour.png
        hailuo-studio prepare *.heic --gravity smart --output-dir ready
        hailuo-studio prepare clip.mp4 --at last -o next.png
      """)

  @Argument(
    help: "The pictures: files, folders, https addresses, or - for standard input.",
    completion: .file(extensions: StillFormat.allFileEndings))
  var pictures: [String]

  @OptionGroup(title: "Cut and size") var picture: PictureOptions
  @OptionGroup(title: "File") var encoding: EncodingOptions

  @Option(
    help: ArgumentHelp(
      "Which picture of a video: first, last, 1.5, 00:00:01.500, 50% or f:37.", valueName: "time"))
  var at: FramePosition?

  @Option(
    help: ArgumentHelp(
      "Also write one PNG that shows each picture, what is kept of it, and the result.",
      valueName: "file"), completion: .file(extensions: ["png"]))
  var preview: String?

  @OptionGroup var results: ResultOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard let preview else { return }
    try FileEnding.require(FileEnding(of: ".png"), of: preview, option: "--preview")
    if let output = results.output { try requireApart(preview, [output]) }
  }

  /// The preview would take a result's place.
  private func requireApart(_ preview: String, _ destinations: [String]) throws {
    guard let same = destinations.first(where: { AtomicOutput.isSamePlace($0, preview) }) else {
      return
    }
    throw ValidationError(
      "--preview is \(preview), and so is the result \(same); name another file.")
  }

  /// Every file that something is made of.
  private func ingredients(_ sources: [PictureSource]) -> [String] {
    var files = sources.filter(\.isFile).map(\.argument)
    if case .match(let model?) = picture.aspect { files.append(model) }
    return files
  }

  func run() async throws {
    let context = CommandContext.current
    let sources = try PictureSource.all(pictures)
    let encoding = try encoding.encoding(of: results.output)
    let ending = results.output.map { FileEnding(of: $0).description }
    let destinations = try results.destinations(
      for: sources.map { $0.isFile ? $0.argument : $0.stem },
      ending: PictureSource.mark + (ending ?? encoding.format.fileEnding))
    if let preview { try requireApart(preview, destinations) }
    let created = try results.prepareFolder()
    defer { OutputFolder.removeEmpty(created) }
    for destination in destinations + (preview.map { [$0] } ?? []) {
      try AtomicOutput.check(
        destination, replacing: results.force, madeOf: ingredients(sources))
    }
    let board = output.board(context)
    let run = PrepareRun(
      picture: picture, encoding: encoding, at: at, isPreviewed: preview != nil,
      replacing: results.force, board: board,
      origins: TakeOrigins(environment: context.environment))
    let outcome = try await run.all(sources, to: destinations)
    if let preview, !outcome.sheet.isEmpty {
      try AtomicOutput.write(try outcome.sheet.png(), to: preview, replacing: results.force)
    }
    board.clear()
    // One bad picture of one is an ordinary failure; among others it is told beside what was done.
    if outcome.done.isEmpty, let failure = outcome.failures.first, outcome.failures.count == 1 {
      throw CommandFailure(failure.status, failure.message)
    }
    for failure in outcome.failures { context.notice("hailuo-studio: \(failure.message)\n") }
    if !output.quiet {
      for warning in outcome.warnings { context.notice("note: \(warning)\n") }
    }
    if !outcome.done.isEmpty {
      try output.answer(
        "prepare", PrepareDocument(outcome, preview: preview), text: PrepareDocument.text(outcome),
        context)
    }
    if let status = outcome.status {
      let rest = outcome.done.isEmpty ? "nothing was written" : "the others are done"
      throw CommandFailure(
        status,
        "\(outcome.failures.count) of \(sources.count) pictures could not be prepared; \(rest).")
    }
  }
}
