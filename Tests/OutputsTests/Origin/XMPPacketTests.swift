import StudioTestSupport
import Testing

@testable import Outputs

struct XMPPacketTests {
  private let full = OriginLabel(
    .generated, title: "A \"lighthouse\" & <its> keeper ]]> \u{338}<\u{338}",
    prompt: "Rain;\n  'wind' – 雨 🌧", system: "MiniMax Hailuo-02", created: "2026-11-26T09:48:05Z",
    creator: "Ada & Co.", rights: "CC BY 4.0")

  private func read(_ text: String) -> OriginLabel? { XMPPacket.label(in: Array(text.utf8)) }

  private func document(_ inner: String, attributes: String = "") -> String {
    """
    <x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="\(XMPPacket.Space.rdf)">
    <r:Description r:about="" xmlns:i="\(XMPPacket.Space.iptc)" xmlns:d="\(XMPPacket.Space.dublinCore)" \
    \(attributes)>\(inner)</r:Description></r:RDF></x:xmpmeta>
    """
  }

  @Test func `what is written is read back, and is the same every time`() {
    for label in [full, full.bare, OriginLabel(.compositeWithGenerated, title: "x")] {
      #expect(XMPPacket.label(in: XMPPacket.bytes(label)) == label)
      #expect(XMPPacket.bytes(label) == XMPPacket.bytes(label))
    }
    let text = String(decoding: XMPPacket.bytes(full), as: UTF8.self)
    #expect(text.contains("&amp; &lt;its&gt;"))
    #expect(text.contains("newscodes/digitalsourcetype/trainedAlgorithmicMedia<"))
  }

  @Test func `several makers are all named, and rights in the usual language`() {
    let text = """
      <i:DigitalSourceType>x</i:DigitalSourceType>
      <d:creator><r:Seq><r:li>Ada</r:li><r:li>Grace</r:li></r:Seq></d:creator>
      <d:rights><r:Alt><r:li xml:lang="de">Alle</r:li><r:li xml:lang="x-default">All</r:li></r:Alt></d:rights>
      """
    let label = read(document(text))
    #expect(label?.creator == "Ada, Grace" && label?.rights == "All")
  }

  @Test func `texts are cut, and lose what XML cannot hold`() {
    let label = OriginLabel(
      .generated, title: " a\u{0}b\r\n", prompt: String(repeating: "é<", count: 9000),
      created: "yesterday")
    #expect(label.title == "a b")
    #expect((label.prompt?.utf8.count ?? 0) <= 8000)
    #expect(label.created == nil)
    #expect(XMPPacket.bytes(label).count < 50_000)
    #expect(XMPPacket.label(in: XMPPacket.bytes(label)) == label)
    #expect(OriginLabel(.generated, title: " \n").title == nil)
  }

  @Test func `other prefixes, attributes, resources and languages are read`() {
    let term = DigitalSource.generated.description
    #expect(read(document("", attributes: "i:DigitalSourceType='\(term)'"))?.source == .generated)
    #expect(
      read(document("<i:DigitalSourceType r:resource=\"\(term)\"/>"))?.source == .generated)
    let label = read(
      document(
        """
        <i:DigitalSourceType> \(term) </i:DigitalSourceType><d:title><r:Alt>
        <r:li xml:lang="de">Nein</r:li><r:li xml:lang="x-default"><![CDATA[a<b]]>&#x26;</r:li></r:Alt>
        </d:title>
        """))
    #expect(label == OriginLabel(.generated, title: "a<b&"))
  }

  @Test(arguments: [
    "", "no XML", "<a>", "<a></b>", "<a b=c/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "<a>&b;</a>",
    "<a>&#x110000;</a>", "<", "<a b='", "<!-- ", "<![CDATA[",
  ])
  func `what is broken is no label`(text: String) {
    #expect(read(text) == nil)
    #expect(read(document("<i:DigitalSourceType>x</i:DigitalSourceType>" + text + "<")) == nil)
  }

  @Test func `what only looks like a label is none`() {
    #expect(read(document("<d:title>a photograph</d:title>")) == nil)
    #expect(read(document("<i:DigitalSourceType>two words</i:DigitalSourceType>")) == nil)
    #expect(
      read(document("<d:x><r:Description i:DigitalSourceType='x'/></d:x>")) == nil)
    #expect(
      read(
        document("<i:DigitalSourceType>x</i:DigitalSourceType>")
          .replacing(XMPPacket.Space.iptc, with: "http://elsewhere/")) == nil)
  }

  @Test func `nothing stops the reader, and nothing takes it long`() {
    var generator = SeededGenerator(seed: 11)
    let good = XMPPacket.bytes(full)
    for _ in 0..<3000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 9))
        default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
        }
      }
      _ = XMPPacket.label(in: bytes)
    }
    let deep = String(repeating: "<a>", count: 200_000)
    #expect(read(deep) == nil)
    #expect(read(String(repeating: "<a x='1'/>", count: 90_000)) == nil)
    #expect(read("<a>" + String(repeating: "&amp;", count: 150_000) + "</a>") == nil)
    #expect(XMPPacket.label(in: [UInt8](repeating: 0x20, count: 2_000_000)) == nil)
  }

  @Test func `the whole is what its parts make it`() {
    let other = OriginLabel(.generated, title: "B", prompt: "sun", created: "2026-11-27")
    let joined = OriginLabel.joined([full, other])
    #expect(joined?.source == .generated)
    #expect(joined?.title == full.title)
    #expect(joined?.prompt == "Rain;\n  'wind' – 雨 🌧\nsun")
    #expect(joined?.created == "2026-11-27")
    #expect(OriginLabel.joined([full, nil])?.source == .compositeWithGenerated)
    #expect(OriginLabel.joined([nil, nil]) == nil)
    #expect(OriginLabel.joined([OriginLabel(.simulated), nil]) == nil)
    #expect(OriginLabel.joined([OriginLabel(.simulated), full])?.source == .compositeWithGenerated)
    #expect(OriginLabel.joined([]) == nil)
  }
}
