// Whether texts are shown sharp: they are blurred until asked for, because many offend.

import type { Session } from "../session.ts";

export function SharpChoice({ session }: { session: Session }) {
  if (session.about.texts === "none") return null;
  return (
    <label>
      <input
        type="checkbox"
        checked={session.sharp.value}
        onChange={(event) => (session.sharp.value = event.currentTarget.checked)}
      />{" "}
      show texts (some may offend)
    </label>
  );
}
