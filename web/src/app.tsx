// The page: what was audited, the tabs, the view chosen.

import { useComputed } from "@preact/signals";
import { Header } from "./parts/header.tsx";
import { Trouble } from "./parts/trouble.tsx";
import { Tabs } from "./parts/tabs.tsx";
import { VIEWS } from "./views/index.ts";
import type { Session } from "./session.ts";

export function App({ session }: { session: Session }) {
  const tab = useComputed(() => session.state.value.tab).value; // nothing else of the state draws the page anew
  const trouble = session.trouble.value;
  const { View } = VIEWS.find(({ name }) => name === tab) ?? VIEWS[0]!;
  return (
    <>
      <Header session={session} />
      {trouble !== null && <Trouble text={trouble} dismiss={() => (session.trouble.value = null)} />}
      <Tabs session={session} />
      <section class="view" id="explorer-view" role="tabpanel" aria-labelledby={`explorer-tab-${tab}`}>
        <View session={session} />
      </section>
    </>
  );
}
