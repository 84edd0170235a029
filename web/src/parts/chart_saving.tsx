// Buttons that save the chart beside them as a file of its own: SVG, or PNG at twice its size.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type Sign, chartDrawing, pngOf } from "../chart_drawing.ts";
import { download } from "../download.ts";
import { letter } from "../format.ts";
import type { Session } from "../session.ts";

interface Props {
  /** What the file is called, without its ending. */
  readonly name: string;
  readonly title: string;
  /** Lines under the title: the threshold, what is held against what. */
  readonly notes?: readonly string[];
  readonly legend?: readonly Sign[];
}

/**
 * Saves the `<figure>` in which it stands, as it is shown: its SVG, canvases and text. What is marked
 * `data-unsaved` and what is typed into are left out.
 */
export function ChartSaving({ name, title, notes = [], legend = [] }: Props) {
  const place = useRef<HTMLSpanElement>(null);
  const failed = useSignal(false);
  const drawing = (): string => chartDrawing(place.current!.closest("figure")!, { title, notes, legend });
  const savePng = async (): Promise<void> => {
    const blob = await pngOf(drawing()).catch(() => null); // a drawing that this browser finds too large
    failed.value = blob === null;
    if (blob !== null) download(`${name}.png`, blob, "image/png");
  };
  return (
    <span class="saving" data-unsaved ref={place}>
      Save{" "}
      <button
        type="button"
        class="small"
        aria-label={`Save ${title} as SVG`}
        onClick={() => download(`${name}.svg`, drawing(), "image/svg+xml")}
      >
        SVG
      </button>{" "}
      <button type="button" class="small" aria-label={`Save ${title} as PNG`} onClick={() => void savePng()}>
        PNG
      </button>
      {failed.value && <span role="alert"> This browser cannot draw it: save it as SVG.</span>}
    </span>
  );
}

/** The models shown, as entries of a legend. */
export function modelSigns(session: Session, models: readonly number[] = session.state.value.models): Sign[] {
  return models.map((model) => ({ colour: model, text: `${letter(model)} ${session.about.models[model]!.name}` }));
}
