// Scores of what is being written, asked for when the writing rests.

import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Input, type Scores, predictions } from "../predictions.ts";
import type { Session } from "../session.ts";

const REST = 350; // milliseconds that the writing rests before it is scored

/**
 * The scores of `written`; null while they are not known. `original` gets those of `own`: changes are
 * those of the models as they run now.
 */
export function useDraft(session: Session, own: Input, written: Input, original: Signal<Scores>): Scores | null {
  const found = useSignal<{ readonly of: string; readonly scores: Scores } | null>(null);
  const key = JSON.stringify(written);
  const changed = key !== JSON.stringify(own);
  useEffect(() => {
    if (!changed || !session.can("predict")) return;
    const score = async (): Promise<void> => {
      const scores = await predictions(session, [own, written]);
      if (scores === null) return;
      original.value = scores[0]!;
      found.value = { of: key, scores: scores[1]! };
    };
    const waiting = setTimeout(() => void score(), REST);
    return () => clearTimeout(waiting);
  }, [key]);
  return found.value?.of === key ? found.value.scores : null;
}
