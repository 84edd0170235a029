import assert from "node:assert/strict";
import test from "node:test";
import { Refusal, bytesOf, frameName, serverHost } from "../src/host.ts";

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
