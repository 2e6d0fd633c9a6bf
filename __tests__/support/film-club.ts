import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDatabase, RATINGS_TABLES } from "./database.ts";
import { safetensorsFile } from "./safetensors-file.ts";

/**
 * A club whose taste is known exactly. Films stand around a circle, each member somewhere between them and rates the
 * films that are nearest. A model that knows where the members stand ranks these first; when the club's taste moves
 * along the circle by an angle, the films rated fall back by two places for each film in between.
 */
const FILMS = 40;
const FILMS_RATED = 3;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

export interface Club {
  readonly members: number;
  /** How far taste has moved from where it was in the beginning, in films. */
  readonly moved: number;
}

function angleOfFilm(film: number): number {
  return (2 * Math.PI * film) / FILMS;
}

function angleOfMember(member: number, moved: number): number {
  return member * GOLDEN_ANGLE + angleOfFilm(moved);
}

/** Writes the model that training on the club of today gives, with its maps, where the action looks for them. */
export function trainModel(workspace: string, { members, moved }: Club): void {
  const users = Array.from({ length: members }, (_, member) => angleOfMember(member, moved));
  const films = Array.from({ length: FILMS }, (_, film) => angleOfFilm(film));
  const tensors = [
    ["user_embeddings.weight", users.length, 2, users.flatMap(onCircle)],
    ["item_embeddings.weight", FILMS, 2, films.flatMap(onCircle)],
    ["user_biases.weight", users.length, 1, users.map(() => 0)],
    ["item_biases.weight", FILMS, 1, films.map(() => 0)],
  ] as const;
  let at = 0;
  const header = Object.fromEntries(
    tensors.map(([name, rows, columns]) => {
      const from = at;
      at += 4 * rows * columns;
      return [name, { dtype: "F32", shape: [rows, columns], data_offsets: [from, at] }];
    }),
  );
  const numbers = Float32Array.from(tensors.flatMap(([, , , values]) => values));
  const folder = join(workspace, "models");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "bpr_recommender.pt"), safetensorsFile(header, new Uint8Array(numbers.buffer)));
  const map = (name: string, lines: readonly string[]) =>
    writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  map("frontend_user_map.csv", [
    "username,internal_user_id",
    ...users.map((_, member) => `member${member},${member}`),
  ]);
  map("item_map.csv", [
    "internal_item_id,movie_id,title",
    ...films.map((_, film) => `${film},${film},Film ${film}`),
  ]);
}

function onCircle(angle: number): readonly number[] {
  return [Math.cos(angle), Math.sin(angle)];
}

/** Writes the database of the club's application; returns its path. */
export function clubDatabase(folder: string, name: string, { members, moved }: Club): string {
  const rows = Array.from({ length: members }, (_, member) => {
    const films = nearestFilms(angleOfMember(member, moved));
    return [
      `INSERT INTO initial_ratings VALUES ('member${member}', 1);`,
      ...films.map((film) => `INSERT INTO ratings VALUES ('member${member}', 'Film ${film}', 5, NULL);`),
    ].join("\n");
  });
  return makeDatabase(folder, name, `BEGIN; ${RATINGS_TABLES} ${rows.join("\n")} COMMIT;`);
}

function nearestFilms(angle: number): readonly number[] {
  const closeness = (film: number) => Math.cos(angleOfFilm(film) - angle);
  return Array.from({ length: FILMS }, (_, film) => film)
    .toSorted((a, b) => closeness(b) - closeness(a))
    .slice(0, FILMS_RATED);
}
