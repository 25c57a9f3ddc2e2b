import FalSimulator
import Foundation
import Outputs
import StudioTestSupport
import Synchronization
import Testing
import Transfers

@testable import FalClient

/// Uploads in parts, through libcurl, against the simulator.
@Suite(.timeLimit(.minutes(2))) struct LargeUploadTests {
  /// A file of any size with something to tell at the edges of its parts.
  private func file(_ byteCount: Int, edge: Int, in folder: TemporaryFolder) throws -> String {
    let path = try folder.write([1], as: "large.bin")
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    for offset in stride(from: edge, to: byteCount, by: edge) {
      try file.seek(toOffset: UInt64(offset - 3))
      try file.write(contentsOf: Data("part \(offset / edge) ends".utf8))
    }
    try file.truncate(atOffset: UInt64(byteCount))
    try file.close()
    return path
  }

  private func run(
    _ faults: SimulatorFaults = [], _ body: (Simulator, FalClient) async throws -> Void
  ) async throws {
    let simulator = try await Simulator.start(options: SimulatorOptions(faults: faults)) { _ in }
    do {
      var client = FalClient(
        hosts: try FalHosts(allAt: simulator.baseURL), credential: Credential(key: secret),
        transport: CurlTransport())
      client.retryPolicy = RetryPolicy(attemptLimit: 2, firstPause: .milliseconds(1))
      try await body(simulator, client)
      #expect(simulator.record.keyLeaks.isEmpty)
    } catch {
      await simulator.shutdown()
      throw error
    }
    await simulator.shutdown()
  }

  @Test func `a file above ninety MiB goes up in parts and is the same there`() async throws {
    try await run { simulator, client in
      let folder = try TemporaryFolder()
      let path = try file(95 << 20, edge: 10 << 20, in: folder)
      let last = Mutex<TransferProgress?>(nil)
      _ = try await client.upload(
        .file(path: path), contentType: "video/mp4", fileName: "large.mp4",
        progress: { progress in last.withLock { $0 = progress } })
      let upload = try #require(simulator.record.uploads.first)
      #expect(upload.byteCount == 95 << 20)
      #expect(upload.sha256 == (try FileDigest.sha256(ofFile: path)))
      #expect(simulator.record.count("PUT", under: "/upload/") == 10)
      #expect(last.withLock { $0?.completedByteCount } == 95 << 20)
    }
  }

  @Test func `an upload in parts that was cut goes on with the parts that are missing`()
    async throws
  {
    let cut = SimulatorFault(.part, .reset, skipping: 5, times: .max)
    try await run([cut]) { simulator, client in
      var client = client
      client.storageLimits.largestSingleUpload = 1 << 20
      client.storageLimits.partByteCount = 1 << 20
      client.storageLimits.partsAtOnce = 1
      let folder = try TemporaryFolder()
      let path = try file((9 << 20) + 17, edge: 1 << 20, in: folder)
      let state = Mutex<MultipartUpload?>(nil)
      let content = UploadContent.file(path: path)
      let error = await #expect(throws: FalError.self) {
        try await client.upload(
          content, contentType: "video/mp4", fileName: "large.mp4",
          remember: { upload in state.withLock { $0 = upload } })
      }
      #expect(error?.code == .unreachable)
      let left = try #require(state.withLock { $0 })
      #expect(left.tags.keys.sorted() == [1, 2, 3, 4, 5])
      let sent = simulator.record.count("PUT", under: "/upload/")
      simulator.forgetFaults()

      _ = try await client.upload(
        content, contentType: "video/mp4", fileName: "large.mp4", resume: left)
      #expect(simulator.record.count("PUT", under: "/upload/") - sent == 5)
      #expect(simulator.record.uploads.first?.sha256 == (try FileDigest.sha256(ofFile: path)))
    }
  }

  @Test func `an upload the storage has forgotten is begun anew`() async throws {
    try await run { simulator, client in
      var client = client
      client.storageLimits.largestSingleUpload = 1000
      client.storageLimits.partByteCount = 1000
      let content = UploadContent.bytes([UInt8](repeating: 7, count: 2500))
      let forgotten = MultipartUpload(
        fileURL: simulator.baseURL + "/files/b/0/x", partBase: simulator.baseURL + "/upload/0",
        query: "X-Signature=old", needsToken: false, byteCount: 2500, partByteCount: 1000,
        digest: try content.digest)
      _ = try await client.upload(
        content, contentType: "video/mp4", fileName: "x.mp4", resume: forgotten)
      #expect(simulator.record.uploads.map(\.byteCount) == [2500])
    }
  }
}
