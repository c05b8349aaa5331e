// Writes the recordings beside this script, and what a reader must find in them. The writers are
// other people's, so that a mistake of ours can't hide behind itself. Versions they were made with:
//   npm install @mcap/core@2.2.2 @foxglove/wasm-zstd@1.0.1 lz4js@0.2.0 protobufjs@8.8.1 \
//     @foxglove/rosmsg@5.0.5 @foxglove/rosmsg-serialization@2.0.4 \
//     @foxglove/rosmsg2-serialization@3.1.0
//   node make_recordings.mjs ros2-types.msg
import { McapWriter } from "@mcap/core";
import zstd from "@foxglove/wasm-zstd";
import lz4 from "lz4js";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor/index.js";
import { parse } from "@foxglove/rosmsg";
import { MessageWriter as Ros1Writer } from "@foxglove/rosmsg-serialization";
import { MessageWriter as Ros2Writer } from "@foxglove/rosmsg2-serialization";
import { readFileSync, writeFileSync } from "node:fs";

await zstd.isLoaded;
const text = (value) => new TextEncoder().encode(value);
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const START = 1_700_000_000_000_000_000n;

class Bytes {
  parts = [];
  size = 0n;
  position() { return this.size; }
  async write(bytes) { this.parts.push(Buffer.from(bytes)); this.size += BigInt(bytes.length); }
}

async function record(name, profile, options, fill) {
  const out = new Bytes();
  const writer = new McapWriter({ writable: out, ...options });
  await writer.start({ profile, library: "make_recordings.mjs" });
  await fill(writer);
  await writer.end();
  writeFileSync(name, Buffer.concat(out.parts));
}

// 1. The same messages in every way a file can be laid out.

let seed = 7;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
const TOPICS = ["/a", "/b", "/c"];
const plain = [];
for (let i = 0; i < 90; i++) {
  // Neighbours come up to 20 places late, so that chunks overlap; some times are equal.
  const place = Math.max(0, i - Math.floor(random() * 20));
  plain.push({
    topic: TOPICS[Math.floor(random() * 3)],
    logTime: START + BigInt(place) * 1000n,
    publishTime: START + BigInt(i),
    data: text(JSON.stringify({ place, value: Math.round(random() * 1e6) / 1e3 })),
  });
}
const SUMMARY = ["useStatistics", "useSummaryOffsets", "repeatSchemas", "repeatChannels",
  "useAttachmentIndex", "useMetadataIndex", "useMessageIndex", "useChunkIndex"];
const none = Object.fromEntries(SUMMARY.map((one) => [one, false]));
const packed = (compression, compress) => ({
  chunkSize: 600,
  compressChunk: (data) => ({ compression, compressedData: compress(data) }),
});
const LAYOUTS = {
  "chunks-none": { chunkSize: 600 },
  "chunks-lz4": packed("lz4", (data) => lz4.compress(data)),
  "chunks-zstd": packed("zstd", (data) => zstd.compress(data)),
  "chunks-without-index": { ...packed("zstd", (data) => zstd.compress(data)), ...none },
  "chunks-statistics-only": { ...packed("lz4", (data) => lz4.compress(data)), ...none, useStatistics: true },
  "unchunked": { useChunks: false },
  "unchunked-without-index": { useChunks: false, ...none },
};
for (const [name, options] of Object.entries(LAYOUTS)) {
  await record(name + ".mcap", "", options, async (writer) => {
    const schemaId = await writer.registerSchema({ name: "Place", encoding: "jsonschema", data: text("{}") });
    const ids = new Map();
    for (const topic of TOPICS) {
      ids.set(topic, await writer.registerChannel({ topic, schemaId, messageEncoding: "json", metadata: new Map([["of", name]]) }));
    }
    let sequence = 0;
    for (const one of plain) {
      await writer.addMessage({ channelId: ids.get(one.topic), sequence: sequence++, logTime: one.logTime, publishTime: one.publishTime, data: one.data });
    }
    await writer.addMetadata({ name: "notes", metadata: new Map([["a", "b"]]) });
  });
}
const sorted = plain.map((one, i) => ({ ...one, i })).sort((x, y) => x.logTime < y.logTime ? -1 : x.logTime > y.logTime ? 1 : x.i - y.i);
writeFileSync("messages.json", "[\n" + sorted.map((one) => JSON.stringify({ topic: one.topic, logTime: one.logTime.toString(), publishTime: one.publishTime.toString(), payload: hex(one.data) })).join(",\n") + "\n]\n");

// 2. Types that matter, in each of the encodings, and the events that they are.

const FIELDS = new Map();
let last;
for (const line of readFileSync(process.argv[2], "utf8").split("\n")) {
  if (line.startsWith("MSG: ")) FIELDS.set((last = line.slice(5)), []);
  else if (last !== undefined && line.trim() !== "" && !line.startsWith("=")) FIELDS.get(last).push(line);
}
const ROS1_HEADER = ["uint32 seq", "time stamp", "string frame_id"];
function definition(type, ros1) {
  const fields = (name) => (ros1 && name === "std_msgs/Header" ? ROS1_HEADER : FIELDS.get(name)).map((f) => ros1 ? f.replace("builtin_interfaces/Time ", "time ") : f);
  const needed = [];
  const visit = (name) => {
    for (const field of fields(name)) {
      const base = field.split(" ")[0].replace(/\[.*/, "");
      const full = base.includes("/") ? base : name.split("/")[0] + "/" + base;
      if (FIELDS.has(full) && !needed.includes(full)) { needed.push(full); visit(full); }
    }
  };
  visit(type);
  return [fields(type).join("\n"), ...needed.map((n) => "MSG: " + n + "\n" + fields(n).join("\n"))].join("\n" + "=".repeat(80) + "\n");
}

const STAMP = { sec: 1_600_000_000, nanosec: 123_456_789 };
const STAMPED = 1_600_000_000_123_456;
const zeros = (n) => new Array(n).fill(0.5);
const xyz = (x, y, z) => ({ x, y, z });
const header = { stamp: STAMP, frame_id: "cam" };
const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9]);
const pixels = Uint8Array.from([10, 20, 30, 40, 50, 60, 99, 70, 80, 90, 100, 110, 120, 99]); // step 7, 1 of padding
const image = (encoding, width, height, step, data) => ({ header, height, width, encoding, is_bigendian: 0, step, data });
const PIXELS = [[[10, 20, 30], [40, 50, 60]], [[70, 80, 90], [100, 110, 120]]];
const swap = (rows) => rows.map((row) => row.map(([a, b, c]) => [c, b, a]));
const cloud = new Uint8Array(2 * 16);
const view = new DataView(cloud.buffer);
[1, 2, 3, 0.5, -1, 4, 5, 1.5].forEach((v, i) => view.setFloat32(4 * i, v, true));
const CLOUD = { count: 2, "x.min": -1, "x.max": 1, "x.mean": 0, "y.min": 2, "y.max": 4, "y.mean": 3, "z.min": 3, "z.max": 5, "z.mean": 4, "intensity.min": 0.5, "intensity.max": 1.5, "intensity.mean": 1 };
const names = ["x", "y", "z", "intensity"];
const frame = { frame_id: "cam" };
const ROS = [
  ["std_msgs/String", { data: "grüße" }, { text: "grüße", logged: true }],
  ["sensor_msgs/Image", image("rgb8", 2, 2, 7, pixels), { pixels: PIXELS, attributes: { ...frame, encoding: "rgb8" } }],
  ["sensor_msgs/Image", image("bgr8", 2, 2, 7, pixels), { pixels: swap(PIXELS), attributes: { ...frame, encoding: "bgr8" } }],
  ["sensor_msgs/Image", image("mono8", 2, 1, 2, Uint8Array.from([7, 200])), { pixels: [[[7, 7, 7], [200, 200, 200]]], attributes: { ...frame, encoding: "mono8" } }],
  ["sensor_msgs/Image", image("bgra8", 1, 1, 4, Uint8Array.from([1, 2, 3, 255])), { pixels: [[[3, 2, 1]]], attributes: { ...frame, encoding: "bgra8" } }],
  ["sensor_msgs/Image", image("bayer_rggb8", 2, 2, 2, Uint8Array.from([200, 100, 50, 30])), { pixels: [[[200, 75, 30], [200, 100, 30]], [[200, 50, 30], [200, 75, 30]]], attributes: { ...frame, encoding: "bayer_rggb8" } }],
  ["sensor_msgs/Image", image("yuv422", 2, 1, 4, Uint8Array.from([1, 2, 3, 4])), { undecodable: "its encoding is 'yuv422'" }],
  ["sensor_msgs/Image", image("rgb8", 2000, 2000, 6000, pixels), { undecodable: "do not fit 14 bytes" }],
  ["sensor_msgs/CompressedImage", { header, format: "jpeg", data: JPEG }, { jpeg: hex(JPEG), attributes: { ...frame, format: "jpeg" } }],
  ["sensor_msgs/Imu", { header, orientation: { ...xyz(0.5, 0.25, 0.125), w: 1 }, orientation_covariance: zeros(9), angular_velocity: xyz(1, 2, 3), angular_velocity_covariance: zeros(9), linear_acceleration: xyz(0, 0, 9.75), linear_acceleration_covariance: zeros(9) },
    { channels: { "orientation.x": 0.5, "orientation.y": 0.25, "orientation.z": 0.125, "orientation.w": 1, "angular_velocity.x": 1, "angular_velocity.y": 2, "angular_velocity.z": 3, "linear_acceleration.x": 0, "linear_acceleration.y": 0, "linear_acceleration.z": 9.75 }, attributes: frame }],
  ["sensor_msgs/NavSatFix", { header, status: { status: -1, service: 1 }, latitude: 48.125, longitude: -11.5, altitude: 519, position_covariance: zeros(9), position_covariance_type: 2 },
    { channels: { "status.status": -1, "status.service": 1, latitude: 48.125, longitude: -11.5, altitude: 519 }, attributes: frame }],
  ["nav_msgs/Odometry", { header, child_frame_id: "base", pose: { pose: { position: xyz(1, 2, 3), orientation: { ...xyz(0, 0, 0), w: 1 } }, covariance: zeros(36) }, twist: { twist: { linear: xyz(4, 5, 6), angular: xyz(7, 8, 9) }, covariance: zeros(36) } },
    { channels: { "pose.pose.position.x": 1, "pose.pose.position.y": 2, "pose.pose.position.z": 3, "pose.pose.orientation.x": 0, "pose.pose.orientation.y": 0, "pose.pose.orientation.z": 0, "pose.pose.orientation.w": 1, "twist.twist.linear.x": 4, "twist.twist.linear.y": 5, "twist.twist.linear.z": 6, "twist.twist.angular.x": 7, "twist.twist.angular.y": 8, "twist.twist.angular.z": 9 }, attributes: { ...frame, child_frame_id: "base" } }],
  ["sensor_msgs/PointCloud2", { header, height: 1, width: 2, fields: names.map((name, i) => ({ name, offset: 4 * i, datatype: 7, count: 1 })), is_bigendian: false, point_step: 16, row_step: 32, data: cloud, is_dense: true }, { channels: CLOUD, attributes: frame }],
  ["sensor_msgs/LaserScan", { header, angle_min: -1, angle_max: 1, angle_increment: 0.5, time_increment: 0, scan_time: 0, range_min: 0.5, range_max: 10, ranges: Float32Array.from([0.25, 4, 2, Infinity, 6]), intensities: new Float32Array(0) },
    { channels: { count: 5, valid: 3, "range.min": 2, "range.max": 6, "range.mean": 4, "range.min_angle": 0 }, attributes: frame }],
  ["can_msgs/Frame", { header, id: 0x123, is_rtr: false, is_extended: true, is_error: false, dlc: 2, data: Uint8Array.from([255, 1, 0, 0, 0, 0, 0, 0]) },
    { channels: { id: 291, is_rtr: 0, is_extended: 1, is_error: 0, dlc: 2, "data.0": 255, "data.1": 1, "data.2": 0, "data.3": 0, "data.4": 0, "data.5": 0, "data.6": 0, "data.7": 0 }, attributes: frame }],
  ["sensor_msgs/Range", { header: { stamp: { sec: 0, nanosec: 0 }, frame_id: "" }, radiation_type: 1, field_of_view: 0.5, min_range: 0.25, max_range: 8, range: NaN },
    { channels: { radiation_type: 1, field_of_view: 0.5, min_range: 0.25, max_range: 8, range: null }, logged: true }],
];
const ros1Time = (value) => value === STAMP || (value && value.nanosec !== undefined && value.sec !== undefined) ? { sec: value.sec, nsec: value.nanosec }
  : ArrayBuffer.isView(value) || value === null || typeof value !== "object" ? value
  : Array.isArray(value) ? value.map(ros1Time)
  : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, k === "header" ? { seq: 5, ...ros1Time(v) } : ros1Time(v)]));

const stamp = { seconds: STAMP.sec, nanos: STAMP.nanosec };
const raw = { encoding: "rgb8", width: 2, height: 2, step: 7, data: pixels };
const pose = { position: xyz(1, 2, 3), orientation: { ...xyz(0.5, 0, 0), w: 1 } };
const FOXGLOVE = [
  ["foxglove.RawImage", { timestamp: stamp, frame_id: "cam", ...raw }, { pixels: PIXELS, attributes: { ...frame, encoding: "rgb8" } }],
  ["foxglove.CompressedImage", { timestamp: stamp, frame_id: "cam", data: JPEG, format: "jpeg" }, { jpeg: hex(JPEG), attributes: { ...frame, format: "jpeg" } }],
  ["foxglove.LocationFix", { timestamp: stamp, frame_id: "cam", latitude: 48.125, longitude: -11.5, altitude: 519, position_covariance: zeros(9), position_covariance_type: 2 }, { channels: { latitude: 48.125, longitude: -11.5, altitude: 519 }, attributes: frame }],
  ["foxglove.PoseInFrame", { timestamp: stamp, frame_id: "cam", pose }, { channels: { "pose.position.x": 1, "pose.position.y": 2, "pose.position.z": 3, "pose.orientation.x": 0.5, "pose.orientation.y": 0, "pose.orientation.z": 0, "pose.orientation.w": 1 }, attributes: frame }],
  ["foxglove.PointCloud", { timestamp: stamp, frame_id: "cam", pose, point_stride: 16, fields: names.map((name, i) => ({ name, offset: 4 * i, type: 7 })), data: cloud }, { channels: CLOUD, attributes: frame }],
  ["foxglove.Log", { timestamp: stamp, level: 2, message: "ready", name: "cam", file: "a.cc", line: 7 }, { text: "ready", attributes: { level: "2", name: "cam", file: "a.cc", line: "7" } }],
];
const PROTO = `syntax = "proto3"; package foxglove;
message Timestamp { int64 seconds = 1; int32 nanos = 2; }
message Vector3 { double x = 1; double y = 2; double z = 3; }
message Quaternion { double x = 1; double y = 2; double z = 3; double w = 4; }
message Pose { Vector3 position = 1; Quaternion orientation = 2; }
message PackedElementField { string name = 1; fixed32 offset = 2; NumericType type = 3;
  enum NumericType { UNKNOWN = 0; UINT8 = 1; INT8 = 2; UINT16 = 3; INT16 = 4; UINT32 = 5; INT32 = 6; FLOAT32 = 7; FLOAT64 = 8; } }
message RawImage { Timestamp timestamp = 1; string frame_id = 7; fixed32 width = 2; fixed32 height = 3; string encoding = 4; fixed32 step = 5; bytes data = 6; }
message CompressedImage { Timestamp timestamp = 1; string frame_id = 4; bytes data = 2; string format = 3; }
message LocationFix { Timestamp timestamp = 6; string frame_id = 7; double latitude = 1; double longitude = 2; double altitude = 3; repeated double position_covariance = 4; int32 position_covariance_type = 5; }
message PoseInFrame { Timestamp timestamp = 1; string frame_id = 2; Pose pose = 3; }
message PointCloud { Timestamp timestamp = 1; string frame_id = 2; Pose pose = 3; fixed32 point_stride = 4; repeated PackedElementField fields = 5; bytes data = 6; }
enum Level { NONE = 0; DEBUG = 1; INFO = 2; }
message Log { Timestamp timestamp = 1; Level level = 2; string message = 3; string name = 4; string file = 5; fixed32 line = 6; }`;
const root = protobuf.parse(PROTO, { keepCase: true }).root;
root.resolveAll();
const set = root.toDescriptor("proto3");
const descriptors = set.$type.encode(set).finish();
const base64 = (value) => ArrayBuffer.isView(value) ? Buffer.from(value).toString("base64")
  : value === stamp ? { sec: value.seconds, nsec: value.nanos }
  : Array.isArray(value) ? value.map(base64)
  : value !== null && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, base64(v)])) : value;

const events = {};
async function types(name, profile, all, schema, encoding, write) {
  events[name] = [];
  await record(name + ".mcap", profile, { chunkSize: 4096, compressChunk: packed("zstd", (d) => zstd.compress(d)).compressChunk }, async (writer) => {
    let i = 0;
    for (const [type, message, event] of all) {
      const topic = "/" + i + "/" + type;
      const schemaId = await writer.registerSchema(schema(type));
      const channelId = await writer.registerChannel({ topic, schemaId, messageEncoding: encoding, metadata: new Map() });
      const logTime = START + BigInt(i) * 1_000_000n;
      await writer.addMessage({ channelId, sequence: i, logTime, publishTime: logTime, data: write(type, message) });
      const { logged, ...body } = event;
      events[name].push({ topic, time: logged ? Number(logTime / 1000n) : STAMPED, attributes: {}, ...body });
      i++;
    }
  });
}
const ros2Name = (type) => type.replace("/", "/msg/");
// This writer of CDR counts UTF-16 units where bytes of UTF-8 belong, so its texts are ASCII.
const ASCII = [["std_msgs/String", { data: "hello" }, { text: "hello", logged: true }], ...ROS.slice(1)];
await types("ros2", "ros2", ASCII, (type) => ({ name: ros2Name(type), encoding: "ros2msg", data: text(definition(type, false)) }), "cdr",
  (type, message) => new Ros2Writer(parse(definition(type, false), { ros2: true })).writeMessage(message));
await types("ros1", "ros1", ROS, (type) => ({ name: type, encoding: "ros1msg", data: text(definition(type, true)) }), "ros1",
  (type, message) => new Ros1Writer(parse(definition(type, true))).writeMessage(ros1Time(message)));
await types("foxglove-protobuf", "", FOXGLOVE, (type) => ({ name: type, encoding: "protobuf", data: descriptors }), "protobuf",
  (type, message) => { const t = root.lookupType(type); return t.encode(t.create(message)).finish(); });
await types("foxglove-json", "", FOXGLOVE, (type) => ({ name: type, encoding: "jsonschema", data: text("{}") }), "json",
  (type, message) => text(JSON.stringify(base64(message))));
writeFileSync("events.json", "{\n" + Object.entries(events).map(([name, all]) => JSON.stringify(name) + ": [\n" + all.map((e) => JSON.stringify(e)).join(",\n") + "\n]").join(",\n") + "\n}\n");
