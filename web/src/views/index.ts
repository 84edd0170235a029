// The views, in the order of their tabs.

import type { FunctionComponent } from "preact";
import type { Session } from "../session.ts";
import type { Tab } from "../state.ts";
import { Compare } from "./compare.tsx";
import { Example } from "./example.tsx";
import { Examples } from "./examples.tsx";
import { Out } from "./out.tsx";
import { Scatter } from "./scatter.tsx";
import { Slices } from "./slices.tsx";
import { Thresholds } from "./thresholds.tsx";

export interface View {
  readonly name: Tab;
  readonly title: string;
  readonly View: FunctionComponent<{ session: Session }>;
  /** Whether there is anything that it could show. */
  readonly isOpen: (session: Session) => boolean;
  /** The method without which it can only say why it shows nothing. */
  readonly needs: string | null;
}

const always = (): boolean => true;
const hasTwoModels = (session: Session): boolean => session.about.models.length > 1;

export const VIEWS: readonly View[] = [
  { name: "slices", title: "Slices", View: Slices, isOpen: always, needs: null },
  { name: "examples", title: "Examples", View: Examples, isOpen: always, needs: "rows" },
  { name: "example", title: "One example", View: Example, isOpen: always, needs: "rows" },
  { name: "scatter", title: "Scatter", View: Scatter, isOpen: always, needs: "rows" },
  { name: "thresholds", title: "Thresholds", View: Thresholds, isOpen: always, needs: null },
  { name: "compare", title: "Compare", View: Compare, isOpen: hasTwoModels, needs: null },
  { name: "out", title: "Take along", View: Out, isOpen: always, needs: null },
];
