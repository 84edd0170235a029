// What cannot be done here, and why.

import type { Session } from "../session.ts";
import { HostileText } from "./hostile_text.tsx";

const REASONS = {
  static: "This page stands alone, with no model and no Python behind it. Open the results with `counterpoise explore`.",
  server: "This needs models that can be run, or texts, which these results are without.",
  notebook: "This needs models that can be run: give callables as `scores` or `models`.",
} as const;

interface Props {
  readonly session: Session;
  readonly what: string;
  /** The method that does it. */
  readonly method: string;
}

export function Needs({ session, what, method }: Props) {
  return (
    <p class="soft">
      <strong>{what}</strong> is not possible here. <HostileText text={session.about.absent[method] ?? REASONS[session.host.kind]} most={600} />
    </p>
  );
}
