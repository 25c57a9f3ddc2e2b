import FalClient
import FalSimulator
import Foundation
import Raster
import Stills
import StudioTestSupport
import Testing

@testable import Studio

/// Pictures that lie in the service's storage are not sent again, whoever asks.
@Suite(.timeLimit(.minutes(1)))
struct UploadMemoryTests {
  typealias Scene = TakeMakerTests.Scene

  private let key = UploadKey(
    digest: String(repeating: "a", count: 64), contentType: "image/png", storage: "https://x")

  @Test func `what one connection remembers another one knows`() async throws {
    let folder = try ScratchFolder()
    let (one, two) = (
      try Ledger(path: folder("l.sqlite")), try Ledger(path: folder("l.sqlite"))
    )
    #expect(try await two.upload(of: key) == nil)
    let upload = RememberedUpload(url: "https://x/f.png", expires: .now + 7200)
    try await one.remember(upload, for: key)
    #expect(try await two.upload(of: key)?.url == upload.url)
    let other = RememberedUpload(url: "https://x/g.png", expires: .now + 7200)
    try await two.remember(other, for: key)
    #expect(try await one.upload(of: key)?.url == other.url)
  }

  @Test func `an address that may carry a signature is not written down`() async throws {
    let folder = try ScratchFolder()
    let ledger = try Ledger(path: folder("l.sqlite"))
    let upload = RememberedUpload(url: "https://x/f.png?signature=abc", expires: .now + 7200)
    try await ledger.remember(upload, for: key)
    #expect(try await ledger.upload(of: key) == nil)
  }

  @Test func `what has expired is forgotten when something is remembered`() async throws {
    let folder = try ScratchFolder()
    let ledger = try Ledger(path: folder("l.sqlite"))
    try await ledger.remember(RememberedUpload(url: "https://x/a", expires: .now - 1), for: key)
    let fresh = UploadKey(digest: "b", contentType: "image/png", storage: "https://x")
    try await ledger.remember(RememberedUpload(url: "https://x/b", expires: .now + 9), for: fresh)
    #expect(try await ledger.upload(of: key) == nil)
    #expect(try await ledger.upload(of: fresh) != nil)
  }

  @Test func `a second clip of a picture sends the prompt only, in another run too`() async throws {
    try await Scene.run { scene in
      for (number, prompt) in ["Mist", "Rain", "Snow"].enumerated() {
        // Each maker is a run of its own, with a connection of its own.
        _ = try await scene.maker().make(
          try await scene.order(prompt, to: "clip-\(number).mp4"))
      }
      #expect(scene.submissions == 3)
      #expect(scene.simulator.record.uploads.count == 1)
      #expect(Set(scene.simulator.record.submissions.map(\.imageURL)).count == 1)
    }
  }

  @Test func `many that want the same picture there at once send it once`() async throws {
    try await Scene.run { scene in
      let maker = try scene.maker()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<5 {
          let order = try await scene.order("Wave \(number)", to: "clip-\(number).mp4")
          group.addTask { _ = try await maker.make(order) }
        }
        try await group.waitForAll()
      }
      #expect(scene.submissions == 5)
      #expect(scene.simulator.record.uploads.count == 1)
    }
  }

  @Test func `a picture that is gone from the storage is sent again`() async throws {
    // The first look at a remembered file finds nothing there; a clip is fetched in between.
    let gone = SimulatorFault(
      .download, .refuse(SimulatedRefusal(status: 404, body: "{}")), skipping: 1)
    try await Scene.run(SimulatorOptions(pace: .instant, faults: [gone])) { scene in
      _ = try await scene.maker().make(try await scene.order("Mist"))
      _ = try await scene.maker().make(try await scene.order("Rain", to: "rain.mp4"))
      #expect(scene.simulator.record.uploads.count == 2)
    }
  }
}
