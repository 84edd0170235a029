// The bundle's entry: starts the page where it stands alone, and draws into a notebook's cell.

import { type Host, serverHost, staticHost } from "./host.ts";
import "./explorer.css";
import { renderInNotebook } from "./notebook.ts";
import { onRest, open, toldState } from "./opening.tsx";
import type { Session } from "./session.ts";
import { fragmentWith, partsOf, stateIn, stateOf } from "./state.ts";

function hostOf(root: HTMLElement): Host {
  if (root.dataset.host === "static") return staticHost(document);
  return serverHost(partsOf(location.hash).get("token") ?? "");
}

/** Where a person is: the browser's Back leads from one such place to the last. */
function placeOf(session: Session): string {
  const { tab, row } = session.state.value;
  return `${tab} ${tab === "example" ? row : ""}`;
}

async function start(root: HTMLElement): Promise<void> {
  root.classList.add("explorer");
  root.role = "main";
  const session = await open(root, hostOf(root), stateIn(location.hash));
  if (session === null) return;
  document.title = session.about.title || document.title;
  let place = placeOf(session);
  addEventListener("hashchange", () => {
    session.state.value = stateOf(stateIn(location.hash), session.about);
    place = placeOf(session);
  });
  onRest(session, () => {
    const fragment = fragmentWith(location.hash, session.state.value, session.about);
    const address = fragment === "" ? location.pathname + location.search : `#${fragment}`;
    const moved = place !== placeOf(session);
    if (moved) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    place = placeOf(session);
    if (session.can("state")) void session.ask("state", { state: toldState(session) });
  });
}

export default { render: renderInNotebook };

const root = document.getElementById("counterpoise-explorer");
if (root !== null) void start(root);
