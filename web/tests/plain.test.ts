import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { partsOf, plain } from "../src/plain.ts";

test("what cannot be seen is named, and the rest is left alone", () => {
  assert.deepEqual(partsOf("a\u202eb\u0000"), [
    { text: "a", unseen: null, start: 0 },
    { text: "\ufffd", unseen: "U+202E", start: 1 },
    { text: "b", unseen: null, start: 2 },
    { text: "\u2400", unseen: "U+0000", start: 3 },
  ]);
  assert.deepEqual(partsOf(""), []);
});

test("emoji sequences, flags and joined letters stay whole", () => {
  for (const text of ["👩‍👩‍👧", "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", "می‌خواهم", "line\nend\ttab"]) {
    assert.deepEqual(partsOf(text), [{ text, unseen: null, start: 0 }]);
  }
  assert.equal(partsOf("x\u{e0041}")[1]!.unseen, "U+E0041");
});

test("plain text is one line without hidden signs", () => {
  assert.equal(plain("a\n\u202e b"), "a \ufffd b");
});

test("no source names a way to make elements from text", () => {
  const banned = /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|\beval\(|new Function/;
  const folder = join(process.cwd(), "src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
  assert.ok(files.length > 20);
  for (const name of files) assert.doesNotMatch(readFileSync(join(folder, name), "utf8"), banned, name);
});
