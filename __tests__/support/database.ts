import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { afterAll } from "@jest/globals";

export const RATINGS_TABLES = `
  CREATE TABLE ratings (username TEXT, movie TEXT, rating INTEGER, timestamp DATETIME);
  CREATE TABLE initial_ratings (username TEXT PRIMARY KEY, done BOOLEAN DEFAULT 0);
`;

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "model-monitor-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database made by the real SQLite; returns its path. */
export function makeDatabase(folder: string, name: string, sql: string): string {
  const path = join(folder, name);
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
  return path;
}

/** A folder that is removed after the tests of the file, and what makes one database, or file, after the other in it. */
export function madeDatabases(): {
  readonly folder: string;
  readonly database: (sql: string) => string;
  readonly file: (content: Uint8Array | string) => string;
} {
  const folder = temporaryFolder();
  let made = 0;
  return {
    folder,
    database: (sql) => makeDatabase(folder, `made${++made}.db`, sql),
    file: (content) => {
      const path = join(folder, `made${++made}.db`);
      writeFileSync(path, content);
      return path;
    },
  };
}

/** A database of a writer that is still at work: after each step, `snapshot` copies it with its write-ahead log. */
export function openWriter(
  folder: string,
  name: string,
): { exec(sql: string): void; snapshot(as: string): string; close(): void } {
  const path = join(folder, name);
  const database = new DatabaseSync(path);
  database.exec("PRAGMA page_size = 1024; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
  return {
    exec: (sql) => database.exec(sql),
    snapshot: (as) => {
      const copy = join(folder, as);
      copyFileSync(path, copy);
      if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
      return copy;
    },
    close: () => database.close(),
  };
}

/** A private copy of a file, so that a reader that writes beside it (SQLite) disturbs nobody. */
export function copyInto(folder: string, path: string): string {
  const copy = join(folder, basename(path));
  copyFileSync(path, copy);
  return copy;
}

/** The rows of a query as the real SQLite returns them. */
export function rowsOf(path: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(path);
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/** A file's bytes in a plain array that the caller may change. */
export function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}
