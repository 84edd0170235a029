// That models are waited for: the first question loads them.

import type { Session } from "../session.ts";

export function Waiting({ session }: { session: Session }) {
  return (
    <p class={session.waiting.value ? "waiting" : "waiting hidden"} role="status">
      {session.waiting.value && "Waiting for the models. The first question loads them, which takes some seconds."}
    </p>
  );
}
