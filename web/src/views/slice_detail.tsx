// What is behind a slice's bars: confusion matrices with counts and rates, each cell a way to its rows.

import { ModelName } from "../parts/model_name.tsx";
import { OUTCOME_TITLES } from "../parts/chips.tsx";
import { brief, decimal, limit } from "../format.ts";
import type { Cell, Confusion } from "../rates.ts";
import type { Session } from "../session.ts";
import { confusionAt, edgeOf } from "../tally.ts";
import { RateCurve } from "./rate_curve.tsx";

export function SliceDetail({ session, slice }: { session: Session; slice: number }) {
  const { models } = session.state.value;
  return (
    <div class="detail">
      {models.map((model) => (
        <Matrix key={model} session={session} model={model} slice={slice} />
      ))}
      <RateCurve session={session} slice={slice} />
    </div>
  );
}

interface MatrixProps {
  readonly session: Session;
  readonly model: number;
  readonly slice: number;
}

export function Matrix({ session, model, slice }: MatrixProps) {
  const { threshold } = session.state.value;
  const edge = edgeOf(threshold, session.about.bins);
  const tally = session.tally.value;
  if (edge === null || tally === null) return null;
  const cells = confusionAt(tally, model, slice, edge);
  const entry = (outcome: Cell) => (
    <MatrixCell session={session} model={model} slice={slice} outcome={outcome} cells={cells} />
  );
  return (
    <table class="matrix">
      <caption>
        <ModelName session={session} model={model} />
      </caption>
      <thead>
        <tr>
          <th scope="col">label</th>
          <th scope="col">{`score ≤ ${limit(threshold)}`}</th>
          <th scope="col">{`score > ${limit(threshold)}`}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">negative</th>
          {entry("tn")}
          {entry("fp")}
        </tr>
        <tr>
          <th scope="row">positive</th>
          {entry("fn")}
          {entry("tp")}
        </tr>
      </tbody>
    </table>
  );
}

const SAME_LABEL: Readonly<Record<Cell, Cell>> = { tp: "fn", fn: "tp", fp: "tn", tn: "fp" };

function MatrixCell({ session, model, slice, outcome, cells }: MatrixProps & { outcome: Cell; cells: Confusion }) {
  const { threshold } = session.state.value;
  const count = cells[outcome];
  const share = count / (count + cells[SAME_LABEL[outcome]]);
  const slices = slice === 0 ? [] : [slice];
  const wrong = outcome === "fp" || outcome === "fn";
  return (
    <td class={wrong ? "wrong" : ""}>
      <button
        type="button"
        disabled={!session.can("rows")}
        title={`${OUTCOME_TITLES[outcome]}: show the rows`}
        onClick={() => session.meanOnly({ slices, outcome, model, threshold }, { tab: "examples", row: null })}
      >
        {brief(count)} <span class="soft">{decimal(share)}</span>
        <span class="hidden">{OUTCOME_TITLES[outcome]}</span>
      </button>
    </td>
  );
}
