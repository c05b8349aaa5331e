// Reads a file of McapWriter with @mcap/core, an independent reader; run by hand, Node 20:
//   npm i @mcap/core@2 @foxglove/wasm-zstd@1 && node check_mcap.mjs FILE.mcap
// Checks the checksum of every chunk and of the summary, and that messages come by log time.
import { McapIndexedReader, McapStreamReader } from "@mcap/core";
import zstd from "@foxglove/wasm-zstd";
import { open, readFile } from "node:fs/promises";

await zstd.isLoaded;
const decompressHandlers = {
  zstd: (buffer, size) => zstd.decompress(buffer, Number(size)),
};
const file = process.argv[2];
const handle = await open(file, "r");
const readable = {
  size: async () => BigInt((await handle.stat()).size),
  read: async (offset, length) => {
    const bytes = new Uint8Array(Number(length));
    await handle.read(bytes, 0, bytes.length, Number(offset));
    return bytes;
  },
};
const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
const counts = {};
let last = 0n;
for await (const message of reader.readMessages({ validateCrcs: true })) {
  if (message.logTime < last) throw new Error("out of order");
  last = message.logTime;
  const { topic } = reader.channelsById.get(message.channelId);
  JSON.parse(new TextDecoder().decode(message.data));
  counts[topic] = (counts[topic] ?? 0) + 1;
}
const stream = new McapStreamReader({ decompressHandlers, validateCrcs: true });
stream.append(await readFile(file));
let streamed = 0;
for (let record; (record = stream.nextRecord()); ) streamed += record.type === "Message" ? 1 : 0;
console.log(counts, "streamed", streamed, "done", stream.done());
console.log("statistics", reader.statistics.messageCount, "chunks", reader.chunkIndexes.length);
