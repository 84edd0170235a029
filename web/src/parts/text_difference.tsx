// A text with what was taken away and added, against another.

import { diffWordsWithSpace } from "diff";
import { HostileText } from "./hostile_text.tsx";

const LONGEST = 20_000; // UTF-16 places of texts that are held against each other word by word
const PATIENCE = 200; // milliseconds

interface Props {
  readonly from: string;
  readonly to: string;
  readonly class?: string;
}

export function TextDifference({ from, to, class: kind = "" }: Props) {
  const short = from.length + to.length <= LONGEST;
  const changes = short ? diffWordsWithSpace(from, to, { timeout: PATIENCE }) : undefined;
  if (changes === undefined) return <HostileText text={to} class={kind} />;
  return (
    <bdi dir="auto" class={kind}>
      {changes.map(({ value, added, removed }, place) => {
        const text = <HostileText text={value} />;
        if (added) return <ins key={place}>{text}</ins>;
        if (removed) return <del key={place}>{text}</del>;
        return <span key={place}>{text}</span>;
      })}
    </bdi>
  );
}
