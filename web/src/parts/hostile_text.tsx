// Text of unknown origin: as text, held apart from the reading direction around it, controls shown.

import { partsOf } from "../plain.ts";

/** Part of a text that is marked, in UTF-16 places. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly title: string;
}

interface Props {
  readonly text: string;
  readonly spans?: readonly Span[];
  /** How many UTF-16 places are shown at most. */
  readonly most?: number;
  readonly class?: string;
}

export function HostileText({ text, spans = [], most = 20_000, class: kind }: Props) {
  const shown = text.length > most ? text.slice(0, most) : text;
  const pieces = piecesOf(shown, spans);
  return (
    <bdi dir="auto" class={kind}>
      {pieces.map((piece, place) =>
        piece.title === null ? (
          <Signs key={place} text={piece.text} />
        ) : (
          <mark key={place} title={piece.title}>
            <Signs text={piece.text} />
          </mark>
        ),
      )}
      {shown.length < text.length && <span class="soft">{` … ${text.length - most} more signs`}</span>}
    </bdi>
  );
}

function Signs({ text }: { text: string }) {
  return (
    <>
      {partsOf(text).map((part, place) =>
        part.unseen === null ? (
          part.text
        ) : (
          <span key={place} class="unseen" title={part.unseen}>
            {part.text}
          </span>
        ),
      )}
    </>
  );
}

function piecesOf(text: string, spans: readonly Span[]): { text: string; title: string | null }[] {
  const pieces: { text: string; title: string | null }[] = [];
  let start = 0;
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    if (span.start < start || span.end > text.length) continue; // overlaps, or lies past what is shown
    pieces.push({ text: text.slice(start, span.start), title: null });
    pieces.push({ text: text.slice(span.start, span.end), title: span.title });
    start = span.end;
  }
  pieces.push({ text: text.slice(start), title: null });
  return pieces.filter((piece) => piece.text !== "");
}
