import Foundation
import StudioTestSupport
import Testing

@testable import Outputs

struct ReadingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  // Source: FIPS 180-2, appendix B, and the digest of nothing.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `digests are those of the standard`(text: String, digest: String) throws {
    #expect(FileDigest.sha256(of: Array(text.utf8)) == digest)
    #expect(try FileDigest.sha256(ofFile: folder.write(text, as: "a")) == digest)
  }

  @Test func `a file larger than one piece has the digest of its bytes`() throws {
    let bytes = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let path = try folder.write(bytes, as: "a")
    #expect(try FileDigest.sha256(ofFile: path) == FileDigest.sha256(of: bytes))
    #expect(try WholeFile.bytes(of: path) == bytes)
    #expect(try WholeFile.size(of: path) == bytes.count)
  }

  @Test func `a limit is kept`() throws {
    let path = try folder.write([1, 2, 3], as: "a")
    #expect(try WholeFile.bytes(of: path, limit: 3) == [1, 2, 3])
    let error = #expect(throws: OutputError.self) { try WholeFile.bytes(of: path, limit: 2) }
    #expect(error?.code == .failed)
    #expect(error?.message.contains("3 bytes") == true)
  }

  @Test func `missing files and folders are told apart`() throws {
    let missing = #expect(throws: OutputError.self) { try WholeFile.bytes(of: folder / "a") }
    #expect(missing?.code == .missing)
    #expect(missing?.message.contains("no such file") == true)
    let below = try folder.write("x", as: "file") + "/a"
    #expect(throws: OutputError.self) { try WholeFile.size(of: below) }
    let isFolder = #expect(throws: OutputError.self) { try FileDigest.sha256(ofFile: folder.path) }
    #expect(isFolder?.code == .missing)
    #expect(isFolder?.message.contains("folder") == true)
  }

  @Test func `what is no regular file is not read`() throws {
    #expect(mkfifo(folder / "pipe", 0o600) == 0)
    let error = #expect(throws: OutputError.self) { try WholeFile.bytes(of: folder / "pipe") }
    #expect(error?.message.contains("not a regular file") == true)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read anything"))
  func `a file that may not be read says so`() throws {
    let path = try folder.write("secret", as: "a")
    #expect(chmod(path, 0) == 0)
    let error = #expect(throws: OutputError.self) { try WholeFile.bytes(of: path) }
    #expect(error?.code == .forbidden)
    #expect(error?.message.contains("no permission") == true)
  }

  @Test func `reasons become codes`() {
    #expect(failure(ENOSPC, to: "write", "/a").code == .full)
    #expect(failure(EDQUOT, to: "write", "/a").code == .full)
    #expect(failure(EROFS, to: "write", "/a").code == .unwritable)
    #expect(failure(EIO, to: "write", "/a").code == .failed)
    #expect(failure(EIO, to: "write", "/a").description.hasPrefix("/a: cannot write"))
  }

  @Test func `a full disk is told apart`() throws {
    // The device that every write fails on as if the disk were full.
    guard access("/dev/full", W_OK) == 0 else { return }
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    #expect([1].withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, 1) } == -1)
    #expect(failure(errno, to: "write", "/dev/full").code == .full)
  }

  @Test func `a folder is made with those above it`() throws {
    let created = try OutputFolder.prepare(folder / "a/b/c")
    #expect(created == [folder / "a", folder / "a/b", folder / "a/b/c"])
    #expect(try OutputFolder.prepare(folder / "a/b/c") == [])
    try OutputFolder.prepare(folder / "private/d", isPrivate: true)
    var facts = stat()
    #expect(stat(folder / "private", &facts) == 0)
    #expect(facts.st_mode & 0o777 == 0o700)
    let path = try folder.write("x", as: "file")
    let error = #expect(throws: OutputError.self) { try OutputFolder.prepare(path) }
    #expect(error?.code == .unwritable)
    #expect(throws: OutputError.self) { try OutputFolder.prepare(path + "/below") }
  }

  @Test func `folders into which nothing came are taken away again`() throws {
    let created = try OutputFolder.prepare(folder / "a/b/c")
    try folder.write("x", as: "a/kept")
    OutputFolder.removeEmpty(created)
    #expect(try folder.names == ["a"] && !OutputFolder.exists(folder / "a/b"))
  }
}
