import FalClient
import Transfers

let secret = "abcdef01-2345:feedfacecafe"
let hailuo = "fal-ai/minimax/hailuo-02-fast/image-to-video"

func client(
  _ transport: RecordedTransport, _ clock: StillClock = StillClock(), at base: String? = nil
)
  throws -> FalClient
{
  FalClient(
    hosts: try base.map { try FalHosts(allAt: $0) } ?? .production,
    credential: Credential(key: secret),
    transport: transport, clock: clock, jitter: { 0.5 })
}

func ticket(_ id: String = "r1", hosts: FalHosts = .production) throws -> Ticket {
  try Ticket(requestID: id, endpoint: EndpointID(hailuo), hosts: hosts)
}

let accepted = #"{"request_id":"r1","status":"IN_QUEUE","queue_position":0}"#
