// Opens a session and draws it; writes its state down when it rests.

import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import type { Host } from "./host.ts";
import { Trouble } from "./parts/trouble.tsx";
import { Session } from "./session.ts";
import { type State, changedParts } from "./state.ts";

const REST = 250; // milliseconds that the state rests before it is written down

/** Opens a session and draws it; what goes wrong is shown in its place. */
export async function open(root: Element, host: Host, asked: unknown): Promise<Session | null> {
  try {
    const session = await Session.open(host, asked);
    render(<App session={session} />, root);
    return session;
  } catch (error) {
    render(<Trouble text={String(error instanceof Error ? error.message : error)} />, root);
    return null;
  }
}

/** Calls `write` when the state has rested; returns what ends it. */
export function onRest(session: Session, write: () => void): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    void session.state.value;
    clearTimeout(waiting);
    waiting = setTimeout(write, REST);
  });
  return () => {
    stop();
    clearTimeout(waiting);
  };
}

/** What Python is told of the state: all but what the page keeps for itself. */
export function toldState(session: Session): Partial<State> {
  const { changes: _, ...told } = changedParts(session.state.value, session.about);
  return told;
}
