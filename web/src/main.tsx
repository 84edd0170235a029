// The bundle's entry: starts the page where it stands alone, and draws into a notebook's cell.

import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import "./explorer.css";
import { type Host, type NotebookModel, notebookHost, serverHost, staticHost } from "./host.ts";
import { Trouble } from "./parts/trouble.tsx";
import { Session } from "./session.ts";
import { type State, changedParts, fragmentWith, partsOf, stateIn, stateOf } from "./state.ts";

const REST = 250; // milliseconds that the state rests before it is written down

/** Opens a session and draws it; what goes wrong is shown in its place. */
async function open(root: Element, host: Host, asked: unknown): Promise<Session | null> {
  try {
    const session = await Session.open(host, asked);
    render(<App session={session} />, root);
    return session;
  } catch (error) {
    render(<Trouble text={String(error instanceof Error ? error.message : error)} />, root);
    return null;
  }
}

/** Calls `write` when the state has rested. */
function onRest(session: Session, write: () => void): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return effect(() => {
    void session.state.value;
    clearTimeout(waiting);
    waiting = setTimeout(write, REST);
  });
}

/** What Python is told of the state: all but what the page keeps for itself. */
function toldState(session: Session): Partial<State> {
  const { changes: _, ...told } = changedParts(session.state.value, session.about);
  return told;
}

function hostOf(root: HTMLElement): Host {
  if (root.dataset.host === "static") return staticHost(document);
  return serverHost(partsOf(location.hash).get("token") ?? "");
}

async function start(root: HTMLElement): Promise<void> {
  root.classList.add("explorer");
  root.role = "main";
  const session = await open(root, hostOf(root), stateIn(location.hash));
  if (session === null) return;
  const { about } = session;
  addEventListener("hashchange", () => {
    session.state.value = stateOf(stateIn(location.hash), about);
  });
  onRest(session, () => {
    const fragment = fragmentWith(location.hash, session.state.value, about);
    const address = fragment === "" ? location.pathname + location.search : `#${fragment}`;
    history.replaceState(null, "", address);
    if (session.can("state")) void session.ask("state", { state: toldState(session) });
  });
}

/** Draws into a notebook's cell; returns what ends it. */
async function renderInNotebook({ model, el }: { model: NotebookModel; el: HTMLElement }) {
  const root = document.createElement("div");
  root.className = "explorer";
  el.append(root);
  const host = notebookHost(model);
  const session = await open(root, host, model.get("state"));
  if (session === null) return () => host.close();
  const { about } = session;
  const follow = (): void => {
    const asked = stateOf(model.get("state"), about);
    if (JSON.stringify(asked) !== JSON.stringify(session.state.value)) session.state.value = asked;
  };
  model.on("change:state", follow);
  const stop = onRest(session, () => {
    model.set("state", toldState(session));
    model.save_changes();
  });
  return () => {
    stop();
    model.off("change:state", follow);
    host.close();
    render(null, root);
  };
}

export default { render: renderInNotebook };

const root = document.getElementById("counterpoise-explorer");
if (root !== null) void start(root);
