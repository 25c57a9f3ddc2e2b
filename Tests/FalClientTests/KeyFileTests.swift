import FoundationEssentials
import Testing

@testable import FalClient

@Suite struct KeyFileTests {
  private func withFile<Result>(
    _ text: String, mode: Int = 0o600, _ body: (_ home: String, _ path: String) throws -> Result
  ) throws -> Result {
    let home = FileManager.default.temporaryDirectory.path + "/key-\(UUID().uuidString)"
    let path = home + "/.config/hailuo-studio/key"
    try FileManager.default.createDirectory(
      atPath: home + "/.config/hailuo-studio", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home) }
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return try body(home, path)
  }

  @Test(arguments: ["id:secret", "id:secret\n", "  id:secret \r\n"])
  func `a key file is found where it belongs or is named`(_ text: String) throws {
    try withFile(text) { (home: String, path: String) throws in
      for environment in [
        ["HOME": home], ["XDG_CONFIG_HOME": home + "/.config"],
        ["FAL_KEY_FILE": path], ["FAL_KEY_FILE": path, "HOME": "/nowhere"],
      ] {
        #expect(try Credential.find(environment)?.authorization == "Key id:secret")
      }
      #expect(
        try Credential.find(["HOME": home, "FAL_KEY": "other:key"])?.authorization
          == "Key other:key")
    }
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o602, 0o777])
  func `a file others can touch is refused with what to do`(_ mode: Int) throws {
    try withFile("id:secret", mode: mode) { (home: String, _: String) throws in
      let error = #expect(throws: FalError.self) { try Credential.find(["HOME": home]) }
      #expect(error?.code == .keyMissing)
      #expect(error?.message.contains("chmod 600") == true)
      #expect(error?.message.contains("secret") == false)
    }
  }

  @Test(arguments: [0o600, 0o400]) func `a private file is accepted`(_ mode: Int) throws {
    try withFile("id:secret", mode: mode) { (home: String, _: String) throws in
      #expect(try Credential.find(["HOME": home]) != nil)
    }
  }

  @Test(arguments: [
    "", "\n", "id:secret\nother", "id secret", "FAL_KEY=\"a b\"", "key\u{0}", "kéy",
  ])
  func `a file that holds something else is refused unshown`(_ text: String) throws {
    try withFile(text) { (home: String, path: String) throws in
      let error = #expect(throws: FalError.self) { try Credential.find(["HOME": home]) }
      #expect(error?.code == .keyMissing)
      #expect(error?.message.hasPrefix(path) == true)
      #expect(error?.message.contains("other") == false)
    }
  }

  @Test func `a file that is named and missing is an error, the usual one is not`() throws {
    let error = #expect(throws: FalError.self) {
      try Credential.find(["FAL_KEY_FILE": "/nowhere/key"])
    }
    #expect(error?.message.contains("/nowhere/key") == true)
    #expect(try Credential.find(["HOME": "/nowhere"]) == nil)
    #expect(try Credential.find([:]) == nil)
  }

  @Test(arguments: ["a\nb", "a\r\nAuthorization: Key c", "a b", "a\u{7F}", "ä"])
  func `a key with a line break or a blank inside is refused unshown`(_ key: String) {
    for attempt in [
      { try Credential(checking: key) }, { try #require(try Credential.find(["FAL_KEY": key])) },
    ] as [() throws -> Credential] {
      let error = #expect(throws: FalError.self) { try attempt() }
      #expect(error?.code == .keyMissing)
      #expect(error?.message.contains("line break") == true)
    }
  }
}
