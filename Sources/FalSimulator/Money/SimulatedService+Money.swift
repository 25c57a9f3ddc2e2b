internal import FalClient
internal import Hailuo
internal import Outputs
internal import Synchronization

/// What jobs cost, before and after.
extension SimulatedService {
  /// What the jobs so far would have cost.
  var billing: SimulatorBilling {
    let now = now
    return state.withLock { state in
      SimulatorBilling(
        jobs: state.record.submissions.compactMap { submission in
          guard let order = state.orders[submission.requestID],
            let view = state.board.view(of: submission.requestID, at: now)
          else { return nil }
          let (name, seconds) = Self.bill(view)
          let cost = Self.price(
            of: order.model.id, seconds: seconds,
            at: order.model.resolution(askedForBy: order.input))
          return SimulatorBilling.Job(
            requestID: order.requestID, endpoint: order.endpoint.id, intent: order.intent,
            state: name, billedSeconds: seconds, cost: cost ?? .zero,
            ended: Self.end(view).map { unixTime(at: $0) })
        })
    }
  }

  private static func bill(_ view: JobBoard.View) -> (state: String, seconds: Int) {
    switch view {
    case .waiting: ("waiting", 0)
    case .running: ("running", 0)
    case .completed(.video(let video), _, _): ("billed", video.billableSeconds)
    case .completed(.cancelled, _, _): ("cancelled", 0)
    case .completed: ("failed", 0)
    }
  }

  private static func end(_ view: JobBoard.View) -> Duration? {
    guard case .completed(_, let since?, let ran?) = view else { return nil }
    return since + ran
  }

  private static func price(
    of endpoint: String, seconds: Int, at resolution: Resolution?
  ) -> Price? {
    guard let model = Model.named(endpoint),
      let duration = model.durations.first(where: { $0.seconds == seconds })
    else { return nil }
    return model.price(of: duration, at: resolution)
  }

  /// What was asked for, whatever addresses its pictures have.
  func intent(_ endpoint: EndpointPath, _ input: JSONValue) -> String {
    var asked = input
    if case .object(var members) = input {
      for field in ["image_url", "end_image_url"] {
        guard let address = members[field]?.text else { continue }
        do {
          let picture = try picture(at: address)
          members[field] = .string(picture.map { FileDigest.sha256(of: $0) } ?? address)
        } catch {
          members[field] = .string(address)
        }
      }
      asked = .object(members)
    }
    return FileDigest.sha256(of: Array("\(endpoint.id)\n".utf8) + asked.bytes)
  }

  /// `GET /v1/models/pricing?endpoint_id=a,b`.
  func prices(_ call: Call) -> Answer {
    let wanted = (call.queryItem("endpoint_id") ?? "").split(separator: ",").map(String.init)
    let prices = wanted.compactMap { id -> JSONValue? in
      guard let model = Model.named(id), model.endpoint.id == id else { return nil }
      if let second = model.pricePerSecond { return Self.price(id, second, unit: "second") }
      return model.durations.first.flatMap { model.price(of: $0) }
        .map { Self.price(id, $0, unit: "video") }
    }
    guard prices.count == wanted.count, !wanted.isEmpty else {
      return .detail(404, "Endpoint not found")
    }
    return .json(200, ["prices": .array(prices), "has_more": false])
  }

  private static func price(_ id: String, _ price: Price, unit: String) -> JSONValue {
    [
      "endpoint_id": .string(id), "unit_price": .number(Double(price.microdollars) / 1_000_000),
      "unit": .string(unit), "currency": "USD",
    ]
  }
}
