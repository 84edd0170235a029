// The host in a notebook: a question is a message, and its answer comes in pieces that are asked for one by one.

import { type Args, type Host, answered } from "./host.ts";
import type { Frame } from "./frames.ts";

const LATE = 4000; // milliseconds of silence after which the person is told

/** What the page needs of a widget's model. */
export interface NotebookModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown): void;
  on(event: string, listener: (...args: never[]) => void): void;
  off(event: string, listener: (...args: never[]) => void): void;
}

interface Question {
  bytes: Uint8Array;
  readonly answer: (frame: Frame) => void;
  readonly refuse: (error: unknown) => void;
}

interface Piece {
  readonly id?: string;
  readonly at: number;
  readonly size: number;
}

/**
 * Asks through `model`. `late` is told whether an answer is long in coming.
 *
 * Messages of one model reach all its views: ids are a view's own.
 */
export function notebookHost(model: NotebookModel, late: (is: boolean) => void): Host & { close(): void } {
  const view = Math.random().toString(36).slice(2);
  const waiting = new Map<string, Question>();
  let last = 0;
  let alarm: ReturnType<typeof setTimeout> | undefined;
  const watch = (): void => {
    clearTimeout(alarm);
    late(false);
    if (waiting.size > 0) alarm = setTimeout(late, LATE, true);
  };
  const take = (piece: Piece, [data]: readonly DataView[]): void => {
    const question = waiting.get(piece?.id ?? "");
    if (question === undefined || data === undefined) return;
    if (!isWhole(question, piece, data)) model.send({ id: piece.id, at: piece.at + data.byteLength });
    else {
      waiting.delete(piece.id!);
      settle(question);
    }
    watch();
  };
  const listener = take as (...args: never[]) => void;
  model.on("msg:custom", listener);
  return {
    kind: "notebook",
    ask(method: string, args: Args = {}) {
      const id = `${view} ${(last += 1)}`;
      return new Promise<Frame>((answer, refuse) => {
        waiting.set(id, { bytes: new Uint8Array(), answer, refuse });
        model.send({ id, method, args });
        if (waiting.size === 1) watch();
      });
    },
    close() {
      model.off("msg:custom", listener);
      clearTimeout(alarm);
      waiting.clear();
    },
  };
}

/** Lays a piece where it belongs; whether the frame is whole with it. */
function isWhole(question: Question, { at, size }: Piece, data: DataView): boolean {
  if (at === 0) question.bytes = new Uint8Array(size);
  question.bytes.set(new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength), at);
  return at + data.byteLength >= size;
}

function settle({ bytes, answer, refuse }: Question): void {
  try {
    answer(answered(bytes));
  } catch (error) {
    refuse(error);
  }
}
