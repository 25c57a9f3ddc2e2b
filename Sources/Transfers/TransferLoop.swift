internal import CCurl
internal import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One thread with one libcurl multi handle: it carries out all exchanges of a transport.
///
/// Orders and cancellations come through an inbox; the thread wakes up for them.
final class TransferLoop: Sendable {
  private enum Command: Sendable {
    case start(UInt64, ExchangeOrder, CancelFlag, CheckedContinuation<ExchangeReport, any Error>)
    case cancel(UInt64)
    case goOn(UInt64)
    case stop
  }

  private struct State {
    var inbox: [Command] = []
    var lastNumber: UInt64 = 0
    var isClosed = false
  }

  /// The multi handle, on its way to the thread.
  ///
  /// `@unchecked Sendable`: only the thread uses it, apart from `curl_multi_wakeup`, which libcurl
  /// allows from any thread and which is called under the lock, never after `isClosed`.
  private struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
  }

  private let state = Mutex(State())
  private let multi: MultiHandle

  /// Starts the thread; it runs until ``stop()``.
  static func start() throws(TransferError) -> TransferLoop {
    guard CurlLibrary.isReady, let pointer = curl_multi_init() else {
      throw TransferError(.unavailable, nothingWasSent: true, "libcurl could not be started.")
    }
    let loop = TransferLoop(MultiHandle(pointer: pointer))
    guard loop.startThread() else {
      curl_multi_cleanup(pointer)
      throw TransferError(
        .unavailable, nothingWasSent: true, "No thread could be started for network transfers.")
    }
    return loop
  }

  private init(_ multi: MultiHandle) { self.multi = multi }

  /// Carries out one exchange.
  ///
  /// - Throws: `TransferError` when it cannot be set up, `CancellationError` when the task is
  ///   cancelled; libcurl has let go of it by then.
  func perform(_ order: ExchangeOrder) async throws -> ExchangeReport {
    try Task.checkCancellation()
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    let flag = CancelFlag()
    order.pipe?.onRoom { [self] in post(.goOn(number)) }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        post(.start(number, order, flag, continuation))
      }
    } onCancel: {
      flag.raise()
      post(.cancel(number))
    }
  }

  /// Ends the thread; exchanges still under way end with `CancellationError`.
  func stop() { post(.stop) }

  private func post(_ command: Command) {
    let isPosted = state.withLock { state in
      guard !state.isClosed else { return false }
      state.inbox.append(command)
      _ = curl_multi_wakeup(multi.pointer)
      return true
    }
    if !isPosted { refuse(command) }
  }

  private func refuse(_ command: Command) {
    if case .start(_, _, _, let continuation) = command {
      continuation.resume(throwing: CancellationError())
    }
  }
}

// MARK: The thread

extension TransferLoop {
  private struct Running {
    let exchange: Exchange
    let continuation: CheckedContinuation<ExchangeReport, any Error>
  }

  private func startThread() -> Bool {
    // The thread owns one reference to the loop and gives it back when it ends.
    let context = Unmanaged.passRetained(self)
    #if canImport(Darwin)
      var thread: pthread_t?
      let result = pthread_create(
        &thread, nil,
        { context in
          Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
          return nil
        }, context.toOpaque())
      if result == 0, let thread { pthread_detach(thread) }
    #else
      var thread = pthread_t()
      let result = pthread_create(
        &thread, nil,
        { context in
          if let context {
            Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
          }
          return nil
        }, context.toOpaque())
      if result == 0 { pthread_detach(thread) }
    #endif
    if result != 0 { context.release() }
    return result == 0
  }

  private func run() {
    // Signals belong to the program's own threads; a broken pipe is an error code here.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)

    var running: [UInt64: Running] = [:]
    var numbers: [UnsafeMutableRawPointer: UInt64] = [:]
    var isStopping = false
    while !isStopping {
      for command in takeInbox() {
        switch command {
        case .start(let number, let order, let flag, let continuation):
          guard !flag.isRaised, !isStopping else {
            continuation.resume(throwing: CancellationError())
            continue
          }
          do throws(TransferError) {
            let exchange = try begin(order)
            running[number] = Running(exchange: exchange, continuation: continuation)
            numbers[exchange.easy.pointer] = number
          } catch {
            continuation.resume(throwing: error)
          }
        case .cancel(let number):
          guard let entry = running.removeValue(forKey: number) else { continue }
          numbers[entry.exchange.easy.pointer] = nil
          abandon(entry)
        case .goOn(let number): running[number]?.exchange.goOn()
        case .stop:
          isStopping = true
        }
      }
      var activeCount: CInt = 0
      curl_multi_perform(multi.pointer, &activeCount)
      var result = CURLE_OK
      while let handle = hs_finished_handle(multi.pointer, &result) {
        guard let number = numbers.removeValue(forKey: handle),
          let entry = running.removeValue(forKey: number)
        else { continue }
        curl_multi_remove_handle(multi.pointer, handle)
        entry.continuation.resume(returning: entry.exchange.finish(result))
      }
      var wait = Duration.seconds(10)
      for (number, entry) in running {
        guard let patience = entry.exchange.patience else { continue }
        wait = min(wait, patience)
        guard patience <= .zero else { continue }
        entry.exchange.giveUp()
        running[number] = nil
        numbers[entry.exchange.easy.pointer] = nil
        curl_multi_remove_handle(multi.pointer, entry.exchange.easy.pointer)
        entry.continuation.resume(returning: entry.exchange.finish(CURLE_OPERATION_TIMEDOUT))
      }
      // libcurl shortens the wait to its own timers; a post wakes it up.
      if !isStopping {
        curl_multi_poll(multi.pointer, nil, 0, CInt(wait.wholeMilliseconds) + 1, nil)
      }
    }
    for entry in running.values { abandon(entry) }
    running.removeAll()
    let late = state.withLock { state in
      state.isClosed = true
      defer { state.inbox = [] }
      return state.inbox
    }
    for command in late { refuse(command) }
    curl_multi_cleanup(multi.pointer)
  }

  private func takeInbox() -> [Command] {
    state.withLock { state in
      let commands = state.inbox
      state.inbox = []
      return commands
    }
  }

  private func begin(_ order: ExchangeOrder) throws(TransferError) -> Exchange {
    let exchange = try Exchange(order)
    guard curl_multi_add_handle(multi.pointer, exchange.easy.pointer) == CURLM_OK else {
      throw TransferError(
        .unavailable, host: order.address.host, nothingWasSent: true,
        "libcurl did not take the request to \(order.address.host).")
    }
    return exchange
  }

  private func abandon(_ entry: Running) {
    curl_multi_remove_handle(multi.pointer, entry.exchange.easy.pointer)
    entry.continuation.resume(throwing: CancellationError())
  }
}
