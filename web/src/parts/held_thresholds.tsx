// What a page that stands alone holds at the report's thresholds only, and a click to each of them.

import { limit } from "../format.ts";
import type { Session } from "../session.ts";

interface Props {
  readonly session: Session;
  /** What is held, as the beginning of a sentence. */
  readonly what: string;
}

export function HeldThresholds({ session, what }: Props) {
  return (
    <p class="held">
      {`${what} at these thresholds alone: `}
      {session.about.thresholds.map((threshold) => (
        <button type="button" class="small" key={threshold} onClick={() => session.set({ threshold })}>
          {limit(threshold)}
        </button>
      ))}
      {" `counterpoise explore` on the results has them at every threshold."}
    </p>
  );
}
