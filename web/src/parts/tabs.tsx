// The tabs; arrow keys move between them.

import { useComputed } from "@preact/signals";
import type { Session } from "../session.ts";
import { VIEWS } from "../views/index.ts";

export function Tabs({ session }: { session: Session }) {
  const tab = useComputed(() => session.state.value.tab).value;
  const open = VIEWS.filter(({ isOpen }) => isOpen(session));
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = open.findIndex(({ name }) => name === tab);
    const next = open[(at + step + open.length) % open.length]!;
    session.set({ tab: next.name });
    (event.currentTarget as Element).querySelector<HTMLElement>(`#explorer-tab-${next.name}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views" onKeyDown={move}>
      {open.map(({ name, title, needs }) => (
        <button
          type="button"
          role="tab"
          class={needs === null || session.can(needs) ? "" : "soft"}
          key={name}
          id={`explorer-tab-${name}`}
          aria-selected={name === tab}
          aria-controls="explorer-view"
          tabIndex={name === tab ? 0 : -1}
          onClick={() => session.set({ tab: name })}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
