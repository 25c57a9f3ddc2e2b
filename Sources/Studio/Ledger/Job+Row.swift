internal import FoundationEssentials
internal import GRDB
internal import Hailuo

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
        resolution: (row["resolution"] as String?).flatMap(Resolution.init(rawValue:)),
        endPictureSHA256: row["end_picture_sha256"], simulated: row["simulated"],
        take: row["take"]),
      priceMicrodollars: row["price_microdollars"], outputPath: row["output_path"])
    if let requestID = row["request_id"] as String? {
      ticket = JobTicket(
        requestID: requestID, statusURL: row["status_url"] ?? "",
        responseURL: row["response_url"] ?? "", cancelURL: row["cancel_url"] ?? "")
    }
    order.identity.rehearsalFolder = row["rehearsal_folder"]
    order.sidecarPath = row["sidecar_path"]
    order.picturePath = row["picture_path"]
    order.endPicturePath = row["end_picture_path"]
    order.unitMicrodollars = row["unit_microdollars"]
    order.pictureWidth = row["picture_width"] as Int? ?? 0
    order.pictureHeight = row["picture_height"] as Int? ?? 0
    order.service = row["service"]
    order.project = row["project"]
    owner = ProcessIdentity(
      pid: row["owner_pid"], start: row["owner_start"], place: row["owner_place"])
    createdAt = try date("created_at")
    updatedAt = try date("updated_at")
    error = row["error"]
    billableUnits = row["billable_units"]
    if let path = row["clip_path"] as String?, let bytes = row["clip_bytes"] as Int?,
      let sha256 = row["clip_sha256"] as String?
    {
      clip = StoredClip(path: path, bytes: bytes, sha256: sha256)
    }
    func optionalDate(_ column: String) throws -> Date? {
      row[column] as String? == nil ? nil : try date(column)
    }
    leaseUntil = try optionalDate("lease_until")
    run = row["run"]
    submittedAt = try optionalDate("submitted_at")
    startedAt = try optionalDate("started_at")
    completedAt = try optionalDate("completed_at")
    result = row["result"]
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
        order.priceMicrodollars, order.outputPath, JobState.intended.rawValue, owner.pid,
        owner.start, UTC.text(now), UTC.text(now),
      ])
    var job = try find(db.lastInsertedRowID, in: db, ledger: ledger)
    job.order = order
    job.owner = owner
    job.leaseUntil = now.addingTimeInterval(Lease.length)
    try job.update(in: db)
    return try find(job.id, in: db, ledger: ledger)
  }

  /// Writes what may change.
  func update(in db: Database) throws {
    let columns: [(String, (any DatabaseValueConvertible)?)] = [
      ("state", state.rawValue), ("request_id", ticket?.requestID),
      ("status_url", ticket?.statusURL), ("response_url", ticket?.responseURL),
      ("cancel_url", ticket?.cancelURL), ("owner_pid", owner.pid), ("owner_start", owner.start),
      ("owner_place", owner.place), ("lease_until", leaseUntil.map(UTC.text)), ("run", run),
      ("price_microdollars", order.priceMicrodollars), ("output_path", order.outputPath),
      ("rehearsal_folder", order.identity.rehearsalFolder), ("sidecar_path", order.sidecarPath),
      ("picture_path", order.picturePath), ("resolution", order.identity.resolution?.rawValue),
      ("end_picture_sha256", order.identity.endPictureSHA256),
      ("end_picture_path", order.endPicturePath), ("unit_microdollars", order.unitMicrodollars),
      ("picture_width", order.pictureWidth), ("picture_height", order.pictureHeight),
      ("service", order.service), ("project", order.project),
      ("updated_at", UTC.text(updatedAt)), ("submitted_at", submittedAt.map(UTC.text)),
      ("started_at", startedAt.map(UTC.text)), ("completed_at", completedAt.map(UTC.text)),
      ("result", result), ("error", error), ("billable_units", billableUnits),
      ("clip_path", clip?.path), ("clip_bytes", clip?.bytes), ("clip_sha256", clip?.sha256),
    ]
    let places = columns.map { "\($0.0) = ?" }.joined(separator: ", ")
    try db.execute(
      sql: "UPDATE job SET \(places) WHERE id = ?",
      arguments: StatementArguments(columns.map(\.1) + [id]))
  }

  static func find(_ id: Int64, in db: Database, ledger: String) throws -> Job {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM job WHERE id = ?", arguments: [id])
    else { throw StudioError(.unknownJob, "job \(id)", "the ledger knows no such job") }
    return try Job(row: row, ledger: ledger)
  }

  /// The jobs that bear one of the service's ids, oldest first; more than one is a mistake.
  static func all(
    withRequest requestID: String, in db: Database, ledger: String
  ) throws -> [Job] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM job WHERE request_id = ? ORDER BY id", arguments: [requestID]
    ).map { try Job(row: $0, ledger: ledger) }
  }

  static func all(
    withClipOf byteCount: Int, in db: Database, ledger: String
  ) throws -> [Job] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM job WHERE clip_bytes = ? ORDER BY id", arguments: [byteCount]
    ).map { try Job(row: $0, ledger: ledger) }
  }

  static func all(
    with key: TakeKey, in db: Database, ledger: String
  ) throws -> [Job] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM job WHERE take_key = ? ORDER BY id", arguments: [key.description]
    ).map { try Job(row: $0, ledger: ledger) }
  }
}
