import Libav
import Raster

/// Decodes, blends and encodes the stretches of a film that are not copied.
///
/// At most two clips are open at a time, and no more pictures kept than one closed group needs.
struct PartWriter: ~Copyable {
  private let plan: SplicePlan
  private let clips: [ScannedClip]
  private let fit: SpliceRequest.Fit
  private let cancellation: Cancellation
  private(set) var encoder: PartEncoder
  private var rewriter: SampleRewriter?
  /// Pictures that wait to be encoded as one group, and the film's frame that the first of them is.
  private var pictures = FrameList()
  private var first = 0
  private var outgoing: StripPictures?
  private var incoming: StripPictures?

  init(
    _ encoder: PartEncoder, _ plan: SplicePlan, _ clips: [ScannedClip], _ fit: SpliceRequest.Fit,
    rewriter: SampleRewriter?, _ cancellation: Cancellation
  ) {
    self.encoder = encoder
    self.plan = plan
    self.clips = clips
    self.fit = fit
    self.rewriter = rewriter
    self.cancellation = cancellation
  }

  /// Pictures encoded as one group: one second, or fewer where they are large.
  private var groupSize: Int {
    let second = Int(plan.frameRate.framesPerSecond.rounded())
    // Three bytes a pixel is 4:4:4 in eight bits, and 4:2:0 in ten.
    let bytes = max(1, plan.size.pixelCount * 3)
    return max(4, min(second, (96 << 20) / bytes))
  }

  /// Takes the pictures of a stretch; writes those groups that are full.
  ///
  /// - Parameter frame: the film's frame that the stretch begins with.
  mutating func add(
    _ stretch: Stretch, at frame: Int, to film: inout FilmWriter, _ report: (Double) -> Void
  ) throws {
    if pictures.isEmpty { first = frame }
    switch stretch.effect {
    case .transition(let name, let clip, let places):
      try blend(stretch, name, clip, places, &film, report)
    case .dip(let colour, let isRising):
      let solid = try plain(colour)
      let graph = try crossing("fade", stretch.count)
      for (number, place) in stretch.places.enumerated() {
        let picture = try outgoingPicture(stretch.clip, place)
        picture.presentation = Int64(number)
        solid.presentation = Int64(number)
        try graph.push(picture, to: isRising ? 1 : 0)
        try graph.push(solid, to: isRising ? 0 : 1)
        while let made = try graph.take() { try keep(made, &film, report) }
      }
      try graph.finish(input: 0)
      try graph.finish(input: 1)
      while let made = try graph.take() { try keep(made, &film, report) }
    case nil:
      for place in stretch.places {
        try keep(try outgoingPicture(stretch.clip, place), &film, report)
      }
    }
    let here = first + pictures.count
    guard here == frame + stretch.count else {
      throw FootageError(
        .failed, path: clips[stretch.clip].path,
        "\(clips[stretch.clip].path): \(here - frame) frames came of \(stretch.count) at a seam; "
          + "report this.")
    }
  }

  private mutating func blend(
    _ stretch: Stretch, _ name: String, _ clip: Int, _ places: Range<Int>,
    _ film: inout FilmWriter, _ report: (Double) -> Void
  ) throws {
    let graph = try crossing(name, stretch.count)
    for (number, (place, other)) in zip(stretch.places, places).enumerated() {
      let picture = try outgoingPicture(stretch.clip, place)
      picture.presentation = Int64(number)
      try graph.push(picture, to: 0)
      let next = try incomingPicture(clip, other)
      next.presentation = Int64(number)
      try graph.push(next, to: 1)
      while let made = try graph.take() { try keep(made, &film, report) }
    }
    try graph.finish(input: 0)
    try graph.finish(input: 1)
    while let made = try graph.take() { try keep(made, &film, report) }
    // The clip that came is the one that goes on.
    outgoing = incoming.take()
  }

  /// A graph that passes from its first input to its second within so many frames.
  private func crossing(_ name: String, _ count: Int) throws -> FilterGraph {
    let encoding = try encoder.settings.encoding(quality: 0)
    let input = FilterInput.video(
      size: encoding.size, format: encoding.pixelFormat, timeBase: encoding.timeBase,
      frameRate: encoding.frameRate, sampleAspect: encoding.sampleAspect, colour: encoding.colour)
    let length = Timestamp(Int64(count), encoding.timeBase).rescaled(to: .microseconds).ticks
    return try FilterGraph.open(
      "[in0][in1]xfade=transition=\(name):duration=\(length)us:offset=0,"
        + "format=\(encoding.pixelFormat)[out]", inputs: [input, input])
  }

  /// A picture of one colour.
  private func plain(_ colour: Color) throws -> Frame {
    let encoding = try encoder.settings.encoding(quality: 0)
    let bitmap = Bitmap(size: encoding.size, filledWith: colour)
    let frame =
      try LightConversion.picture(bitmap, format: encoding.pixelFormat, colour: encoding.colour)
      ?? Frame.video(bitmap, format: encoding.pixelFormat, colour: encoding.colour)
    frame.setSampleAspect(encoding.sampleAspect)
    return frame
  }

  private mutating func outgoingPicture(_ clip: Int, _ place: Int) throws -> Frame {
    if outgoing?.clip != clip { outgoing = try open(clip) }
    let number = plan.strips[clip].source(place)
    return try about(clips[clip].path) {
      guard let frame = try outgoing?.picture(number) else { throw PartWriter.lost }
      return frame
    }
  }

  private mutating func incomingPicture(_ clip: Int, _ place: Int) throws -> Frame {
    if incoming?.clip != clip { incoming = try open(clip) }
    let number = plan.strips[clip].source(place)
    return try about(clips[clip].path) {
      guard let frame = try incoming?.picture(number) else { throw PartWriter.lost }
      return frame
    }
  }

  private static var lost: FootageError {
    FootageError(.failed, path: "", "A clip was closed too early; report this.")
  }

  private func open(_ clip: Int) throws -> StripPictures {
    let path = clips[clip].path
    return try about(path) {
      try StripPictures(
        clip, clips[clip], encoder.settings, displaySize: plan.target.displaySize,
        isFitting: FilmShape(clips[clip].video).isPictured(as: plan.target.shape), fit,
        joining: plan.fieldsToJoin(of: clips[clip]), plan.colours(of: clip, in: clips), cancellation
      )
    }
  }

  private mutating func keep(
    _ picture: consuming Frame, _ film: inout FilmWriter, _ report: (Double) -> Void
  ) throws {
    picture.colour = encoder.settings.colour
    picture.forgetPictureType()
    picture.setFields(topFirst: plan.fieldOrder.map { $0 == .topFirst })
    pictures.append(picture)
    if pictures.count >= groupSize { try flush(to: &film) }
    report(plan.seconds(ofFrame: first + pictures.count))
  }

  /// Encodes and writes what waits.
  mutating func flush(to film: inout FilmWriter) throws {
    guard !pictures.isEmpty else { return }
    var packets = try encoder.encode(pictures)
    while let packet = try packets.popFirst() {
      if var rewriter {
        guard let bytes = rewriter.apply(to: packet.bytes) else {
          throw FootageError(
            .failed, path: "", "What was encoded cannot stand in the film; report this.")
        }
        self.rewriter = rewriter
        try packet.replaceBytes(bytes)
      }
      try film.write(packet, frame: first + Int(packet.presentation ?? 0))
    }
    first += pictures.count
    pictures.removeAll()
  }
}
