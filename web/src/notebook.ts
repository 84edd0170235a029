// The page in a notebook's cell.

import { render } from "preact";
import { notebookFrame } from "./notebook_frame.ts";
import { type NotebookModel, notebookHost } from "./notebook_host.ts";
import { onRest, open, toldState } from "./opening.tsx";
import type { Session } from "./session.ts";
import { type State, stateOf } from "./state.ts";

const LATE =
  "Waiting for Python. It answers when the cell or the model that runs has ended. " +
  "After a restart of the kernel, run this cell again.";

/** Draws into a notebook's cell; returns what ends it. */
export function renderInNotebook({ model, el }: { model: NotebookModel; el: HTMLElement }): () => void {
  const frame = notebookFrame(el, String(model.get("style_sheet")), LATE);
  const host = notebookHost(model, frame.late);
  const grow = (): void => frame.grow(Number(model.get("height")));
  grow();
  model.on("change:height", grow);
  let unfollow = (): void => undefined;
  void open(frame.root, host, model.get("state")).then((session) => {
    if (session !== null) unfollow = followed(session, model);
  });
  return () => {
    host.close(); // from here on nothing is answered, so a session that is not open yet never will be
    unfollow();
    unfollow = (): void => undefined; // the notebook may keep this function, and what it holds, for long
    model.off("change:height", grow);
    render(null, frame.root);
    frame.end();
  };
}

/** Keeps the session's state and the model's the same; returns what ends it. */
function followed(session: Session, model: NotebookModel): () => void {
  const known = (): State => {
    const { changes } = session.state.value; // the page's own
    return { ...stateOf(model.get("state") ?? session.about.state, session.about), changes };
  };
  const isKnown = (): boolean => JSON.stringify(known()) === JSON.stringify(session.state.value);
  const follow = (): void => {
    if (!isKnown()) session.state.value = known();
  };
  model.on("change:state", follow);
  const stop = onRest(session, () => {
    if (isKnown()) return; // told back, it could undo what Python sets next
    model.set("state", toldState(session));
    model.save_changes();
  });
  return () => {
    stop();
    model.off("change:state", follow);
  };
}
