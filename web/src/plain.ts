// Hostile text made harmless to read: what cannot be seen, or turns the reading around, is shown as a sign.

/**
 * C0 and C1 controls but tab and line ends, bidirectional controls, zero-width signs but those that
 * join letters and emoji, and tags but those of a flag.
 */
const UNSEEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]*)[\u{e0000}-\u{e007f}]/gu;

export interface Part {
  readonly text: string;
  /** The name of a sign that cannot be seen, or null for text as it is. */
  readonly unseen: string | null;
  /** Where it starts in the whole, in UTF-16 places. */
  readonly start: number;
}

/** `text` parted into what is shown as it is and what is shown by its name. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let start = 0;
  for (const { 0: sign, index } of text.matchAll(UNSEEN)) {
    if (index > start) parts.push({ text: text.slice(start, index), unseen: null, start });
    parts.push({ text: signOf(sign), unseen: nameOf(sign), start: index });
    start = index + sign.length;
  }
  if (start < text.length) parts.push({ text: text.slice(start), unseen: null, start });
  return parts;
}

/** `text` on one line, for a title or an option, where no element can stand. */
export function plain(text: string): string {
  return text.replace(UNSEEN, signOf).replace(/\s+/g, " ");
}

/** A picture of C0 controls, and the replacement character for the others. */
function signOf(sign: string): string {
  const code = sign.codePointAt(0)!;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}

function nameOf(sign: string): string {
  return `U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
}
