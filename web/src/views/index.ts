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
  /** Whether the host can give what the view shows. */
  readonly isOpen: (session: Session) => boolean;
}

const always = (): boolean => true;
const hasRows = (session: Session): boolean => session.can("rows");
const hasTwoModels = (session: Session): boolean => session.about.models.length > 1;

export const VIEWS: readonly View[] = [
  { name: "slices", title: "Slices", View: Slices, isOpen: always },
  { name: "examples", title: "Examples", View: Examples, isOpen: hasRows },
  { name: "example", title: "One example", View: Example, isOpen: hasRows },
  { name: "scatter", title: "Scatter", View: Scatter, isOpen: hasRows },
  { name: "thresholds", title: "Thresholds", View: Thresholds, isOpen: always },
  { name: "compare", title: "Compare", View: Compare, isOpen: hasTwoModels },
  { name: "out", title: "Take along", View: Out, isOpen: always },
];
