public import FalClient
internal import FoundationEssentials
internal import GRDB

/// The ledger remembers what lies in the service's storage, for all runs and processes.
extension Ledger: UploadMemory {
  /// The upload of a content, if one is remembered.
  public func upload(of key: UploadKey) async throws -> RememberedUpload? {
    try await read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT url, expires_at FROM upload
            WHERE digest = ? AND content_type = ? AND storage = ?
          """, arguments: [key.digest, key.contentType, key.storage])
      guard let row, let expires = UTC.date(row["expires_at"]) else { return nil }
      return RememberedUpload(url: row["url"], expires: expires)
    }
  }

  /// Remembers an upload in the place of any earlier one, and forgets those that have expired.
  ///
  /// An address with a query may carry a signature, so it is not written down; such a file is sent
  /// again the next time.
  public func remember(_ upload: RememberedUpload, for key: UploadKey) async throws {
    guard Redaction.withoutQuery(upload.url) == upload.url else { return }
    try await write("upload") { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO upload (digest, content_type, storage, url, expires_at)
            VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          key.digest, key.contentType, key.storage, upload.url, UTC.text(upload.expires),
        ])
      try db.execute(
        sql: "DELETE FROM upload WHERE expires_at < ?", arguments: [UTC.text(.now)])
    }
  }
}
