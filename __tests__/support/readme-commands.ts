interface WhereItRuns {
  /** A test, a suite or `.ci/run`. */
  readonly file: string;
  /** What stands there and runs it. */
  readonly says: string;
}

const DATABASE = "__tests__/conformance/database.conformance.ts";
const SERVER = "__tests__/conformance/server.conformance.ts";

/** Every command that the README tells people to type, and who types it before them. */
export const COMMANDS: ReadonlyMap<string, WhereItRuns> = new Map([
  ["npm run demo", { file: ".ci/run", says: "npm run demo" }],
  [
    "node dist/cli.js --database user_data.db",
    { file: "__tests__/e2e/cli.test.ts", says: 'cli("--database", "user_data.db")' },
  ],
  ["npm run simulate", { file: "__tests__/scripts/simulate.test.ts", says: "npm run simulate prints" }],
  ["mlflow ui", { file: DATABASE, says: '"mlflow ui"' }],
  [
    "MLFLOW_ALLOW_FILE_STORE=true mlflow ui",
    { file: SERVER, says: '"MLFLOW_ALLOW_FILE_STORE=true mlflow ui"' },
  ],
  [
    "MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri ./history",
    { file: SERVER, says: '"MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri ./history"' },
  ],
  [
    "mlflow ui --backend-store-uri sqlite:///mlflow.db",
    { file: DATABASE, says: '"mlflow ui --backend-store-uri sqlite:///mlflow.db"' },
  ],
  [
    "mlflow migrate-filestore --source mlruns --target sqlite:///mlflow.db",
    {
      file: "__tests__/conformance/migrate.conformance.ts",
      says: '"mlflow migrate-filestore --source mlruns --target sqlite:///mlflow.db"',
    },
  ],
  [
    "mlflow db upgrade sqlite:///mlflow.db",
    { file: DATABASE, says: '"mlflow db upgrade sqlite:///mlflow.db"' },
  ],
  [
    "MLFLOW_TRACKING_URI=sqlite:///mlflow.db mlflow experiments search",
    { file: DATABASE, says: '"MLFLOW_TRACKING_URI=sqlite:///mlflow.db mlflow experiments search"' },
  ],
]);

const START = String.raw`(?:[A-Z][A-Z_]*=\S+ )*(?:npm|npx|node|mlflow|pip|git) `;
const INLINE = new RegExp(`\`(${START}[^\`]+)\``, "g");
const LINE = new RegExp(`^(${START}.*?)(?: +#.*)?$`, "gm");

/** Commands in indented and `sh` blocks and within sentences, each once and sorted; other blocks are passed over. */
export function commandsOf(markdown: string): readonly string[] {
  const shell = [...markdown.matchAll(/^```(?:sh|bash|console)\n([\s\S]*?)^```$/gm)].map(
    ([, block]) => block!,
  );
  const prose = markdown.replaceAll(/^ *```\w*\n[\s\S]*?^ *```$/gm, "");
  const indented = [...prose.matchAll(/^ {4}(\S.*)$/gm)].map(([, line]) => line!);
  const lines = [...shell, ...indented].join("\n").matchAll(LINE);
  const found = [...lines, ...prose.replaceAll("\n", " ").matchAll(INLINE)];
  return [...new Set(found.map(([, command]) => command!.trim()))].toSorted();
}
