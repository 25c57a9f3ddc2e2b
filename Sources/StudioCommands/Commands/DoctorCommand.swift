import ArgumentParser
import FalClient
import Footage
import Hailuo
import Libav
import Outputs
import Studio
import Transfers

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Tell what is there on this computer and what is missing.",
    discussion: """
      Looks at the libraries, the key, the ledger and the presets; sends nothing. Ends with \
      status 78 when something is missing that no command can do without.

      Example:
        hailuo-studio doctor
      """)

  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    let version: String
    let healthy: Bool
    let findings: [Finding]
  }

  struct Finding: Encodable {
    enum State: String, Encodable { case good, note, bad }
    let subject: String
    let state: State
    let text: String
  }

  func run() async throws {
    let context = CommandContext.current
    let findings =
      [ffmpeg, curl] + codecs + encoders(context)
      + [key(context), hosts(context), ledger(context), presets(context), models(context)]
    let isHealthy = !findings.contains { $0.state == .bad }
    var table = Table()
    for finding in findings {
      table.add(finding.subject, mark(finding.state), finding.text)
    }
    try output.answer(
      "doctor",
      Result(version: HailuoStudio.version, healthy: isHealthy, findings: findings),
      text: table.text, context)
    guard isHealthy else {
      throw CommandFailure(.configuration, "Something is missing; see the lines marked 'missing'.")
    }
  }

  private func mark(_ state: Finding.State) -> String {
    switch state {
    case .good: "ok"
    case .note: "note"
    case .bad: "missing"
    }
  }

  private var ffmpeg: Finding {
    Finding(
      subject: "FFmpeg", state: .good, text: "\(FFmpegBuild.release), \(FFmpegBuild.license)")
  }

  private var curl: Finding {
    Finding(subject: "libcurl", state: .good, text: CurlLibrary.version)
  }

  private var codecs: [Finding] {
    func finding(_ what: String, _ isThere: Bool, _ loss: String) -> Finding {
      Finding(
        subject: what, state: isThere ? .good : .bad,
        text: isThere ? "there" : "not in this build of FFmpeg; \(loss)")
    }
    return [
      finding("H.264 encoder", FFmpegBuild.hasEncoder("libx264"), "nothing can be encoded"),
      finding("AAC encoder", FFmpegBuild.hasEncoder("aac"), "films have no sound"),
      finding("H.264 decoder", FFmpegBuild.hasDecoder("h264"), "clips cannot be looked at"),
      finding("JPEG decoder", FFmpegBuild.hasDecoder("mjpeg"), "JPEG pictures cannot be read"),
      finding("WebP decoder", FFmpegBuild.hasDecoder("webp"), "WebP pictures cannot be read"),
      finding(
        "perspective filter", FFmpegBuild.hasFilter("perspective"), "nothing can be simulated"),
    ]
  }

  /// What presets need of FFmpeg and do not find; the sentence is the one that encoding ends with.
  private func encoders(_ context: CommandContext) -> [Finding] {
    // Presets that cannot be read have a line of their own.
    guard let library = try? PresetLibrary(environment: context.environment) else { return [] }
    let presets = library.entries.map { (name: $0.preset.name, settings: $0.preset.settings) }
    let missing = Set(presets.flatMap(\.settings.missingEncoders)).sorted { $0.name < $1.name }
    guard !missing.isEmpty else {
      let names = Set(presets.flatMap(\.settings.encoders)).sorted()
      return [
        Finding(
          subject: "encoders", state: .good,
          text: "all that presets need: \(names.joined(separator: ", "))")
      ]
    }
    return missing.map { encoder in
      let users = presets.filter { $0.settings.encoders.contains(encoder.name) }.map(\.name)
      return Finding(
        subject: "encoder", state: .note,
        text: "\(encoder.sentence) Presets that need it: \(users.joined(separator: ", ")).")
    }
  }

  private func key(_ context: CommandContext) -> Finding {
    do {
      // The key itself is read, so that one that cannot be used is told of, and never shown.
      guard try Credential.find(context.environment) != nil,
        let origin = Credential.origin(context.environment)
      else {
        return Finding(
          subject: "key", state: .note,
          text: "there is none; real clips need FAL_KEY or a key file, --simulate does not")
      }
      return Finding(subject: "key", state: .good, text: "from \(origin)")
    } catch {
      return Finding(subject: "key", state: .bad, text: error.message)
    }
  }

  private func hosts(_ context: CommandContext) -> Finding {
    do {
      let hosts = try FalHosts(environment: context.environment)
      return Finding(subject: "service", state: .good, text: hosts.queue.text)
    } catch {
      return Finding(subject: "service", state: .bad, text: "\(error)")
    }
  }

  private func ledger(_ context: CommandContext) -> Finding {
    do {
      let home = try StudioHome(environment: context.environment)
      _ = try Ledger(path: home.ledgerPath)
      return Finding(subject: "ledger", state: .good, text: home.ledgerPath)
    } catch {
      return Finding(subject: "ledger", state: .bad, text: "\(error)")
    }
  }

  private func models(_ context: CommandContext) -> Finding {
    do {
      let library = try ModelLibrary(environment: context.environment)
      guard library.broken.isEmpty else {
        let names = library.broken.keys.sorted().joined(separator: ", ")
        return Finding(subject: "models", state: .note, text: "cannot be read: \(names)")
      }
      let names = library.models.map(\.id).joined(separator: ", ")
      return Finding(subject: "models", state: .good, text: names)
    } catch {
      return Finding(subject: "models", state: .bad, text: "\(error)")
    }
  }

  private func presets(_ context: CommandContext) -> Finding {
    do {
      let library = try PresetLibrary(environment: context.environment)
      guard library.broken.isEmpty else {
        let names = library.broken.keys.sorted().joined(separator: ", ")
        return Finding(subject: "presets", state: .note, text: "cannot be read: \(names)")
      }
      let names = library.entries.map(\.preset.name).joined(separator: ", ")
      return Finding(subject: "presets", state: .good, text: names)
    } catch {
      return Finding(subject: "presets", state: .bad, text: "\(error)")
    }
  }
}
