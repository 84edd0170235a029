// A model by its letter, colour and name.

import { letter } from "../format.ts";
import type { Session } from "../session.ts";
import { HostileText } from "./hostile_text.tsx";

export function ModelKey({ model }: { model: number }) {
  return (
    <span class="key">
      <svg width="12" height="12" aria-hidden="true">
        <rect class={`model-${model % 6}`} width="12" height="12" />
      </svg>
      {letter(model)}
    </span>
  );
}

export function ModelName({ session, model }: { session: Session; model: number }) {
  return (
    <span class="model">
      <ModelKey model={model} /> <HostileText text={session.about.models[model]!.name} />
    </span>
  );
}
