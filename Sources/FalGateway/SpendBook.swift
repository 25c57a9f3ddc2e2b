internal import FoundationEssentials
internal import Outputs
internal import Synchronization

/// What each caller has spent, on disk before anything more is spent.
///
/// One proxy uses one file, which is locked until the proxy ends: two with a file each would let a
/// caller spend the limit twice. A reservation counts as spent until it is given back.
final class SpendBook: Sendable {
  private let path: String
  private let spent: Mutex<[String: Int]>
  private let lock: FileLock

  /// Opens the record; a file that is not there is an empty one.
  ///
  /// - Throws: ``GatewayError`` `.ledger` when it is damaged, since nobody starts at zero by
  ///   accident, and when another proxy uses it.
  init(path: String) throws(GatewayError) {
    self.path = path
    do {
      guard let lock = try FileLock.take(path + ".lock") else {
        throw GatewayError(
          .ledger, "\(path): another proxy keeps its record of what was spent there; end that one.")
      }
      self.lock = lock
    } catch let error as GatewayError {
      throw error
    } catch {
      throw GatewayError(.ledger, "The record of what was spent cannot be kept: \(error)")
    }
    guard WholeFile.exists(path) else {
      spent = Mutex([:])
      return
    }
    do {
      let bytes = try WholeFile.bytes(of: path, limit: 16 << 20)
      spent = Mutex(try JSONDecoder().decode([String: Int].self, from: Data(bytes)))
    } catch {
      throw GatewayError(
        .ledger, "\(path): the record of what was spent cannot be read; repair it or move it away.")
    }
  }

  /// What a caller has spent, in millionths of a dollar.
  func amount(of caller: String) -> Int { spent.withLock { $0[caller] ?? 0 } }

  /// Counts an amount as spent, on disk; false when it would go beyond the limit.
  func reserve(_ amount: Int, for caller: String, limit: Int?) throws(GatewayError) -> Bool {
    try change { spent in
      let (sum, isTooLarge) = (spent[caller] ?? 0).addingReportingOverflow(amount)
      guard !isTooLarge, limit.map({ sum <= $0 }) ?? true else { return false }
      spent[caller] = sum
      return true
    }
  }

  /// Takes a reservation back, since nothing was bought.
  func giveBack(_ amount: Int, to caller: String) throws(GatewayError) {
    _ = try change { spent in
      spent[caller] = max(0, (spent[caller] ?? 0) - amount)
      return true
    }
  }

  private func change(_ body: (inout [String: Int]) -> Bool) throws(GatewayError) -> Bool {
    try spent.withLock { spent throws(GatewayError) in
      var changed = spent
      guard body(&changed) else { return false }
      do {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try AtomicOutput.write(Array(try encoder.encode(changed)), to: path, replacing: true)
      } catch {
        throw GatewayError(
          .ledger, "\(path): the record of what was spent cannot be written: \(error)")
      }
      spent = changed
      return true
    }
  }
}
