import Footage
import Outputs
import Studio

/// Makes every result of every file, and keeps going where one cannot be made.
struct TranscodeRun {
  /// Settings, what they are called, and where the result of each file goes.
  struct Wish {
    let preset: String
    let settings: DeliverySettings
    let destinations: [String]
    /// What is said beside each result: options that mean nothing to it.
    let notes: [String]
  }

  let wishes: [Wish]
  let options: DeliveryOptions
  let replacing: Bool
  /// Whether notes are told as they come.
  let tellsNotes: Bool
  let board: ProgressBoard
  let takes: TakeOrigins

  struct Failure {
    let source: String
    let preset: String
    let destination: String
    let error: any Error

    var message: String { "\(error)" }
    var status: ExitStatus { ExitStatus(for: error) }
  }

  struct Outcome {
    var done: [TranscodeDocument.File] = []
    var failures: [Failure] = []

    /// The status of the first failure that says more than that an input was bad.
    var status: ExitStatus? {
      failures.first { $0.status != .badInput }?.status ?? failures.first?.status
    }

    /// What went wrong, each sentence once: several results fail alike by one bad file.
    var messages: [String] {
      failures.map(\.message).reduce(into: []) { told, message in
        if !told.contains(message) { told.append(message) }
      }
    }
  }

  /// Makes all results, in the order of the files.
  ///
  /// - Parameter outcome: grows file by file, so that it tells what was done when this is interrupted.
  /// - Throws: `CancellationError`.
  func all(_ files: [String], into outcome: inout Outcome) async throws {
    // Asked before anything is made, so that no result stands in another's way.
    let refusals = files.indices.map { place in
      wishes.map { refusal(of: $0, place, files) }
    }
    for (place, file) in files.enumerated() {
      let asked = zip(wishes, refusals[place])
      for (wish, refusal) in asked {
        guard let refusal else { continue }
        outcome.failures.append(
          Failure(
            source: file, preset: wish.preset, destination: wish.destinations[place],
            error: refusal))
      }
      try await one(file, place, asked.filter { $1 == nil }.map { $0.0 }, into: &outcome)
    }
  }

  /// Why a result cannot be written where it is to go; nil when it can.
  private func refusal(of wish: Wish, _ place: Int, _ files: [String]) -> OutputError? {
    guard !wish.settings.container.isFolder else { return nil }
    do throws(OutputError) {
      try AtomicOutput.check(wish.destinations[place], replacing: replacing, madeOf: files)
      return nil
    } catch {
      return error
    }
  }

  private func one(
    _ file: String, _ place: Int, _ wishes: [Wish], into outcome: inout Outcome
  ) async throws {
    guard !wishes.isEmpty else { return }
    let deliveries = wishes.map { DeliveryRequest($0.settings, to: $0.destinations[place]) }
    var options = options
    // What cannot be read is told of by those who decode it.
    options.origin = try? await takes.record(of: file)
    let made: [Result<DeliveryResult, any Error>]
    do {
      made = try await Deliverer(options).deliverEach(file, deliveries, replacing: replacing) {
        board.update($0, of: deliveries)
      }
    } catch let error where !(error is CancellationError) {
      made = wishes.map { _ in .failure(error) }
    }
    for (result, (wish, delivery)) in zip(made, zip(wishes, deliveries)) {
      board.drop(delivery.destination)
      switch result {
      case .success(var result):
        result.notes += wish.notes
        if tellsNotes {
          for note in result.notes { board.note("\(result.destination): \(note)") }
        }
        outcome.done.append(
          TranscodeDocument.File(
            source: file, preset: wish.preset, file: result.destination, result: result))
      case .failure(let error):
        outcome.failures.append(
          Failure(
            source: file, preset: wish.preset, destination: delivery.destination, error: error))
      }
    }
  }
}
