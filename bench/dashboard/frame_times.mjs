// Main-thread time of a frame of the page, by Chromium's own trace: the other side of DashboardLoad.
//   npm install playwright-core@1.48.2        in a folder outside of the checkout, and from there
//   node CHECKOUT/bench/dashboard/frame_times.mjs URL [SECONDS] [VIEW] [TRACE.json]
// CHROMIUM names the browser (default /usr/bin/chromium). The time of a frame is that of all tasks of
// the renderer's main thread from the begin of one main frame to that of the next; frames that follow
// a pause have what was done in it too. Beside the time stands the processor time of the same thread,
// where Chromium tells it: read that one where other programs share the machine.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.cwd()}/`)("playwright-core");

const [, , url, seconds = "20", view = "live", file] = process.argv;
const WARM_UP_MS = 10_000;

function quantile(sorted, part) {
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

/** The thread that runs the page: of all renderers' main threads the busiest. */
function mainThread(events) {
  const busy = new Map();
  for (const e of events) {
    if (e.name === "RunTask" && e.ph === "X") {
      const key = `${e.pid} ${e.tid}`;
      busy.set(key, (busy.get(key) ?? 0) + e.dur);
    }
  }
  const mains = events
    .filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain")
    .map((e) => `${e.pid} ${e.tid}`);
  return mains.sort((a, b) => (busy.get(b) ?? 0) - (busy.get(a) ?? 0))[0];
}

function frames(events) {
  const main = mainThread(events);
  const own = events.filter((e) => `${e.pid} ${e.tid}` === main).sort((a, b) => a.ts - b.ts);
  const begins = own.filter((e) => e.name === "AnimationFrame" && e.ph === "b").map((e) => e.ts);
  const tasks = own.filter((e) => e.name === "RunTask" && e.ph === "X");
  const times = new Array(Math.max(0, begins.length - 1)).fill(0);
  const processor = [...times];
  let frame = -1;
  for (const task of tasks) {
    // A frame begins within a task, which is its own.
    while (frame + 1 < begins.length && begins[frame + 1] <= task.ts + task.dur) frame++;
    if (frame < 0 || frame >= times.length) continue;
    times[frame] += task.dur / 1000;
    processor[frame] += (task.tdur ?? NaN) / 1000;
  }
  const span = tasks.length ? (tasks.at(-1).ts - tasks[0].ts) / 1e6 : NaN;
  const busy = tasks.reduce((sum, task) => sum + task.dur, 0) / 1e6;
  const rising = (list) => list.sort((a, b) => a - b);
  return { times: rising(times), processor: rising(processor), span, busy, own };
}

/** Where the time goes, each with what it calls: milliseconds a second. */
function costs(own, span) {
  const sums = new Map();
  for (const e of own) {
    if (e.ph !== "X" || e.name === "RunTask") continue;
    const name = e.name === "FunctionCall" ? `FunctionCall ${e.args.data?.functionName ?? ""}` : e.name;
    sums.set(name, (sums.get(name) ?? 0) + e.dur / 1000);
  }
  return [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 14)
    .map(([name, ms]) => `  ${(ms / span).toFixed(2)} ms/s ${name}`)
    .join("\n");
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--force-device-scale-factor=1"],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(`${url}#/${view}`);
await page.waitForTimeout(WARM_UP_MS);
const cdp = await browser.newBrowserCDPSession();
const events = [];
cdp.on("Tracing.dataCollected", ({ value }) => {
  for (const event of value) events.push(event);
});
await cdp.send("Tracing.start", {
  transferMode: "ReportEvents",
  traceConfig: {
    includedCategories: ["devtools.timeline", "disabled-by-default-devtools.timeline"],
  },
});
await page.waitForTimeout(Number(seconds) * 1000);
const done = new Promise((resolve) => cdp.once("Tracing.tracingComplete", resolve));
await cdp.send("Tracing.end");
await done;
if (file) writeFileSync(file, JSON.stringify({ traceEvents: events }));
const { times, processor, span, busy, own } = frames(events);
const load = readFileSync("/proc/loadavg", "utf8").split(" ")[0];
const line = (sorted) =>
  [0.5, 0.95, 1].map((part, i) => `${["p50", "p95", "max"][i]} ${quantile(sorted, part).toFixed(2)} ms`).join(", ");
console.log(
  `${view}: ${times.length} frames in ${span.toFixed(1)} s, busy ${((100 * busy) / span).toFixed(1)} %, load ${load}\n` +
    `  main thread a frame: ${line(times)}\n  its processor time: ${line(processor)}`,
);
console.log(costs(own, span));
await browser.close();
