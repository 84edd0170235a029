import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { Refusal, bytesOf, frameName, serverHost, staticHost } from "../src/host.ts";

/** A frame without columns. */
function frame(value: unknown): Uint8Array {
  let text = JSON.stringify({ value, columns: {} });
  while (text.length % 8 !== 0) text += " ";
  const bytes = new Uint8Array(8 + text.length);
  bytes.set(new TextEncoder().encode("CPX1"));
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(new TextEncoder().encode(text), 8);
  return bytes;
}

test("embedded frames are named by the method and the places that part them", () => {
  assert.equal(frameName("describe"), "describe");
  assert.equal(frameName("texts", { rows: [1, 2] }), "texts");
  assert.equal(frameName("intervals", { metric: 3, thresholds: [0.5] }), "intervals 3");
  assert.equal(frameName("compare", { before: 0, after: 2, threshold: 0.5 }), "compare 0 2 0.5");
});

test("base64 comes back as bytes", () => {
  assert.deepEqual([...bytesOf(" AAH/ \n")], [0, 1, 255]);
});

/** A page in which these texts are embedded as frames. */
function pageOf(frames: Readonly<Record<string, { readonly text: string; readonly coding?: string }>>): Document {
  const scripts = Object.entries(frames).map(([name, { text, coding }]) => ({
    dataset: { frame: name, ...(coding === undefined ? {} : { coding }) },
    textContent: text,
    remove() {
      this.textContent = "";
    },
  }));
  return { querySelectorAll: () => scripts } as unknown as Document;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

test("an embedded frame is read whether it is packed or not, and once alone", async () => {
  const packed = { text: base64(gzipSync(frame({ rows: 2 }))), coding: "gzip" };
  const host = staticHost(pageOf({ describe: packed, counts: { text: base64(frame({ rows: 3 })) } }));
  const [first, again] = await Promise.all([host.ask("describe"), host.ask("describe")]);
  assert.deepEqual(first.value, { rows: 2 });
  assert.equal(again, first);
  assert.deepEqual((await host.ask("counts")).value, { rows: 3 });
});

test("a frame that is not embedded is refused by its name", async () => {
  await assert.rejects(staticHost(pageOf({})).ask("flips", { by: "term", threshold: 0.5 }), {
    message:
      'This page should hold "flips term 0.5", and it does not. ' +
      "Open the results with `counterpoise explore`, which can answer it.",
  });
});

test("a browser that cannot unpack frames is told so", async () => {
  const known = globalThis.DecompressionStream;
  Reflect.deleteProperty(globalThis, "DecompressionStream");
  try {
    const host = staticHost(pageOf({ describe: { text: base64(gzipSync(frame(null))), coding: "gzip" } }));
    await assert.rejects(host.ask("describe"), {
      message:
        "This page should be opened in a browser that unpacks gzip. This one has no `DecompressionStream`. " +
        "Use Chrome 80, Edge 80, Firefox 113, Safari 16.4 or a later one.",
    });
  } finally {
    globalThis.DecompressionStream = known;
  }
});

test("the server is asked with the token in a header and the args in the body", async () => {
  const seen: [string, RequestInit][] = [];
  const request = (async (address: string, init: RequestInit) => {
    seen.push([address, init]);
    return new Response(frame({ rows: 1 }) as unknown as BodyInit);
  }) as unknown as typeof fetch;
  const { value } = await serverHost("secret", request).ask("rows", { a: 1 });
  assert.deepEqual(value, { rows: 1 });
  const [address, init] = seen[0]!;
  assert.deepEqual([address, init.method, init.body], ["/api/rows", "POST", '{"a":1}']);
  assert.deepEqual(init.headers, { "Content-Type": "application/json", "X-Counterpoise-Token": "secret" });
});

test("a refusal of the server is told with its status", async () => {
  const request = (async () => new Response("", { status: 403 })) as unknown as typeof fetch;
  await assert.rejects(serverHost("", request).ask("rows"), {
    message:
      "The server should answer with a frame. It refused with status 403. " +
      "Open the address that `counterpoise explore` printed, token included, or start it anew.",
  });
});

test("an error in a frame is told in its own words", async () => {
  const request = (async () => new Response(frame({ error: "No." }) as unknown as BodyInit)) as unknown as typeof fetch;
  await assert.rejects(serverHost("", request).ask("rows"), (error) => error instanceof Refusal && error.message === "No.");
});
