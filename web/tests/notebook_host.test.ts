import assert from "node:assert/strict";
import test from "node:test";
import { Refusal } from "../src/host.ts";
import { notebookHost } from "../src/notebook_host.ts";

type Piece = { id?: string; at?: number; size?: number };
type Listener = (piece: Piece, buffers: DataView[]) => void;
type Sent = { id: string; method?: string; args?: unknown; at?: number };

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

/** A model that keeps what is sent, and gives messages to all its listeners. */
function fakeModel() {
  const listeners = new Set<Listener>();
  const sent: Sent[] = [];
  return {
    sent,
    listeners,
    get: () => null,
    set: () => undefined,
    save_changes: () => undefined,
    send: (content: unknown) => void sent.push(content as Sent),
    on: (_: string, listener: unknown) => void listeners.add(listener as Listener),
    off: (_: string, listener: unknown) => void listeners.delete(listener as Listener),
    give(id: string, at: number, bytes: Uint8Array, last = bytes.length) {
      const padded = new Uint8Array(1 + last - at); // messages do not begin where numbers may
      padded.set(bytes.subarray(at, last), 1);
      const data = new DataView(padded.buffer, 1);
      for (const listener of listeners) listener({ id, at, size: bytes.length }, [data]);
    },
  };
}

const never = (): void => undefined;

test("every question finds its own answer, also where two views share a model", async () => {
  const model = fakeModel();
  const hosts = [notebookHost(model, never), notebookHost(model, never)];
  const answers = Promise.all(hosts.flatMap((host) => [host.ask("describe"), host.ask("counts", { a: 1 })]));
  assert.deepEqual(model.sent.map(({ method, args }) => [method, args]).slice(0, 2), [["describe", {}], ["counts", { a: 1 }]]);
  assert.equal(new Set(model.sent.map(({ id }) => id)).size, 4);
  for (const { id, method } of [...model.sent].toReversed()) model.give(id, 0, frame(`${method} ${id}`));
  for (const listener of model.listeners) listener({}, []); // a message of others
  const said = (await answers).map(({ value }) => value);
  assert.deepEqual(said, model.sent.map(({ id, method }) => `${method} ${id}`));
  for (const host of hosts) host.close();
  assert.equal(model.listeners.size, 0);
});

test("a frame in pieces is asked for piece by piece", async () => {
  const model = fakeModel();
  const host = notebookHost(model, never);
  const whole = frame("a value that is a little longer");
  const answer = host.ask("rows");
  const { id } = model.sent[0]!;
  model.give(id, 0, whole, 30);
  assert.deepEqual(model.sent.at(-1), { id, at: 30 });
  model.give(id, 30, whole, 31);
  assert.deepEqual(model.sent.at(-1), { id, at: 31 });
  model.give(id, 31, whole);
  assert.equal((await answer).value, "a value that is a little longer");
  assert.equal(model.sent.length, 3);
  host.close();
});

test("a frame that begins anew takes the place of what had come", async () => {
  const model = fakeModel();
  const host = notebookHost(model, never);
  const answer = host.ask("rows");
  const { id } = model.sent[0]!;
  model.give(id, 0, frame("long, and given up half way"), 20);
  model.give(id, 0, frame({ error: "Ask again." }));
  await assert.rejects(answer, (error) => error instanceof Refusal && error.message === "Ask again.");
  host.close();
});

test("an answer that is long in coming is told, and when it has come", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const model = fakeModel();
  const said: boolean[] = [];
  const host = notebookHost(model, (is) => said.push(is));
  const answer = host.ask("describe");
  context.mock.timers.tick(3999);
  assert.deepEqual(said, [false]);
  context.mock.timers.tick(1);
  assert.deepEqual(said, [false, true]);
  model.give(model.sent[0]!.id, 0, frame(1));
  await answer;
  context.mock.timers.tick(10_000);
  assert.deepEqual(said, [false, true, false]);
  host.close();
});

test("what is closed is told nothing any more", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const said: boolean[] = [];
  const host = notebookHost(fakeModel(), (is) => said.push(is));
  void host.ask("describe");
  host.close();
  context.mock.timers.tick(10_000);
  assert.deepEqual(said, [false]);
});
