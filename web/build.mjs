// Builds the page's one script and one style sheet into the Python package.

import { copyFile, mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const STATIC = here("../src/counterpoise/explorer/static/");

await mkdir(STATIC, { recursive: true });
await rm(`${STATIC}sources.sha256`, { force: true }); // what the products were built from is not known until they are
await build({
  entryPoints: { explorer: here("src/main.tsx") },
  outdir: STATIC,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "ascii", // the page may be read in any encoding
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
});
await copyFile(here("src/index.html"), `${STATIC}index.html`);
