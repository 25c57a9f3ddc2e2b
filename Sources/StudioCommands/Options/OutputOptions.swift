import ArgumentParser
import Footage
import Outputs

/// How a command speaks; every command has these.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON document on standard output; text for people goes to standard error.")
  var json = false

  @Flag(name: .shortAndLong, help: "Show no progress and no notes.")
  var quiet = false

  /// A board in the style that fits: live lines on a terminal, plain ones elsewhere.
  ///
  /// - Parameter exchanges: whether each exchange is told of; lines that are drawn over would run
  ///   into those.
  func board(_ context: CommandContext, beside exchanges: ExchangeOptions? = nil) -> ProgressBoard {
    let isLive = context.isTerminal && exchanges?.verbose != true
    return ProgressBoard(quiet ? .none : isLive ? .live : .plain, context)
  }

  /// Prints the result: the document with `--json`, the sentence otherwise.
  func answer(
    _ command: String, _ body: some Encodable, text: @autoclosure () -> String,
    _ context: CommandContext
  ) throws {
    if json {
      context.answer(try JSONOutput(command: command, body: body).text())
    } else {
      context.answer(text())
    }
  }
}

/// What a command tells of its talk with the service; those that talk to it have these.
struct ExchangeOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Tell of each exchange with the service; no secret is shown.")
  var verbose = false
}

/// Where one result goes.
struct ResultFileOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"),
    completion: .file())
  var output: String

  @Flag(help: "Replace the file if it exists.")
  var force = false
}

/// Where results go when there may be several inputs.
struct ResultOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write, for a single input.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The folder to write into, one result an input, named after it.", valueName: "folder"),
    completion: .directory)
  var outputDir: String?

  @Flag(help: "Replace files that exist.")
  var force = false

  func validate() throws {
    if output != nil, outputDir != nil {
      throw ValidationError("Give either --output or --output-dir, not both.")
    }
  }

  /// Creates the folder that results go into, if there is to be one.
  ///
  /// - Returns: the folders that were not there before, to be taken away again when nothing came in.
  func prepareFolder() throws -> [String] {
    try outputDir.map { try OutputFolder.prepare($0) } ?? []
  }

  /// One destination for each input.
  ///
  /// - Parameters:
  ///   - ending: what takes the place of an input's own, such as ".512p.png"; a file named by the
  ///     user must be of the same kind, since the name would lie otherwise.
  ///   - kind: of picture, whose other endings the user's name may have.
  ///   - isFolder: whether results are folders, whose names may be any.
  func destinations(
    for inputs: [String], ending: String, taking kind: PictureFile.Format? = nil,
    isFolder: Bool = false
  ) throws -> [String] {
    if let output {
      guard inputs.count == 1 else {
        throw ValidationError(
          "--output names one file, and there are \(inputs.count) inputs; use --output-dir.")
      }
      if !isFolder, kind == nil || PictureFile.Format(named: output) != kind {
        try FileEnding.require(FileEnding(of: ending), of: output)
      }
      return [output]
    }
    func place(_ name: String, beside input: String) -> String {
      if let outputDir { return outputDir + (outputDir.hasSuffix("/") ? "" : "/") + name }
      guard let slash = input.lastIndex(of: "/") else { return name }
      return input[...slash] + name
    }
    let short = inputs.map { input in
      let file = input.split(separator: "/").last.map(String.init) ?? input
      let stem = file.lastIndex(of: ".").map { $0 == file.startIndex ? file[...] : file[..<$0] }
      return place(String(stem ?? file[...]) + ending, beside: input)
    }
    // Those that would get one name, such as those of a.avif and a.png, keep what tells them apart.
    let counts = Dictionary(short.map { ($0, 1) }, uniquingKeysWith: +)
    let destinations = zip(short, inputs).map { name, input in
      let file = input.split(separator: "/").last.map(String.init) ?? input
      return counts[name] == 1 ? name : place(file + ending, beside: input)
    }
    var seen: [String: String] = [:]
    for (destination, input) in zip(destinations, inputs) {
      if let other = seen[destination] {
        throw ValidationError(
          "'\(other)' and '\(input)' would both become '\(destination)'; give each a folder of its"
            + " own by --output-dir.")
      }
      seen[destination] = input
    }
    return destinations
  }
}
