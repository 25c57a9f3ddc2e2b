public import ArgumentParser
public import FalSimulator

extension ClipLook.Colours: ExpressibleByArgument {}
extension ClipLook.Sound: ExpressibleByArgument {}

/// How simulated clips are made.
struct LookOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Frames a second.", valueName: "number"))
  var fps = ClipRenderer.frameRate

  @Option(
    help: ArgumentHelp(
      "Frames from one key frame to the next; one key frame a clip unless given.",
      valueName: "frames"))
  var keyInterval: Int?

  @Option(
    name: .customLong("b-frames"),
    help: ArgumentHelp("The most B-frames in a row; 0 for none.", valueName: "number"))
  var bFrames: Int?

  @Option(help: "The colours, and what the file says of them.")
  var colours = ClipLook.Colours.bt709

  @Option(help: "What there is to hear.")
  var sound = ClipLook.Sound.none

  @Option(
    help: ArgumentHelp(
      "How much brighter the last frame is than the first, -0.5 to 0.5.", valueName: "part"))
  var drift = 0.0

  @Flag(help: "Show the first frame twice.")
  var repeatFirst = false

  func validate() throws {
    guard (1...120).contains(fps) else {
      throw ValidationError("--fps must be from 1 to 120.")
    }
    guard keyInterval.map({ (1...100_000).contains($0) }) ?? true else {
      throw ValidationError("--key-interval must be from 1 to 100000.")
    }
    guard bFrames.map({ (0...16).contains($0) }) ?? true else {
      throw ValidationError("--b-frames must be from 0 to 16.")
    }
    guard (-0.5...0.5).contains(drift) else {
      throw ValidationError("--drift must be from -0.5 to 0.5.")
    }
  }

  var look: ClipLook {
    ClipLook(
      frameRate: fps, keyFrameInterval: keyInterval, bFrames: bFrames, colours: colours,
      sound: sound, brightnessDrift: drift, repeatsFirstFrame: repeatFirst)
  }
}
