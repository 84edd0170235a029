import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fittedStyle } from "../src/notebook_frame.ts";

const WRITTEN = readFileSync("src/explorer.css", "utf-8");
const BUILT = "a{@media(prefers-color-scheme:dark){--b:c}@media(max-width:620px){d:e}}@media print{f{g:h}}";

test("the theme is the notebook's and the width the cell's", () => {
  assert.equal(
    fittedStyle(BUILT, true),
    "a{@media all{--b:c}@container (max-width:620px){d:e}}@media print{f{g:h}}",
  );
  assert.match(fittedStyle(BUILT, false), /^a\{@media not all\{--b:c\}/);
});

test("fields and scroll bars are painted in the notebook's theme", () => {
  const both = "a{color-scheme:light dark}b{color-scheme: light dark}";
  assert.equal(fittedStyle(both, true), "a{color-scheme: dark}b{color-scheme: dark}");
  assert.equal(fittedStyle(both, false), "a{color-scheme: light}b{color-scheme: light}");
  assert.equal(fittedStyle("a{color-scheme:light}", true), "a{color-scheme:light}");
  assert.doesNotMatch(fittedStyle(WRITTEN, true), /light dark/);
});

test("no rule of the page's sheet is left to the window or the system", () => {
  for (const sheet of [WRITTEN, fittedStyle(WRITTEN, true)]) assert.match(sheet, /@media/);
  assert.doesNotMatch(fittedStyle(WRITTEN, true), /prefers-color-scheme|@media \((?:max|min)-width/);
});
