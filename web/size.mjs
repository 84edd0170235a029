// Fails when what the page loads is larger, compressed, than it may be.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const MOST = 100_000; // bytes
const FILES = ["explorer.js", "explorer.css", "index.html"];
const folder = new URL("../src/counterpoise/explorer/static/", import.meta.url);

const sizes = FILES.map((name) => gzipSync(readFileSync(new URL(name, folder)), { level: 9 }).length);
const total = sizes.reduce((sum, size) => sum + size, 0);
console.log(`${FILES.map((name, at) => `${name} ${sizes[at]}`).join(", ")}: ${total} of ${MOST} bytes, gzipped`);
if (total > MOST) {
  console.error(`The bundle may have ${MOST} bytes, gzipped. It has ${total}. Take out a dependency, or make it smaller.`);
  process.exitCode = 1;
}
