// What the marks in texts mean: the categories of identity terms met so far.

import type { Session } from "../session.ts";
import { categoryTitle } from "../spans.ts";

export function TermLegend({ session }: { session: Session }) {
  const categories = session.spans.categories();
  if (categories.length === 0) return null;
  return (
    <ul class="term-legend" aria-label="Identity terms are marked by category">
      <li class="soft">Identity terms:</li>
      {categories.map(([category, mark]) => (
        <li key={category}>
          <mark class={`term-${mark}`}>{categoryTitle(category)}</mark>
        </li>
      ))}
    </ul>
  );
}
