internal import CFFmpeg
package import Raster

/// What goes into one end of a filter graph.
package enum FilterInput: Sendable {
  case video(
    size: PixelSize, format: PixelFormat, timeBase: Rational, frameRate: Rational,
    sampleAspect: Rational, colour: ColourTags)
  case audio(sampleRate: Int, sampleFormat: String, channelLayout: String, timeBase: Rational)

  /// What the frames of a stream are.
  package init(_ stream: StreamFacts) {
    if stream.kind == .audio {
      self = .audio(
        sampleRate: stream.sampleRate, sampleFormat: stream.sampleFormat,
        channelLayout: stream.channelLayout, timeBase: stream.timeBase)
    } else {
      self = .video(
        size: stream.size, format: stream.pixelFormat, timeBase: stream.timeBase,
        frameRate: stream.averageRate, sampleAspect: stream.sampleAspect, colour: stream.colour)
    }
  }
}

/// A chain of FFmpeg's filters with inputs `in0`, `in1`… and one output `out`.
package struct FilterGraph: ~Copyable {
  private let graph: UnsafeMutablePointer<AVFilterGraph>
  private let sources: [UnsafeMutablePointer<AVFilterContext>]
  private let sink: UnsafeMutablePointer<AVFilterContext>
  private let label: String

  /// Builds a graph from FFmpeg's filter language.
  ///
  /// - Parameters:
  ///   - description: reads from `[in0]`…, writes to `[out]`; with no inputs it generates.
  ///   - threads: zero lets it use all cores. Chains of cheap filters gain nothing from threads, and
  ///     each thread costs a stack.
  /// - Throws: ``LibavError`` with the library's complaint about the description.
  package static func open(
    _ description: String, inputs: [FilterInput] = [], isAudio: Bool = false, threads: Int = 2
  ) throws(LibavError) -> FilterGraph {
    Log.isCaptured
    Log.forget()
    let label = "filter with \(description)"
    let owner = GraphOwner(graph: try allocated(avfilter_graph_alloc(), "a filter graph"))
    owner.graph.pointee.nb_threads = Int32(threads)
    var text = inputs.enumerated().map { "\(source($1, number: $0))[in\($0)];" }.joined()
    text += description
    text += isAudio ? ";[out]abuffersink@sink" : ";[out]buffersink@sink"
    var left: UnsafeMutablePointer<AVFilterInOut>?
    var right: UnsafeMutablePointer<AVFilterInOut>?
    let status = avfilter_graph_parse2(owner.graph, text, &left, &right)
    avfilter_inout_free(&left)
    avfilter_inout_free(&right)
    try check(status, label)
    try check(avfilter_graph_config(owner.graph, nil), label)
    let found = (0..<Int(owner.graph.pointee.nb_filters)).compactMap {
      owner.graph.pointee.filters[$0]
    }
    func named(_ name: String) throws(LibavError) -> UnsafeMutablePointer<AVFilterContext> {
      let match = found.first { filter in
        filter.pointee.name.map { String(cString: $0).hasSuffix(name) } ?? false
      }
      return try allocated(match, "the filter \(name)")
    }
    let sources = try inputs.indices.map { number throws(LibavError) in
      try named("@source\(number)")
    }
    return FilterGraph(
      adopting: owner.release(), sources: sources, sink: try named("@sink"), label)
  }

  private init(
    adopting graph: UnsafeMutablePointer<AVFilterGraph>,
    sources: [UnsafeMutablePointer<AVFilterContext>],
    sink: UnsafeMutablePointer<AVFilterContext>, _ label: String
  ) {
    self.graph = graph
    self.sources = sources
    self.sink = sink
    self.label = label
  }

  deinit {
    var closing: UnsafeMutablePointer<AVFilterGraph>? = graph
    avfilter_graph_free(&closing)
  }

  private static func source(_ input: FilterInput, number: Int) -> String {
    switch input {
    case .video(let size, let format, let base, let rate, let aspect, _):
      var text = "buffer@source\(number)=video_size=\(size.width)x\(size.height)"
      text += ":pix_fmt=\(format):time_base=\(base.numerator)/\(base.denominator)"
      if rate.isPositive { text += ":frame_rate=\(rate.numerator)/\(rate.denominator)" }
      let shape = aspect.isPositive ? aspect : Rational(1, 1)
      return text + ":pixel_aspect=\(shape.numerator)/\(shape.denominator)"
    case .audio(let sampleRate, let sampleFormat, let layout, let base):
      return "abuffer@source\(number)=sample_rate=\(sampleRate):sample_fmt=\(sampleFormat)"
        + ":channel_layout=\(layout):time_base=\(base.numerator)/\(base.denominator)"
    }
  }

  /// The time base of what comes out.
  package var timeBase: Rational { Rational(av_buffersink_get_time_base(sink)) }

  /// Frames a second of what comes out; not positive where it varies.
  package var frameRate: Rational { Rational(av_buffersink_get_frame_rate(sink)) }

  package var outputSize: PixelSize {
    PixelSize(width: Int(av_buffersink_get_w(sink)), height: Int(av_buffersink_get_h(sink)))
  }

  /// Makes every sound frame that comes out this long, all but the last.
  package func setSamplesPerFrame(_ count: Int) {
    if count > 0 { av_buffersink_set_frame_size(sink, UInt32(count)) }
  }

  /// Gives a frame to an input; the caller's handle keeps its own reference.
  ///
  /// - Returns: false when the graph wants no more, as one that trims does once it is full.
  @discardableResult
  package func push(_ frame: borrowing Frame, to input: Int = 0) throws(LibavError) -> Bool {
    Log.forget()
    let status = av_buffersrc_add_frame_flags(
      sources[input], frame.raw, Int32(AV_BUFFERSRC_FLAG_KEEP_REF))
    if status == hs_eof { return false }
    try check(status, label)
    return true
  }

  /// Says that an input ends.
  package func finish(input: Int = 0) throws(LibavError) {
    let status = av_buffersrc_add_frame_flags(sources[input], nil, 0)
    if status != hs_eof { try check(status, label) }
  }

  /// Says that an input ends, and when: its last frame's length may decide how many come out.
  ///
  /// - Parameter end: in ticks of the input.
  package func finish(input: Int = 0, at end: Int64) throws(LibavError) {
    let status = av_buffersrc_close(sources[input], end, 0)
    if status != hs_eof { try check(status, label) }
  }

  /// The next frame; nil when more input is needed, or after the last.
  package func take() throws(LibavError) -> Frame? {
    let frame = try Frame()
    let status = av_buffersink_get_frame(sink, frame.raw)
    if isMoreNeeded(status) { return nil }
    try check(status, label)
    return frame
  }
}

/// Frees a half-built graph when building throws.
private struct GraphOwner: ~Copyable {
  let graph: UnsafeMutablePointer<AVFilterGraph>
  private var isReleased = false

  init(graph: UnsafeMutablePointer<AVFilterGraph>) { self.graph = graph }

  consuming func release() -> UnsafeMutablePointer<AVFilterGraph> {
    isReleased = true
    return graph
  }

  deinit {
    guard !isReleased else { return }
    var closing: UnsafeMutablePointer<AVFilterGraph>? = graph
    avfilter_graph_free(&closing)
  }
}
