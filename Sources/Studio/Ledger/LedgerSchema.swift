internal import GRDB

/// The ledger's table, step by step as it grew.
///
/// `user_version` counts the steps. All missing ones are done in one transaction that holds the
/// write lock from its start, so several processes may open a new ledger at once.
enum LedgerSchema {
  /// Marks the file as ours: "HSLG".
  static let applicationID = 0x4853_4C47

  static let steps = [
    """
    CREATE TABLE job (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      take_key TEXT NOT NULL,
      endpoint TEXT NOT NULL,
      prompt TEXT NOT NULL,
      duration_seconds INTEGER NOT NULL,
      prompt_optimizer INTEGER NOT NULL,
      picture_sha256 TEXT NOT NULL,
      simulated INTEGER NOT NULL,
      take INTEGER NOT NULL,
      price_microdollars INTEGER NOT NULL,
      output_path TEXT NOT NULL,
      state TEXT NOT NULL,
      request_id TEXT,
      status_url TEXT,
      response_url TEXT,
      cancel_url TEXT,
      owner_pid INTEGER NOT NULL,
      owner_start TEXT,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      error TEXT,
      billable_units REAL,
      clip_path TEXT,
      clip_bytes INTEGER,
      clip_sha256 TEXT
    );
    CREATE INDEX job_take ON job (take_key);
    CREATE UNIQUE INDEX job_in_flight ON job (take_key)
      WHERE state IN ('preparing', 'submitting', 'submitted', 'ambiguous');
    """,
    // 2: all states by their own names, leases, the service's answer, sums for budgets.
    """
    ALTER TABLE job ADD COLUMN owner_place TEXT;
    ALTER TABLE job ADD COLUMN lease_until TEXT;
    ALTER TABLE job ADD COLUMN run TEXT;
    ALTER TABLE job ADD COLUMN service TEXT;
    ALTER TABLE job ADD COLUMN project TEXT;
    ALTER TABLE job ADD COLUMN rehearsal_folder TEXT;
    ALTER TABLE job ADD COLUMN sidecar_path TEXT;
    ALTER TABLE job ADD COLUMN picture_path TEXT;
    ALTER TABLE job ADD COLUMN picture_width INTEGER;
    ALTER TABLE job ADD COLUMN picture_height INTEGER;
    ALTER TABLE job ADD COLUMN submitted_at TEXT;
    ALTER TABLE job ADD COLUMN started_at TEXT;
    ALTER TABLE job ADD COLUMN completed_at TEXT;
    ALTER TABLE job ADD COLUMN result TEXT;
    DROP INDEX job_in_flight;
    UPDATE job SET submitted_at = created_at WHERE state NOT IN ('preparing', 'refused');
    UPDATE job SET state = 'intended' WHERE state = 'preparing';
    UPDATE job SET state = 'stored' WHERE state = 'completed';
    CREATE UNIQUE INDEX job_in_flight ON job (take_key) WHERE state IN
      ('intended', 'submitting', 'submitted', 'running', 'completed', 'downloaded', 'ambiguous');
    CREATE INDEX job_submitted ON job (submitted_at);
    """,
    // 3: what other models take; jobs by the service's id; pictures that lie in its storage.
    """
    ALTER TABLE job ADD COLUMN resolution TEXT;
    ALTER TABLE job ADD COLUMN end_picture_sha256 TEXT;
    ALTER TABLE job ADD COLUMN end_picture_path TEXT;
    ALTER TABLE job ADD COLUMN unit_microdollars INTEGER;
    CREATE INDEX job_request ON job (request_id) WHERE request_id IS NOT NULL;
    CREATE TABLE upload (
      digest TEXT NOT NULL,
      content_type TEXT NOT NULL,
      storage TEXT NOT NULL,
      url TEXT NOT NULL,
      expires_at TEXT NOT NULL,
      PRIMARY KEY (digest, content_type, storage)
    ) WITHOUT ROWID;
    """,
  ]

  /// Brings the file to the newest step.
  ///
  /// - Throws: ``StudioError`` when the file is another program's or a newer version's.
  static func prepare(_ db: Database, path: String) throws {
    let found = try version(db)
    if found.steps == steps.count && found.application == applicationID { return }
    try db.inTransaction(.immediate) {
      // Another process may have been quicker.
      let found = try version(db)
      let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      guard found.application == applicationID || (found.application == 0 && tables == 0) else {
        throw StudioError(
          .ledgerDamaged, path,
          "is another program's database, not a ledger; name another file")
      }
      guard found.steps <= steps.count else {
        throw StudioError(
          .ledgerUnavailable, path, "was written by a newer hailuo-studio; use that one")
      }
      guard found.steps > 0 || (found.steps == 0 && tables == 0) else {
        throw StudioError(
          .ledgerDamaged, path, "its version is \(found.steps), which none was ever written with")
      }
      for step in steps[found.steps...] { try db.execute(sql: step) }
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: "PRAGMA user_version = \(steps.count)")
      return .commit
    }
  }

  private static func version(_ db: Database) throws -> (application: Int, steps: Int) {
    (
      try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
      try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    )
  }
}
