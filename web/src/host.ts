// Who answers the page: frames embedded in it, a server, or a notebook. All give the same frames.

import { type Frame, readFrame } from "./frames.ts";

export type Args = Readonly<Record<string, unknown>>;

export interface Host {
  readonly kind: "static" | "server" | "notebook";
  ask(method: string, args?: Args): Promise<Frame>;
}

/** What a host said that it cannot do, in its own words. */
export class Refusal extends Error {}

/** The frame in `bytes`; one that tells an error is thrown as a refusal. */
export function answered(bytes: Uint8Array): Frame {
  const frame = readFrame(bytes);
  const said = frame.value as { error?: unknown } | null;
  if (typeof said === "object" && said !== null && typeof said.error === "string") {
    throw new Refusal(said.error);
  }
  return frame;
}

/** Method -> the arguments that are part of an embedded frame's name. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  intervals: ["metric"],
  flips: ["by", "threshold"],
  curve: ["model", "slice"],
  compare: ["before", "after", "threshold"],
};

/** The name under which a frame is embedded. */
export function frameName(method: string, args: Args = {}): string {
  return [method, ...(NAMED[method] ?? []).map((name) => String(args[name]))].join(" ");
}

/** The host of a page that stands alone: its frames are in it. */
export function staticHost(page: Document): Host {
  const found = new Map<string, HTMLScriptElement>();
  for (const script of page.querySelectorAll<HTMLScriptElement>("script[data-frame]")) {
    found.set(script.dataset.frame ?? "", script);
  }
  const frames = new Map<string, Promise<Frame>>();
  return {
    kind: "static",
    ask(method, args) {
      const name = frameName(method, args);
      const frame = frames.get(name) ?? embedded(name, found.get(name));
      frames.set(name, frame);
      return frame;
    },
  };
}

async function embedded(name: string, script: HTMLScriptElement | undefined): Promise<Frame> {
  if (script === undefined) throw new Refusal(notEmbedded(name));
  const bytes = bytesOf(script.textContent ?? "");
  const frame = answered(script.dataset.coding === "gzip" ? await unpacked(bytes) : bytes);
  script.remove(); // its text would only take room
  return frame;
}

async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (!("DecompressionStream" in globalThis)) throw new Refusal(CANNOT_UNPACK);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const CANNOT_UNPACK =
  "This page should be opened in a browser that unpacks gzip. This one has no `DecompressionStream`. " +
  "Use Chrome 80, Edge 80, Firefox 113, Safari 16.4 or a later one.";

function notEmbedded(name: string): string {
  return (
    `This page should hold ${JSON.stringify(name)}, and it does not. ` +
    "Open the results with `counterpoise explore`, which can answer it."
  );
}

/** The bytes of a base64 text. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64.trim());
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < binary.length; place += 1) bytes[place] = binary.charCodeAt(place);
  return bytes;
}

/** The host behind a page that was served; the token proves that the page was opened by its owner. */
export function serverHost(token: string, request: typeof fetch = fetch): Host {
  return {
    kind: "server",
    async ask(method, args = {}) {
      const answer = await request(`/api/${method}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Counterpoise-Token": token },
        body: JSON.stringify(args),
        credentials: "omit",
      });
      if (!answer.ok) throw new Refusal(refused(answer.status));
      return answered(new Uint8Array(await answer.arrayBuffer()));
    },
  };
}

function refused(status: number): string {
  return (
    `The server should answer with a frame. It refused with status ${status}. ` +
    "Open the address that `counterpoise explore` printed, token included, or start it anew."
  );
}
