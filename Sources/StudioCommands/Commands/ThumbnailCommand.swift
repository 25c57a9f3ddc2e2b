import ArgumentParser
import Footage
import Outputs
import Raster

struct ThumbnailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "thumbnail",
    abstract: "Take pictures out of videos.",
    discussion: """
      Pictures are upright and have square pixels; HDR is brought down to what screens show. The \
      last one is found by decoding to the end of the picture, wherever the sound ends. 'best' \
      looks for a frame that is neither dark nor flat nor blurred. 'anchor' is the latest frame of \
      the last second that is neither black, faded nor blurred: the one to go on from with a next \
      clip.

      Examples:
        hailuo-studio thumbnail clip.mp4 -o start.png
        hailuo-studio thumbnail clip.mp4 --at last -o last.png
        hailuo-studio thumbnail clip.mp4 --at anchor -o next.png
        hailuo-studio thumbnail clip.mp4 --at 0.5 1.5 f:120 --output-dir stills
        hailuo-studio thumbnail *.mp4 --at best --format webp --output-dir thumbs
      """)

  @Argument(help: "The video files.", completion: .file())
  var files: [String]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Which pictures: first, last, anchor, middle, best, keyframe, 1.5, 00:00:01.500, 50% or f:37.",
      valueName: "time"))
  var at: [FramePosition] = [.middle]

  @Option(help: ArgumentHelp("Scale down to this many pixels at most.", valueName: "pixels"))
  var longestSide: Int?

  @Option(
    help: ArgumentHelp("png, jpeg, webp or avif; by the name unless given.", valueName: "kind"))
  var format: PictureFile.Format?

  @Option(help: ArgumentHelp("For kinds that lose something, 1 to 100.", valueName: "number"))
  var quality = 88

  @Flag(help: "Put the picture into a copy of the video as its cover; --output names the copy.")
  var embed = false

  @OptionGroup var origins: OriginOptions
  @OptionGroup var results: ResultOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    struct Picture: Encodable {
      let source: String
      let file: String
      let seconds: Double
      let frame: Int
      let width: Int
      let height: Int
      let damaged: Bool
      let standsInFor: Int?
    }
    struct Failure: Encodable {
      let path: String
      let message: String
    }
    var pictures: [Picture] = []
    var failures: [Failure] = []
  }

  func validate() throws {
    if let longestSide, !(16...16_384).contains(longestSide) {
      throw ValidationError("--longest-side must be between 16 and 16384 pixels.")
    }
    guard (1...100).contains(quality) else {
      throw ValidationError("--quality must be from 1 to 100.")
    }
    if embed, at.count > 1 { throw ValidationError("--embed takes one picture, so one --at.") }
    if embed, format != nil { throw ValidationError("--embed writes a video; leave out --format.") }
    if at.count > 1, results.output != nil {
      throw ValidationError("Several pictures need --output-dir, not --output.")
    }
  }

  private struct Job: Sendable {
    let file: String
    let destinations: [String]
  }

  func run() async throws {
    let context = CommandContext.current
    let kind = embed ? .png : try PictureFile.Format.of(results.output, asked: format)
    let jobs = try self.jobs(kind)
    let created = try results.prepareFolder()
    defer { OutputFolder.removeEmpty(created) }
    for destination in jobs.flatMap(\.destinations) {
      try AtomicOutput.check(destination, replacing: results.force, madeOf: files)
    }
    let board = output.board(context)
    defer { board.clear() }
    var result = Result()
    var worst: (any Error)?
    let (quality, origins, isAmongOthers) = (quality, origins, files.count > 1)
    try await InTurn.perform(jobs) { job in
      board.update(job.file, "decoding")
      let frames = try await FrameSampler().pictures(
        at: at, of: job.file, longestSide: longestSide, amongOthers: isAmongOthers)
      let label = try await origins.label(of: [job.file], context)
      for (frame, destination) in zip(frames, job.destinations) {
        if embed {
          try await CoverEmbedder().embed(
            frame.bitmap, into: job.file, writingTo: destination, replacing: results.force,
            label: label)
        } else {
          try PictureFile.write(
            frame.bitmap, as: kind, to: destination, replacing: results.force, quality: quality,
            label: label)
        }
      }
      return zip(frames, job.destinations).map { frame, destination in
        Result.Picture(
          source: job.file, file: destination, seconds: frame.seconds, frame: frame.index,
          width: frame.bitmap.width, height: frame.bitmap.height, damaged: frame.isDamaged,
          standsInFor: frame.standsInFor)
      }
    } deliver: { job, outcome in
      board.drop(job.file)
      switch outcome {
      case .success(let pictures):
        result.pictures += pictures
        for picture in pictures { warn(of: picture, board) }
      case .failure(let error):
        // One bad file among many does not keep the others from being done.
        guard let known = error as? FootageError, files.count > 1 else { throw error }
        worst = worst ?? known
        result.failures.append(Result.Failure(path: job.file, message: known.message))
      }
    }
    board.clear()
    try output.answer(
      "thumbnail", result,
      text: result.pictures.map {
        let time = Terms.decimal($0.seconds, places: 3)
        return "\($0.file)  \($0.width)x\($0.height)  (frame \($0.frame) at \(time) s)\n"
      }.joined(), context)
    if let worst {
      throw CommandFailure(
        ExitStatus(for: worst),
        result.failures.map(\.message).joined(separator: "\nhailuo-studio: "))
    }
  }

  private func warn(of picture: Result.Picture, _ board: ProgressBoard) {
    if picture.damaged {
      board.note("\(picture.source): frame \(picture.frame) is damaged in the file")
    }
    if let wanted = picture.standsInFor {
      board.note(
        "\(picture.source): frame \(wanted) cannot be decoded; frame \(picture.frame) was taken")
    }
  }

  /// What is to be written for each file; several pictures of one bear their positions in the name.
  private func jobs(_ kind: PictureFile.Format) throws -> [Job] {
    if embed {
      guard results.output != nil || results.outputDir != nil else {
        throw ValidationError(
          "--embed never changes a clip; name the copy by --output or --output-dir.")
      }
      if let output = results.output {
        guard files.count == 1 else {
          throw ValidationError("--output names one file; with several use --output-dir.")
        }
        return [Job(file: files[0], destinations: [output])]
      }
      let folder = results.outputDir ?? "."
      return files.map { file in
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return Job(file: file, destinations: ["\(folder)/\(name)"])
      }
    }
    let single = try results.destinations(for: files, ending: kind.ending, taking: kind)
    guard at.count > 1 else { return zip(files, single).map { Job(file: $0, destinations: [$1]) } }
    var seen: Set<String> = []
    return try zip(files, single).map { file, destination in
      let stem = destination.dropLast(kind.ending.count)
      let names = at.map { position in
        let part = position.description.replacing("%", with: "pc").replacing(":", with: "")
        return "\(stem).\(part)\(kind.ending)"
      }
      for name in names where !seen.insert(name).inserted {
        throw ValidationError("'\(name)' would be written twice; name each moment once.")
      }
      return Job(file: file, destinations: names)
    }
  }
}
