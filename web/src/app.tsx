// The page: what was audited, the tabs, the view chosen.

import { useComputed } from "@preact/signals";
import { type RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Header } from "./parts/header.tsx";
import { Needs } from "./parts/needs.tsx";
import { Trouble } from "./parts/trouble.tsx";
import { Tabs } from "./parts/tabs.tsx";
import { VIEWS } from "./views/index.ts";
import type { Session } from "./session.ts";

export function App({ session }: { session: Session }) {
  const tab = useComputed(() => session.state.value.tab).value; // nothing else of the state draws the page anew
  const trouble = session.trouble.value;
  const view = useRef<HTMLElement>(null);
  useFocusKept(view, tab);
  const { View, needs } = VIEWS.find(({ name }) => name === tab) ?? VIEWS[0]!;
  return (
    <>
      <Header session={session} />
      {trouble !== null && <Trouble text={trouble} dismiss={() => (session.trouble.value = null)} />}
      <Tabs session={session} />
      <section class="view" id="explorer-view" role="tabpanel" ref={view} tabIndex={-1} aria-labelledby={`explorer-tab-${tab}`}>
        {needs === null || session.can(needs) ? <View session={session} /> : <Needs session={session} what="Looking at rows" method={needs} />}
      </section>
    </>
  );
}

/** Where what had the focus went away with the last view, the new one gets it: keys go on from there. */
function useFocusKept(view: RefObject<HTMLElement | null>, tab: string): void {
  const last = useRef(tab);
  useEffect(() => {
    if (last.current === tab) return;
    last.current = tab;
    const tree = view.current!.getRootNode() as Document | ShadowRoot;
    const { activeElement } = tree;
    if (activeElement === null || activeElement === document.body) view.current!.focus({ preventScroll: true });
  }, [tab]);
}
