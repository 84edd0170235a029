// A place in a notebook's cell where the page's style sheet rules alone, in both directions.

const FRAME = `
  :host { all: initial; display: block; position: relative; }
  .frame { container-type: inline-size; box-sizing: border-box; overflow: auto; resize: vertical;
    border: 1px solid #8886; border-radius: 6px; }
  .late { position: absolute; inset: 1px 1px auto; margin: 0; padding: 6px 22px; border-radius: 5px 5px 0 0;
    font: 600 13px/1.4 system-ui, sans-serif; color: #1b1f24; background: #ffe9b8; }
  .late[hidden] { display: none; }
`;

/** The event at the page's element after its theme has changed: for canvases, which no style sheet repaints. */
export const THEME = "theme";

export interface NotebookFrame {
  /** What the page is drawn into. */
  readonly root: HTMLElement;
  /** Says that an answer is long in coming, or no longer. */
  late(is: boolean): void;
  grow(pixels: number): void;
  end(): void;
}

/**
 * A frame in `el`, in a shadow tree: ids and styles of the notebook and of other views stay outside,
 * and ours inside.
 */
export function notebookFrame(el: HTMLElement, css: string, lateText: string): NotebookFrame {
  const outer = document.createElement("div");
  const frame = element("div", "frame");
  const notice = element("p", "late");
  const root = element("div", "explorer");
  notice.hidden = true;
  notice.role = "status";
  root.role = "region";
  root.ariaLabel = "Explorer";
  frame.append(root);
  outer.attachShadow({ mode: "open" }).append(frame, notice);
  el.append(outer);
  const ends = [keysKept(outer), painted(outer, css, () => root.dispatchEvent(new Event(THEME)))];
  return {
    root,
    late(is) {
      notice.hidden = !is;
      notice.textContent = is ? lateText : "";
    },
    grow: (pixels) => frame.style.setProperty("height", `${pixels}px`),
    end() {
      for (const end of ends) end();
      outer.remove();
    },
  };
}

function element(name: string, kind: string): HTMLElement {
  const made = document.createElement(name);
  made.className = kind;
  return made;
}

/**
 * Keys that are pressed in `outer` would else be commands to the notebook: `dd` deletes a cell. Returns
 * what ends it.
 *
 * Jupyter looks for commands as the event comes down or as it goes up, by version: the attribute is
 * heeded in both cases. Other notebooks never see the event.
 */
function keysKept(outer: HTMLElement): () => void {
  const mark = (event: KeyboardEvent): void => void outer.toggleAttribute("data-lm-suppress-shortcuts", isOurs(event));
  const stop = (event: KeyboardEvent): void => {
    if (isOurs(event)) event.stopPropagation();
  };
  window.addEventListener("keydown", mark, { capture: true });
  outer.addEventListener("keydown", stop);
  return () => window.removeEventListener("keydown", mark, { capture: true });
}

/** The notebook gets keys with Ctrl, Alt or Cmd; from a field only the one that saves. */
function isOurs(event: KeyboardEvent): boolean {
  const combined = event.ctrlKey || event.altKey || event.metaKey;
  const [target] = event.composedPath();
  const inField = target instanceof Element && target.matches("input, select, textarea");
  return !combined || (inField && event.key !== "s");
}

/** Paints the frame in the notebook's theme, also when that changes, and tells it; returns what ends it. */
function painted(outer: HTMLElement, css: string, tell: () => void): () => void {
  const sheet = new CSSStyleSheet();
  let dark: boolean | null = null;
  const paint = (): void => {
    const now = isLight(getComputedStyle(document.body).color);
    if (now === dark) return;
    dark = now;
    sheet.replaceSync(FRAME + fittedStyle(css, dark));
    outer.style.setProperty("color-scheme", dark ? "dark" : "light");
    tell();
  };
  outer.shadowRoot!.adoptedStyleSheets = [sheet];
  paint();
  const watch = new MutationObserver(paint); // notebooks mark their theme at one of these elements
  for (const marked of [document.documentElement, document.body]) watch.observe(marked, { attributes: true });
  return () => watch.disconnect();
}

/** Whether a colour of CSS is nearer to white than to black. */
function isLight(colour: string): boolean {
  const pen = new OffscreenCanvas(1, 1).getContext("2d")!;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return red! + green! + blue! > 1.5 * 255;
}

/** The style sheet for a frame: its theme is the notebook's, not the system's; its width the cell's, not the window's. */
export function fittedStyle(css: string, dark: boolean): string {
  return css
    .replaceAll(/color-scheme:\s*light dark/g, `color-scheme: ${dark ? "dark" : "light"}`)
    .replaceAll(/@media\s*\(prefers-color-scheme:\s*dark\)/g, dark ? "@media all" : "@media not all")
    .replaceAll(/@media\s*\((max|min)-width:/g, "@container ($1-width:");
}
