// Reads recordings with @mcap/core, or writes large ones: the other side of RecordingRate.
//   npm install @mcap/core@2.2.2 @mcap/nodejs@1.0.2 @mcap/support@1.1.0 \
//     @foxglove/wasm-zstd@1.0.1 lz4js@0.2.0
//   node read_recordings.mjs write none|zstd|lz4js|lz4|lz4-linked FILE MEGABYTES
//   node read_recordings.mjs read FILE RUNS     prints messages, the best seconds, the least processor seconds
// lz4 is the command of LZ4's own project: its blocks stand alone, or refer to the block before.
import { McapIndexedReader, McapWriter } from "@mcap/core";
import { FileHandleReadable, FileHandleWritable } from "@mcap/nodejs";
import { loadDecompressHandlers } from "@mcap/support";
import zstd from "@foxglove/wasm-zstd";
import lz4 from "lz4js";
import { execFileSync } from "node:child_process";
import { open } from "node:fs/promises";

const [, , verb, ...args] = process.argv;
const command = (...options) => (data) =>
  execFileSync("lz4", ["-q", "-1", ...options, "-c"], { input: data, maxBuffer: 1 << 26 });
// How a chunk is packed, and the name that MCAP has for it.
const PACK = {
  none: undefined,
  zstd: ["zstd", (data) => zstd.compress(data, 1)],
  lz4js: ["lz4", (data) => lz4.compress(data)],
  lz4: ["lz4", command()],
  "lz4-linked": ["lz4", command("-B4", "-BD")],
};

async function write(compression, path, megabytes) {
  await zstd.isLoaded;
  const file = await open(path, "w");
  const [name, pack] = PACK[compression] ?? [];
  const writer = new McapWriter({
    writable: new FileHandleWritable(file),
    chunkSize: 1 << 20,
    ...(pack && { compressChunk: (data) => ({ compression: name, compressedData: pack(data) }) }),
  });
  await writer.start({ profile: "", library: "read_recordings.mjs" });
  const schemaId = await writer.registerSchema({ name: "x", encoding: "", data: new Uint8Array() });
  const cloud = await writer.registerChannel({ topic: "/cloud", schemaId, messageEncoding: "", metadata: new Map() });
  const imu = await writer.registerChannel({ topic: "/imu", schemaId, messageEncoding: "", metadata: new Map() });
  let seed = 1, time = 1_700_000_000_000_000_000n, sequence = 0;
  // Clouds of slowly changing floats in 64 KiB, and ten readings of 324 bytes between two of them.
  for (let bytes = 0; bytes < megabytes * 1e6; ) {
    const points = new Float32Array(16384);
    for (let i = 0; i < points.length; i++) {
      seed = (seed * 16807) % 2147483647;
      points[i] = Math.round((i >> 4) + (seed % 64)) / 16;
    }
    for (const [channelId, data] of [[cloud, new Uint8Array(points.buffer)], ...Array.from({ length: 10 }, () => [imu, new Uint8Array(points.buffer, 0, 324)])]) {
      time += 10_000_000n;
      await writer.addMessage({ channelId, sequence: sequence++, logTime: time, publishTime: time, data });
      bytes += data.length;
    }
  }
  await writer.end();
  await file.close();
}

async function read(path, runs) {
  const decompressHandlers = await loadDecompressHandlers();
  let best = Infinity, least = Infinity, messages = 0;
  for (let run = 0; run < runs; run++) {
    const start = process.hrtime.bigint();
    const used = process.cpuUsage();
    const file = await open(path);
    const reader = await McapIndexedReader.Initialize({ readable: new FileHandleReadable(file), decompressHandlers });
    messages = 0;
    for await (const message of reader.readMessages()) messages += message.data.length > 0 ? 1 : 0;
    await file.close();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e9);
    const { user, system } = process.cpuUsage(used);
    least = Math.min(least, (user + system) / 1e6);
  }
  console.log(messages + " " + best + " " + least);
}

await (verb === "write" ? write(args[0], args[1], Number(args[2])) : read(args[0], Number(args[1])));
