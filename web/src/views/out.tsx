// What can be taken along: the rows meant, the chart, the state.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Chips } from "../parts/chips.tsx";
import { type Value, csvOf } from "../csv.ts";
import { download } from "../download.ts";
import { whole } from "../format.ts";
import { numbers } from "../frames.ts";
import { type Rows, slicesOf } from "../rows.ts";
import type { Session } from "../session.ts";
import { choiceOf } from "../slice_choice.ts";
import { slicesDrawing } from "../slices_drawing.ts";
import { changedParts } from "../state.ts";

const MOST_SLICES = 60; // slices in a drawing

export function Out({ session }: { session: Session }) {
  return (
    <>
      <ExportedRows session={session} />
      <ExportedChart session={session} />
      <ExportedState session={session} />
    </>
  );
}

function ExportedRows({ session }: { session: Session }) {
  useEffect(() => void session.needRows(), [session]);
  const rows = session.rows.value;
  const meant = session.meant.value;
  if (!session.can("rows")) return null;
  if (rows === null || meant === null) return <p role="status">Fetching the rows …</p>;
  const save = async (format: "csv" | "parquet"): Promise<void> => {
    const frame = await session.ask("export", { predicate: session.state.value.predicate, format });
    if (frame === null) return;
    const { name } = frame.value as { name: string };
    const type = format === "csv" ? "text/csv" : "application/vnd.apache.parquet";
    download(name, numbers(frame, "bytes") as unknown as BlobPart, type);
  };
  const here = (): void => download("selection.csv", csvOfRows(session, rows, meant), "text/csv");
  return (
    <section>
      <h2 class="part">The rows chosen</h2>
      <Chips session={session} />
      <p>{`${whole(meant.length)} of ${whole(rows.count)} rows. Text that a spreadsheet could take for a formula gets an apostrophe before it.`}</p>
      <div class="controls">
        <button type="button" onClick={() => (session.can("export") ? void save("csv") : here())}>
          Save as CSV
        </button>
        {session.can("export") && (
          <button type="button" onClick={() => void save("parquet")}>
            Save as Parquet
          </button>
        )}
      </div>
    </section>
  );
}

function csvOfRows(session: Session, rows: Rows, meant: Uint32Array): string {
  const { about } = session;
  const head = [
    "row",
    ...(about.texts === "none" ? [] : ["text"]),
    "label",
    ...about.models.map(({ name }) => `score of ${name}`),
    ...about.features.map(({ name }) => name),
    "slices",
  ];
  const cells = (row: number): Value[] => [
    row,
    ...(about.texts === "none" ? [] : [session.texts.of(row) ?? null]),
    rows.label[row]!,
    ...rows.scores.map((column) => column[row]!),
    ...about.features.map(({ levels }, at) => {
      const value = rows.features[at]![row]!;
      return levels === null ? value : (levels[value] ?? null);
    }),
    slicesOf(rows, about, row)
      .map((slice) => about.slices[slice]!.name)
      .join("; "),
  ];
  return csvOf(head, Array.from(meant, cells));
}

function ExportedChart({ session }: { session: Session }) {
  const drawing = (): string => {
    const { lines, baseline } = choiceOf(session, { name: "", enoughOnly: false });
    return slicesDrawing(session.about, [baseline, ...lines].slice(0, MOST_SLICES), session.state.value);
  };
  const savePng = async (): Promise<void> => {
    const blob = await pngOf(drawing());
    if (blob !== null) download("slices.png", blob, "image/png");
  };
  return (
    <section>
      <h2 class="part">The chart of slices</h2>
      <div class="controls">
        <button type="button" onClick={() => download("slices.svg", drawing(), "image/svg+xml")}>
          Save as SVG
        </button>
        <button type="button" onClick={() => void savePng()}>
          Save as PNG
        </button>
      </div>
    </section>
  );
}

const SCALE = 2; // pixels of a PNG file for each of the drawing's

/** A drawing as PNG; null where the browser cannot draw it. */
async function pngOf(svg: string): Promise<Blob | null> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * SCALE, image.height * SCALE];
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((answer) => canvas.toBlob(answer, "image/png"));
}

function ExportedState({ session }: { session: Session }) {
  const copied = useSignal(false);
  const state = JSON.stringify(changedParts(session.state.value, session.about));
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(state);
    copied.value = true;
  };
  return (
    <section>
      <h2 class="part">What is shown</h2>
      <p>
        The address of this page holds what is shown: kept as a bookmark, it comes back. From Python it is{" "}
        <code>explorer.state</code>.
      </p>
      <textarea readOnly rows={3} aria-label="The state as JSON" value={state} />
      <button type="button" onClick={() => void copy()}>
        {copied.value ? "Copied" : "Copy"}
      </button>
    </section>
  );
}
