// The page in a notebook's cell.

import { render } from "preact";
import { notebookFrame } from "./notebook_frame.ts";
import { type NotebookModel, notebookHost } from "./notebook_host.ts";
import { onRest, open, toldState } from "./opening.tsx";
import type { Session } from "./session.ts";
import { type SavedSlice, type State, savedIn, stateOf } from "./state.ts";

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
  const start = (): void => {
    unfollow();
    render(null, frame.root);
    const asked = model.get("state");
    void open(frame.root, host, asked).then((session) => {
      if (session !== null) unfollow = followed(session, model, asked, start);
    });
  };
  start();
  return () => {
    host.close(); // from here on nothing is answered, so a session that is not open yet never will be
    unfollow();
    unfollow = (): void => undefined; // the notebook may keep this function, and what it holds, for long
    model.off("change:height", grow);
    render(null, frame.root);
    frame.end();
  };
}

/**
 * Keeps the session's state and the model's the same; returns what ends it. `anew` opens another session: where
 * Python or another view saved slices since this one was `asked` for, it has no counts of them.
 */
function followed(session: Session, model: NotebookModel, asked: unknown, anew: () => void): () => void {
  const tried = savedIn(asked).map(({ name }) => name); // one that holds no row is not there, however often it is asked for
  const isNew = ({ name }: SavedSlice): boolean => !session.about.saved.includes(name) && !tried.includes(name);
  const known = (): State => {
    const { changes } = session.state.value; // the page's own
    return { ...stateOf(model.get("state") ?? session.about.state, session.about), changes };
  };
  const isKnown = (): boolean => JSON.stringify(known()) === JSON.stringify(session.state.value);
  const follow = (): void => {
    if (savedIn(model.get("state")).some(isNew)) anew();
    else if (!isKnown()) session.state.value = known();
  };
  model.on("change:state", follow);
  queueMicrotask(follow); // the state may have changed while the session was opened
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
