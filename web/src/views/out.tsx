// What can be taken along: the rows meant, the page, what is shown.

import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Chips } from "../parts/chips.tsx";
import { type Value, csvOf } from "../csv.ts";
import { download } from "../download.ts";
import { whole } from "../format.ts";
import { numbers } from "../frames.ts";
import { type Rows, slicesOf } from "../rows.ts";
import type { Session } from "../session.ts";
import { changedParts, fragmentWith } from "../state.ts";

export function Out({ session }: { session: Session }) {
  return (
    <>
      <ExportedRows session={session} />
      <ExportedPage session={session} />
      <ExportedState session={session} />
      <p class="soft">Charts are saved where they stand: each has buttons for SVG and PNG below it.</p>
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
  const here = async (): Promise<void> => {
    await session.show([0]); // the page's texts, all at once
    download("selection.csv", csvOfRows(session, rows, meant), "text/csv");
  };
  return (
    <section>
      <h2 class="part">The rows chosen</h2>
      <Chips session={session} />
      <p>
        {`${whole(meant.length)} of ${whole(rows.count)} rows, with label, groups and every model's score. `}
        In files, rows are counted from 0, as in Python. In CSV, text that a spreadsheet could take for a formula gets an apostrophe before it.
      </p>
      <div class="controls">
        <button type="button" onClick={() => void (session.can("export") ? save("csv") : here())}>
          Save as CSV
        </button>
        {session.can("export") ? (
          <button type="button" onClick={() => void save("parquet")}>
            Save as Parquet
          </button>
        ) : (
          <span class="soft">Parquet needs Python: open the results with counterpoise explore.</span>
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

const AMOUNTS = {
  none: "no text",
  sample: "the texts of up to 2,000 rows, drawn at random",
  all: "every text",
} as const;

type Amount = keyof typeof AMOUNTS;

function ExportedPage({ session }: { session: Session }) {
  if (session.host.kind === "static") return <OwnPage session={session} />;
  if (!session.can("page")) return null;
  return <SavedPage session={session} />;
}

function SavedPage({ session }: { session: Session }) {
  const amount = useSignal<Amount>("none");
  const held = useSignal("");
  const saving = useSignal(false);
  const save = async (): Promise<void> => {
    saving.value = true;
    const frame = await session.ask("page", { texts: amount.value });
    saving.value = false;
    if (frame === null) return;
    const told = frame.value as { name: string; held: string };
    download(told.name, numbers(frame, "bytes") as unknown as BlobPart, "text/html");
    held.value = told.held;
  };
  return (
    <section>
      <h2 class="part">This page as one file</h2>
      <p>It opens in any browser, without network or Python, as it is shown now. What needs a model cannot be done in it.</p>
      {session.about.texts !== "none" && <AmountChoice amount={amount} />}
      <div class="controls">
        <button type="button" disabled={saving.value} onClick={() => void save()}>
          Save this page
        </button>
        <span role="status" class="soft">
          {saving.value ? "Saving …" : held.value}
        </span>
      </div>
    </section>
  );
}

function AmountChoice({ amount }: { amount: Signal<Amount> }) {
  return (
    <fieldset class="controls">
      <legend>It holds, for whoever has the file to read</legend>
      {(Object.keys(AMOUNTS) as Amount[]).map((one) => (
        <label key={one}>
          <input type="radio" name="texts" checked={amount.value === one} onChange={() => (amount.value = one)} /> {AMOUNTS[one]}
        </label>
      ))}
    </fieldset>
  );
}

/** What a page that stands alone says of itself. */
function OwnPage({ session }: { session: Session }) {
  const { texts, rows } = session.about;
  useEffect(() => void session.show([0]), [session]);
  void session.texts.arrivals.value;
  const held = texts === "none" ? "no text" : `the texts of ${whole(session.texts.size)}`;
  return (
    <section>
      <h2 class="part">This page as one file</h2>
      <p>{`It is one already: keep or send the file as it is. It holds ${held} of ${whole(rows)} rows${texts === "none" ? "" : "; whoever has it can read them"}.`}</p>
    </section>
  );
}

function ExportedState({ session }: { session: Session }) {
  const copied = useSignal("");
  const state = JSON.stringify(changedParts(session.state.value, session.about));
  const copy = async (what: string, text: string): Promise<void> => {
    copied.value = (await written(text)) ? `${what} copied.` : "This browser does not let the page copy: copy it by hand.";
  };
  return (
    <section>
      <h2 class="part">What is shown</h2>
      <p>
        {session.host.kind === "notebook"
          ? "What is shown is kept in the notebook. From Python it is "
          : "The address of this page holds what is shown: kept as a bookmark or sent, it comes back. From Python it is "}
        <code>explorer.state</code>.
        {session.host.kind === "server" && " The address holds the key to this server too: whoever has it sees the data while it runs."}
      </p>
      <textarea readOnly rows={3} aria-label="The state as JSON" value={state} />
      <div class="controls">
        {session.host.kind !== "notebook" && (
          <button type="button" onClick={() => void copy("The link is", linkOf(session))}>
            Copy the link
          </button>
        )}
        <button type="button" onClick={() => void copy("The state is", state)}>
          Copy the state
        </button>
        <span role="status" class="soft">
          {copied.value}
        </span>
      </div>
    </section>
  );
}

/** The address with what is shown; it names a state also where that is the first, for a server keeps the last. */
function linkOf(session: Session): string {
  const fragment = fragmentWith(location.hash, session.state.value, session.about);
  const first = `state=${encodeURIComponent(JSON.stringify({ tab: session.state.value.tab }))}`;
  const named = /(^|&)state=/.test(fragment) ? fragment : [fragment, first].filter((part) => part !== "").join("&");
  return `${location.href.split("#")[0]}#${named}`;
}

/** Puts a text on the clipboard; whether the browser let it. */
async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return false; // refused, or no clipboard here
    throw error;
  }
}
