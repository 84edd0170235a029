// Text of unknown origin: as text, held apart from the reading direction around it, controls shown.

import { whole } from "../format.ts";
import { partsOf } from "../plain.ts";

/** Part of a text that is marked, in UTF-16 places. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly title: string;
  /** Which of the marks it gets, 0 to 6. */
  readonly mark: number;
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
        piece.span === null ? (
          <Signs key={place} text={piece.text} />
        ) : (
          <mark key={place} class={`term-${piece.span.mark}`} title={piece.span.title}>
            <Signs text={piece.text} />
          </mark>
        ),
      )}
      {shown.length < text.length && <span class="soft">{` … ${whole(text.length - most)} more characters`}</span>}
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

function piecesOf(text: string, spans: readonly Span[]): { text: string; span: Span | null }[] {
  const pieces: { text: string; span: Span | null }[] = [];
  let start = 0;
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    if (span.start < start || span.end > text.length) continue; // overlaps, or lies past what is shown
    pieces.push({ text: text.slice(start, span.start), span: null });
    pieces.push({ text: text.slice(span.start, span.end), span });
    start = span.end;
  }
  pieces.push({ text: text.slice(start), span: null });
  return pieces.filter((piece) => piece.text !== "");
}
