// What a dashboard sends to a page, recorded once and played again by a process that does little else,
// so that the page has the machine for itself while it is measured.
//   node recorded_stream.mjs record URL FILE [SECONDS] [PORT]    stands before the dashboard: open the
//                                                                page at PORT (default 8196)
//   node recorded_stream.mjs play FILE [WEB] [PORT]              the page's own files from folder WEB
// Moments are moved to the present. Of pictures all that were named are kept, since a page that is
// faster or slower asks for others.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

const PORT = 8196;
const STREAM = "/api/live";
const MOMENT = /\b1\d{12}\b/g;
const PICTURE = /"picture":"([^"]+)"/g;
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml" };
const KEPT = ["content-type", "content-security-policy"];

function listen(port, answer) {
  const server = createServer((request, response) =>
    answer(request.url, response).catch((error) => {
      console.error(request.url, error.message);
      response.destroy();
    }),
  );
  server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
}

function record(url, file, seconds = "60", port = PORT) {
  const base = url.replace(/\/$/, "");
  const begin = Date.now();
  const answers = {};
  const stream = [];
  async function keep(path) {
    const answer = await fetch(base + path);
    const headers = Object.fromEntries(KEPT.map((name) => [name, answer.headers.get(name)]).filter(([, v]) => v));
    const body = Buffer.from(await answer.arrayBuffer());
    answers[path] = { status: answer.status, headers, body: body.toString("base64"), at: Date.now() };
    return answers[path];
  }
  listen(Number(port), async (path, response) => {
    if (!path.startsWith(STREAM)) {
      const { status, headers, body } = await keep(path);
      response.writeHead(status, headers).end(Buffer.from(body, "base64"));
      return;
    }
    // Of several views' streams the last is kept.
    stream.length = 0;
    const upstream = await fetch(base + path, { headers: { accept: "text/event-stream" } });
    response.writeHead(200, { "content-type": "text/event-stream" });
    for await (const chunk of upstream.body) {
      const text = Buffer.from(chunk).toString("latin1");
      stream.push([Date.now(), text]);
      response.write(chunk);
      for (const [, picture] of text.matchAll(PICTURE)) if (!answers[picture]) keep(picture).catch(() => {});
    }
  });
  setTimeout(() => {
    writeFileSync(file, gzipSync(JSON.stringify({ begin, answers, stream })));
    const pictures = Object.values(answers).filter((answer) => answer.headers["content-type"]?.startsWith("image/"));
    console.log(`${stream.length} chunks, ${Object.keys(answers).length} answers, ${pictures.length} of them pictures`);
    process.exit(0);
  }, Number(seconds) * 1000);
}

function moved(text, by) {
  return text.replace(MOMENT, (moment) => String(Number(moment) + by));
}

function play(file, web, port = PORT) {
  const { answers, stream } = JSON.parse(gunzipSync(readFileSync(file)));
  const pictures = Object.values(answers).filter((answer) => answer.headers["content-type"] === "image/jpeg");
  const byName = new Map(Object.entries(answers).map(([path, answer]) => [path.split("?")[0], answer]));
  listen(Number(port), async (path, response) => {
    const name = path.split("?")[0];
    if (name === STREAM) {
      const by = Date.now() - stream[0][0];
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const [at, text] of stream) {
        const wait = at + by - Date.now();
        if (wait > 0) await new Promise((then) => setTimeout(then, wait));
        if (response.destroyed) return;
        response.write(Buffer.from(moved(text, by), "latin1"));
      }
      console.log("the stream is at its end");
      return;
    }
    const own = web && join(web, normalize(name));
    if (own && extname(name) in TYPES && existsSync(own)) {
      const policy = answers["/"]?.headers["content-security-policy"] ?? "default-src 'self'";
      response
        .writeHead(200, { "content-type": TYPES[extname(name)], "content-security-policy": policy })
        .end(readFileSync(own));
      return;
    }
    const answer = answers[path] ?? byName.get(name) ?? (name.includes("picture") ? pictures[0] : undefined);
    if (!answer) {
      response.writeHead(404).end();
      return;
    }
    const body = Buffer.from(answer.body, "base64");
    const json = answer.headers["content-type"]?.startsWith("application/json");
    response
      .writeHead(answer.status, answer.headers)
      .end(json ? moved(body.toString("utf8"), Date.now() - answer.at) : body);
  });
}

const [, , what, ...rest] = process.argv;
if (what === "record" && rest.length >= 2) record(...rest);
else if (what === "play" && rest.length >= 1) play(...rest);
else {
  console.error("record URL FILE [SECONDS] [PORT] or play FILE [WEB] [PORT]");
  process.exit(2);
}
