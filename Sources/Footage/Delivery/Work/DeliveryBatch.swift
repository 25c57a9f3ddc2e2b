import Libav
import Outputs

/// The results of one call on their way, and what became of each.
final class DeliveryBatch {
  private let deliveries: [DeliveryRequest]
  private let path: String
  private let options: DeliveryOptions
  /// Whether one that fails leaves the others be.
  private let areIndependent: Bool
  private let report: DeliveryProgressReport?
  /// Those that still can be made, by their places in the call.
  private var tasks: [(place: Int, task: any DeliveryTask)] = []
  private var outcomes: [Result<DeliveryResult, any Error>?]
  private var source: DeliverySource?

  init(
    _ deliveries: [DeliveryRequest], of path: String, _ options: DeliveryOptions,
    areIndependent: Bool, _ report: DeliveryProgressReport?
  ) {
    self.deliveries = deliveries
    self.path = path
    self.options = options
    self.areIndependent = areIndependent
    self.report = report
    outcomes = deliveries.map { _ in nil }
  }

  /// Refuses results that could not be written where they are to go.
  func check(replacing: Bool) throws {
    for (place, delivery) in deliveries.enumerated() {
      try attempt(place) {
        if delivery.settings.container.isFolder {
          try AtomicFolder.check(
            delivery.destination, replacing: replacing, endings: StreamJob.endings)
        } else {
          try AtomicOutput.check(delivery.destination, replacing: replacing)
        }
        try FootageError.refuse(delivery.destination, asOneOf: [path] + options.edits.inputs)
        guard !deliveries[..<place].contains(where: { $0.destination == delivery.destination })
        else {
          throw FootageError(
            .invalidRequest, path: delivery.destination,
            "\(delivery.destination): two results would have this name.")
        }
      }
    }
  }

  /// Plans all that can be made of the source, and does what needs no decoding of pictures.
  func begin(
    _ source: DeliverySource, replacing: Bool, notesFolder: String, _ cancellation: Cancellation
  ) throws {
    self.source = source
    for (place, delivery) in deliveries.enumerated() where outcomes[place] == nil {
      try attempt(place) {
        let task: any DeliveryTask =
          delivery.settings.container.isFolder
          ? try StreamJob(
            place, delivery, source, options, replacing: replacing, report, cancellation)
          : try DeliveryJob(
            place, delivery, source, options, replacing: replacing,
            notesPath: "\(notesFolder)/\(place)", report, cancellation)
        tasks.append((place, task))
      }
    }
    try forEachTask { try $0.prepare(cancellation) }
  }

  /// Goes over the source as often as it takes, then checks what came out and gives it its names.
  func finish(_ cancellation: Cancellation) throws -> [Result<DeliveryResult, any Error>] {
    while true {
      var waiting: [Int: [FilePass]] = [:]
      try forEachPlace { place, task in
        let passes = try task.nextPasses()
        if !passes.isEmpty { waiting[place] = passes }
      }
      if waiting.isEmpty { break }
      try round(waiting, cancellation)
      try forEachTask { try $0.conclude() }
    }
    try forEachTask { try $0.prove(cancellation) }
    try forEachPlace { place, task in outcomes[place] = .success(try task.commit()) }
    return outcomes.compactMap { $0 }
  }

  /// Makes one pass of all that wait for one; when that fails, of each by itself, so that only those
  /// are lost that cannot be made.
  private func round(_ waiting: [Int: [FilePass]], _ cancellation: Cancellation) throws {
    let places = waiting.keys.sorted()
    do {
      try run(places.flatMap { waiting[$0] ?? [] }, cancellation)
    } catch let error where areIndependent && places.count > 1 && !Self.isCancellation(error) {
      // What ails the source's pictures ails all that have them.
      let isOfSource = (error as? FootageError).map { $0.code == .damaged && $0.path == path }
      for place in places {
        try attempt(place) {
          let hasPictures = waiting[place]?.contains { $0.picture != nil } ?? false
          if isOfSource == true, hasPictures { throw error }
          guard let task = tasks.first(where: { $0.place == place })?.task else { return }
          try run(try task.nextPasses(), cancellation)
        }
      }
    } catch {
      guard let place = places.first else { throw error }
      try attempt(place) { throw error }
    }
  }

  private func run(_ passes: [FilePass], _ cancellation: Cancellation) throws {
    guard let source else { return }
    try DeliveryRound(
      source: source, plays: options.edits.plays, passes: passes, report: report
    ).run(cancellation)
  }

  private func forEachTask(_ body: (any DeliveryTask) throws -> Void) throws {
    try forEachPlace { try body($1) }
  }

  private func forEachPlace(_ body: (Int, any DeliveryTask) throws -> Void) throws {
    for (place, task) in tasks { try attempt(place) { try body(place, task) } }
  }

  /// Does something for one result; a failure is that result's alone where they are independent.
  private func attempt(_ place: Int, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as LibavError where error.code == .full {
      // It is the result that found no room, wherever the source may be.
      try fail(place, FootageError(error, path: deliveries[place].destination))
    } catch let error as OutputError where error.code == .full {
      try fail(place, FootageError(full: deliveries[place].destination))
    } catch let error where !Self.isCancellation(error) {
      try fail(place, error)
    }
  }

  private func fail(_ place: Int, _ error: any Error) throws {
    guard areIndependent else { throw error }
    outcomes[place] = .failure(told(error))
    // With it goes what it had written.
    tasks.removeAll { $0.place == place }
  }

  /// The error as people are told it; what the libraries say names neither the file nor a way out.
  private func told(_ error: any Error) -> any Error {
    guard let cause = error as? LibavError else { return error }
    if cause.reason.contains("stats file could not be written") {
      return FootageError(
        .full, path: path,
        "\(path): the disk is full where the first pass takes its notes; free some space in the "
          + "temporary folder, or name another with TMPDIR.")
    }
    guard cause.operation.hasPrefix("encode with "), cause.reason.hasPrefix("Invalid argument")
    else {
      return FootageError(cause, path: path)
    }
    return FootageError(
      .invalidRequest, path: path,
      "\(path): cannot \(cause.operation) as it is told to (\(cause.reason)); profile, pixel format, "
        + "speed and options have to fit each other.")
  }

  private static func isCancellation(_ error: any Error) -> Bool {
    error is CancellationError || (error as? LibavError)?.code == .cancelled
  }
}
