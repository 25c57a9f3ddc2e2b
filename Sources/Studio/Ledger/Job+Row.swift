internal import FoundationEssentials
internal import GRDB

extension Job {
  /// Reads a job from its row.
  ///
  /// - Throws: ``StudioError`` `.ledgerDamaged` when a column holds what we never write.
  init(row: Row, ledger: String) throws {
    func damaged(_ column: String) -> StudioError {
      StudioError(.ledgerDamaged, ledger, "job \(row["id"] as Int64): '\(column)' is damaged")
    }
    func date(_ column: String) throws -> Date {
      guard let date = UTC.date(row[column]) else { throw damaged(column) }
      return date
    }
    guard let takeKey = TakeKey(row["take_key"]) else { throw damaged("take_key") }
    guard let state = JobState(rawValue: row["state"]) else { throw damaged("state") }
    id = row["id"]
    self.takeKey = takeKey
    self.state = state
    order = JobOrder(
      identity: TakeIdentity(
        endpoint: row["endpoint"], prompt: row["prompt"], durationSeconds: row["duration_seconds"],
        promptOptimizer: row["prompt_optimizer"], pictureSHA256: row["picture_sha256"],
        simulated: row["simulated"], take: row["take"]),
      priceMicrodollars: row["price_microdollars"], outputPath: row["output_path"])
    if let requestID = row["request_id"] as String? {
      ticket = JobTicket(
        requestID: requestID, statusURL: row["status_url"] ?? "",
        responseURL: row["response_url"] ?? "", cancelURL: row["cancel_url"] ?? "")
    }
    owner = ProcessIdentity(pid: row["owner_pid"], start: row["owner_start"])
    createdAt = try date("created_at")
    updatedAt = try date("updated_at")
    error = row["error"]
    billableUnits = row["billable_units"]
    if let path = row["clip_path"] as String?, let bytes = row["clip_bytes"] as Int?,
      let sha256 = row["clip_sha256"] as String?
    {
      clip = StoredClip(path: path, bytes: bytes, sha256: sha256)
    }
  }

  static func insert(
    _ order: JobOrder, owner: ProcessIdentity, at now: Date, in db: Database, ledger: String
  ) throws -> Job {
    let identity = order.identity
    try db.execute(
      sql: """
        INSERT INTO job (take_key, endpoint, prompt, duration_seconds, prompt_optimizer,
          picture_sha256, simulated, take, price_microdollars, output_path, state,
          owner_pid, owner_start, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        identity.key.description, identity.endpoint, identity.prompt, identity.durationSeconds,
        identity.promptOptimizer, identity.pictureSHA256, identity.simulated, identity.take,
        order.priceMicrodollars, order.outputPath, JobState.preparing.rawValue, owner.pid,
        owner.start, UTC.text(now), UTC.text(now),
      ])
    return try find(db.lastInsertedRowID, in: db, ledger: ledger)
  }

  /// Writes what may change.
  func update(in db: Database) throws {
    try db.execute(
      sql: """
        UPDATE job SET state = ?, request_id = ?, status_url = ?, response_url = ?, cancel_url = ?,
          owner_pid = ?, owner_start = ?, price_microdollars = ?, output_path = ?,
          updated_at = ?, error = ?, billable_units = ?,
          clip_path = ?, clip_bytes = ?, clip_sha256 = ?
        WHERE id = ?
        """,
      arguments: [
        state.rawValue, ticket?.requestID, ticket?.statusURL, ticket?.responseURL,
        ticket?.cancelURL, owner.pid, owner.start, order.priceMicrodollars, order.outputPath,
        UTC.text(updatedAt), error, billableUnits,
        clip?.path, clip?.bytes, clip?.sha256, id,
      ])
  }

  static func find(_ id: Int64, in db: Database, ledger: String) throws -> Job {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM job WHERE id = ?", arguments: [id])
    else { throw StudioError(.unknownJob, "job \(id)", "the ledger knows no such job") }
    return try Job(row: row, ledger: ledger)
  }

  static func all(
    with key: TakeKey, in db: Database, ledger: String
  ) throws -> [Job] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM job WHERE take_key = ? ORDER BY id", arguments: [key.description]
    ).map { try Job(row: $0, ledger: ledger) }
  }
}
