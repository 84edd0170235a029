// The kinds that points and lines are told apart by, each with its sign.

import { type Kinds, SHAPES } from "../kinds.ts";

const SHAPE_NAMES = ["circle", "triangle", "square", "diamond", "triangle pointing down", "plus", "cross", "ring"];
const COLOUR_NAMES = ["blue", "red-orange", "green", "pink", "orange", "light blue", "black", "grey"];

/** The kinds in words, where no sign can stand. */
export function kindNotes({ names, shapes }: Kinds): string[] {
  return names.map((name, kind) => `${SHAPE_NAMES[shapes[kind]!]}, ${COLOUR_NAMES[shapes[kind]!]}: ${name}`);
}

export function KindSigns({ kinds }: { kinds: Kinds }) {
  return (
    <ul class="kind-signs" aria-label="Signs">
      {kinds.names.map((name, kind) => (
        <li key={name}>
          <svg width="34" height="12" viewBox="-6 -6 34 12" aria-hidden="true">
            <path class={`kind-${kinds.shapes[kind]}`} d={SHAPES[kinds.shapes[kind]!]} />
            <path class={`kind-line kind-line-${kinds.shapes[kind]}`} d="M8 0H28" />
          </svg>{" "}
          {name}
        </li>
      ))}
    </ul>
  );
}
