internal import FoundationEssentials
internal import GRDB

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The ledger's file: how it is made, opened, and what its troubles are called.
enum LedgerFile {
  /// A process waits so long for the others; a transaction of ours takes milliseconds.
  private static let patience = 10.0

  static func open(_ path: String) throws(StudioError) -> DatabaseQueue {
    try create(path)
    var configuration = Configuration()
    configuration.label = "hailuo-studio ledger"
    configuration.busyMode = .timeout(patience)
    configuration.prepareDatabase { db in
      // In this mode SQLite syncs the log at each commit, so that a commit survives a power cut.
      // Source: sqlite.org/pragma.html, journal_mode and synchronous.
      try db.execute(sql: "PRAGMA journal_mode = WAL")
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    let deadline = ContinuousClock.now + .seconds(patience)
    while true {
      do {
        let database = try DatabaseQueue(path: path, configuration: configuration)
        try database.writeWithoutTransaction { db in
          try LedgerSchema.prepare(db, path: path)
          let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)")
          guard verdict == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        }
        return database
      } catch let error as StudioError {
        throw error
      } catch let error as DatabaseError {
        // Going over to the log needs the file alone, and SQLite does not wait for that by itself.
        let isBusy = [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode)
        guard isBusy, ContinuousClock.now < deadline else { throw explain(error, path) }
        usleep(20_000)
      } catch {
        throw StudioError(.ledgerUnavailable, path, "cannot be opened: \(error)")
      }
    }
  }

  /// Makes an empty file that only the user can read; SQLite gives its other files the same rights.
  private static func create(_ path: String) throws(StudioError) {
    let files = FileManager.default
    let folder = path.parentPath.isEmpty ? "." : path.parentPath
    do {
      if !files.fileExists(atPath: folder) {
        try files.createDirectory(
          atPath: folder, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
      }
    } catch {
      throw StudioError(
        .ledgerUnavailable, folder,
        "the ledger's folder cannot be made; set HAILUO_STUDIO_HOME to a folder you may write to")
    }
    guard !files.fileExists(atPath: path) else { return }
    do {
      try Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
      try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    } catch {
      // Another process may have made it in the meantime.
      guard !files.fileExists(atPath: path) else { return }
      throw StudioError(
        .ledgerUnavailable, path,
        "cannot be made; is the folder yours, and is there room on the disk?")
    }
  }

  /// A database's complaint as a sentence that says what to do.
  static func explain(_ error: DatabaseError, _ path: String) -> StudioError {
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      StudioError(
        .ledgerDamaged, path,
        "is damaged or is not a ledger; nothing was sent. Keep it: move it aside and run again, "
          + "and compare the clips you have with your requests at the service")
    case .SQLITE_FULL:
      StudioError(.diskFull, path, "the disk is full; make room and run again")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      StudioError(
        .ledgerBusy, path, "other processes hold it for more than \(Int(patience)) s; try again")
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
      StudioError(
        .ledgerUnavailable, path,
        "cannot be opened for writing; check its permissions, or set HAILUO_STUDIO_HOME")
    default:
      StudioError(
        .ledgerUnavailable, path, "cannot be used: \(error.message ?? error.resultCode.description)"
      )
    }
  }

  /// Whether a completed job's clip is still there, by its length; its digest is for whoever uses it.
  static func hasClip(_ job: Job) -> Bool {
    guard let clip = job.clip else { return false }
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: clip.path)
      return attributes[.size] as? Int == clip.bytes
    } catch {
      return false
    }
  }

  /// The room on the disk a folder lies on; `nil` where the system does not tell.
  @Sendable static func freeBytes(_ folder: String) -> Int? {
    do {
      let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
      return attributes[.systemFreeSize] as? Int
    } catch {
      return nil
    }
  }
}
