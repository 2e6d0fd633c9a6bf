import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

/** Licences that allow the code to be handed on inside `dist/`. Another one is a decision for people. */
const ALLOWED = [
  "MIT",
  "ISC",
  "0BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  // As free as MIT; asks that its text, or the address of it, goes along.
  "BlueOak-1.0.0",
];

const GRANT_MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const GRANT_ISC = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.`;

/** Short licences whose text is the same for everybody, for packages that name one and forgot the file. */
const GRANTS = new Map([
  ["MIT", GRANT_MIT],
  ["ISC", GRANT_ISC],
]);

/** What the WebAssembly build of SQLite is made of; its package carries the licence of the JavaScript part only. */
const WASM_PARTS = section(
  "sql-wasm.wasm (SQLite compiled with Emscripten)",
  `SQLite is in the public domain: its authors disclaim copyright to the source code.

The Emscripten runtime and the musl C library inside are under the MIT License:
Copyright (c) 2010-2026 Emscripten authors
Copyright (c) 2005-2026 Rich Felker, et al.

${GRANT_MIT}`,
);

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
});

/**
 * The text of `dist/licenses.txt`: every bundled package with its licence, in the order given, and SQLite's.
 *
 * @param folders of the packages (each with a package.json)
 * @throws Error naming the package whose licence is not in the list of allowed ones, or whose text is not to be found
 */
export function licensesText(folders: readonly string[]): string {
  const head = "Third-party software in this folder, each part under its own licence.\n";
  return [head, ...folders.map(packageSection), WASM_PARTS].join("\n");
}

function packageSection(folder: string): string {
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  const title = `${manifest.name} ${manifest.version}`;
  const license = manifest.license ?? "no licence";
  if (!partsOf(license).every((part) => ALLOWED.includes(part))) {
    throw new Error(`${title} is under ${license}; allowed are ${ALLOWED.join(", ")}`);
  }
  return section(`${title} (${license})`, filedText(folder) ?? standardText(title, license, manifest));
}

/** An SPDX expression may name several that all count: `(Apache-2.0 AND BSD-3-Clause)`. */
function partsOf(license: string): readonly string[] {
  return license.replace(/^\((.*)\)$/, "$1").split(" AND ");
}

/** Licence, notice and author files of the package, null when it has no licence file. */
function filedText(folder: string): string | null {
  const names = readdirSync(folder).toSorted();
  const licences = names.filter((name) => /^(?:licen[cs]e|copying)/i.test(name));
  if (licences.length === 0) return null;
  const notices = names.filter((name) => /^(?:notice|authors)/i.test(name));
  const texts = [...licences, ...notices].map((name) => readFileSync(join(folder, name), "utf8"));
  return texts.map((text) => text.replaceAll("\r\n", "\n").trim()).join("\n\n");
}

function standardText(title: string, license: string, manifest: z.infer<typeof Manifest>): string {
  const grant = GRANTS.get(license);
  const author = typeof manifest.author === "object" ? manifest.author.name : manifest.author;
  if (grant === undefined || author === undefined) {
    throw new Error(`${title} has no licence file, and its package.json does not tell enough to write one`);
  }
  return `Copyright (c) ${author}\n\n${grant}`;
}

function section(title: string, text: string): string {
  return `${title}\n${"-".repeat(title.length)}\n\n${text}\n`;
}
