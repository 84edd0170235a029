// What cannot be done here, and why.

import type { Session } from "../session.ts";

const REASONS = {
  static: "This page stands alone, with no model and no Python behind it. Open the results with `counterpoise explore`.",
  server: "This needs models that can be run, or texts, which these results are without.",
  notebook: "This needs models that can be run: give callables as `scores` or `models`.",
} as const;

export function Needs({ session, what }: { session: Session; what: string }) {
  return (
    <p class="soft">
      <strong>{what}</strong> is not possible here. {REASONS[session.host.kind]}
    </p>
  );
}
