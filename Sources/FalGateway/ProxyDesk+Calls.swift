internal import FalClient
internal import Transfers

extension ProxyDesk {
  /// Makes a job for a caller, within the limit.
  ///
  /// The amount is counted before the call, and given back only when fal says that it made no job
  /// or nothing was sent. The call goes on when the caller goes away: it may be a paid one.
  func submit(
    _ call: GatewayCall, to target: ProxyTarget, for caller: ProxyPolicy.Caller, _ amount: Int
  ) async -> GatewayAnswer {
    do {
      guard try book.reserve(amount, for: caller.name, limit: caller.limitMicrodollars) else {
        let left = max(0, (caller.limitMicrodollars ?? 0) - book.amount(of: caller.name))
        return refused(
          caller, 403,
          "The spend limit of \(caller.name) is reached: \(Self.dollars(left)) left, "
            + "\(Self.dollars(amount)) needed.")
      }
    } catch {
      return refused(caller, 503, "What was spent cannot be recorded; nothing is submitted.")
    }
    var request = request(call, to: target)
    request.freshConnection = true
    let shielded = Task { [transport, request] in try await transport.send(request) }
    do {
      let response = try await shielded.value
      if [400, 401, 403, 404, 410, 413, 422, 429].contains(response.status) {
        try book.giveBack(amount, to: caller.name)
      }
      log("\(caller.name): submit \(target.url): \(response.status)")
      return answer(response.status, response.headers, .bytes(blotted(response.body)))
    } catch let failure as TransferError {
      if failure.nothingWasSent { giveBackQuietly(amount, caller) }
      return refused(
        caller, 502,
        failure.nothingWasSent
          ? "fal cannot be reached; nothing was sent."
          : "The connection to fal broke; it is unknown whether a job was made.")
    } catch {
      return refused(caller, 502, "The submission could not be recorded to its end.")
    }
  }

  /// Makes a call that costs nothing and hands the answer on while it comes in.
  func passOn(
    _ call: GatewayCall, to target: ProxyTarget, for caller: ProxyPolicy.Caller
  ) async -> GatewayAnswer {
    var request = request(call, to: target)
    if target.purpose == .stream {
      request.headers["Accept"] = "text/event-stream"
      request.timeout = nil
      request.idleLimit = .seconds(120)
    }
    do {
      let stream = try await transport.stream(request)
      log("\(caller.name): \(call.method) \(target.url): \(stream.status)")
      guard stream.status >= 400 else {
        return answer(stream.status, stream.headers, .stream(stream))
      }
      // A refusal may tell what it refused.
      let body = try await stream.remainder(limit: 1 << 20)
      return answer(stream.status, stream.headers, .bytes(blotted(body)))
    } catch {
      return refused(caller, 502, "fal cannot be reached; try again.")
    }
  }

  /// The call as it goes out: fal's own headers of the caller, and nothing else.
  private func request(_ call: GatewayCall, to target: ProxyTarget) -> HTTPRequest {
    var request = HTTPRequest(
      HTTPMethod(rawValue: call.method), target.url,
      body: call.method == "POST" ? .bytes(call.body) : .none)
    for field in call.headers.fields {
      let name = field.name.lowercased()
      guard name.hasPrefix("x-fal-"), name != "x-fal-target-url", name != "x-fal-client-proxy",
        name != "x-fal-store-io", field.isSendable
      else { continue }
      request.headers.append(field.value, for: field.name)
    }
    request.headers["x-fal-client-proxy"] = CurlTransport.defaultUserAgent
    request.headers["Accept"] = "application/json"
    if call.method == "POST" { request.headers["Content-Type"] = "application/json" }
    credential.authorize(&request.headers)
    return request
  }

  /// The bytes without the key, should fal echo it.
  private func blotted(_ body: [UInt8]) -> [UInt8] {
    let text = String(decoding: body, as: UTF8.self)
    let clean = credential.blotted(outOf: text)
    return clean == text ? body : Array(clean.utf8)
  }

  /// An answer of fal's as the caller gets it; a redirect is not handed on, let alone followed.
  private func answer(
    _ status: Int, _ headers: HTTPHeaders, _ body: GatewayAnswer.Body
  ) -> GatewayAnswer {
    guard !(300..<400).contains(status) else {
      if case .stream(let stream) = body { stream.cancel() }
      return .refusal(502, "fal answered with a redirect, which is never followed.")
    }
    var kept = HTTPHeaders()
    for field in headers.fields where Self.isKept(field.name.lowercased()) {
      kept.append(field.value, for: field.name)
    }
    kept["Cache-Control"] = kept["Cache-Control"] ?? "no-store"
    return GatewayAnswer(status, headers: kept, body: body)
  }

  private static func isKept(_ name: String) -> Bool {
    name.hasPrefix("x-fal-")
      || ["content-type", "cache-control", "retry-after", "etag", "date"].contains(name)
  }

  private func giveBackQuietly(_ amount: Int, _ caller: ProxyPolicy.Caller) {
    // Kept as spent when it cannot be recorded: the safe side.
    do { try book.giveBack(amount, to: caller.name) } catch { log("\(error)") }
  }

  private static func dollars(_ amount: Int) -> String {
    let fraction = String(amount % 1_000_000)
    let padded = String(repeating: "0", count: 6 - fraction.count) + fraction
    return "$\(amount / 1_000_000).\(padded.prefix(3))"
  }
}
