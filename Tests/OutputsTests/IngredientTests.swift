import Foundation
import Outputs
import StudioTestSupport
import Testing

/// A result never replaces what it is made of.
@Suite(.timeLimit(.minutes(1))) struct IngredientTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("a photograph", as: "a.png")
    try folder.write("another", as: "b.png")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: folder / "link.png", withDestinationPath: "a.png")
    try files.linkItem(atPath: folder / "a.png", toPath: folder / "second.png")
    try files.createSymbolicLink(atPath: folder / "here", withDestinationPath: ".")
  }

  @Test(arguments: ["a.png", "link.png", "second.png", "./a.png", "here/a.png"])
  func `a file under any name of an input is refused, whatever may be replaced`(
    name: String
  ) throws {
    for replacing in [false, true] {
      let error = #expect(throws: OutputError.self) {
        try AtomicOutput.check(
          folder / name, replacing: replacing, madeOf: [folder / "b.png", folder / "a.png"])
      }
      #expect(error?.code == .ingredient)
      #expect(error?.message.contains(folder / "a.png") == true)
      #expect(error?.message.contains("name another file") == true)
    }
  }

  @Test func `a folder that an input lies in is refused`() throws {
    let files = FileManager.default
    try files.createDirectory(
      atPath: folder / "clips/inner", withIntermediateDirectories: true)
    try files.createDirectory(atPath: folder / "empty", withIntermediateDirectories: true)
    try folder.write("a film", as: "clips/inner/film.mp4")
    for name in ["clips", "clips/inner", "here/clips"] {
      let error = #expect(throws: OutputError.self) {
        try AtomicOutput.check(folder / name, isNoneOf: [folder / "clips/inner/film.mp4"])
      }
      #expect(error?.code == .ingredient)
      #expect(error?.message.contains("name another folder") == true)
    }
    try AtomicOutput.check(folder / "empty", isNoneOf: [folder / "clips/inner/film.mp4"])
    try AtomicOutput.check(folder / "new", isNoneOf: [folder / "clips/inner/film.mp4"])
  }

  @Test func `other files are judged as ever`() throws {
    try AtomicOutput.check(folder / "new.png", replacing: false, madeOf: [folder / "a.png"])
    try AtomicOutput.check(folder / "b.png", replacing: true, madeOf: [folder / "a.png"])
    let error = #expect(throws: OutputError.self) {
      try AtomicOutput.check(folder / "b.png", replacing: false, madeOf: [folder / "a.png"])
    }
    #expect(error?.code == .exists)
    // An input that is not there is told where it is read.
    try AtomicOutput.check(folder / "new.png", replacing: false, madeOf: [folder / "new.png"])
  }

  @Test(arguments: [
    ("a.png", "a.png", true), ("a.png", "link.png", true), ("a.png", "second.png", true),
    ("a.png", "b.png", false), ("new.png", "new.png", true), ("new.png", "./new.png", true),
    ("new.png", "here/new.png", true), ("new.png", "other.png", false), ("new.png", "a.png", false),
  ])
  func `two names for one place are known, before anything is there`(
    one: String, other: String, isSame: Bool
  ) {
    #expect(AtomicOutput.isSamePlace(folder / one, folder / other) == isSame)
  }
}
