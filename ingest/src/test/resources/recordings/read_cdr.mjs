// Reads cdr_test_0.mcap of the ROS 2 data with other libraries, for the values in cdr_test.json:
//   npm install @mcap/core@2.2.2 @mcap/nodejs@1.0.2 @mcap/support@1.1.0 \
//     @foxglove/rosmsg@5.0.5 @foxglove/rosmsg2-serialization@3.1.0
//   node read_cdr.mjs cdr_test_0.mcap > cdr_test.json
import { McapIndexedReader } from "@mcap/core";
import { FileHandleReadable } from "@mcap/nodejs";
import { loadDecompressHandlers } from "@mcap/support";
import { parse } from "@foxglove/rosmsg";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import { open } from "node:fs/promises";
const f = await open(process.argv[2]);
const r = await McapIndexedReader.Initialize({ readable: new FileHandleReadable(f), decompressHandlers: await loadDecompressHandlers() });
const plain = (v) => typeof v === "bigint" ? { integer: v.toString() } : typeof v === "boolean" ? (v ? 1 : 0) : ArrayBuffer.isView(v) ? Array.from(v, plain) : Array.isArray(v) ? v.map(plain) : v !== null && typeof v === "object" ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, plain(x)])) : v;
const readers = new Map(); const out = [];
for await (const m of r.readMessages()) {
  const c = r.channelsById.get(m.channelId), s = r.schemasById.get(c.schemaId);
  if (!readers.has(c.id)) readers.set(c.id, new MessageReader(parse(new TextDecoder().decode(s.data), { ros2: true })));
  out.push({ topic: c.topic, type: s.name, logTime: m.logTime.toString(), message: plain(readers.get(c.id).readMessage(m.data)) });
}
console.log("[\n" + out.map((m) => JSON.stringify(m)).join(",\n") + "\n]");
