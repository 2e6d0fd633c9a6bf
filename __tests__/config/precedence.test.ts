import { describe, expect, test } from "@jest/globals";

import { parseConfigFile } from "../../src/config/config-file.ts";
import { resolveConfig } from "../../src/config/config.ts";
import { INPUT_NAMES, inputDefinition, type InputName } from "../../src/config/inputs.ts";
import type { ConfigSources } from "../../src/config/sources.ts";
import { SAMPLES } from "../support/input-samples.ts";

interface Given {
  readonly input?: string;
  readonly file?: string;
  readonly environment?: ConfigSources["environment"];
}

/** What the input is when these sources set it; the file holds the text unquoted, as people write it. */
function resolved(name: InputName, { input, file, environment = {} }: Given): unknown {
  const values = new Map(input === undefined ? [] : [[name, input] as const]);
  return SAMPLES[name].read(
    resolveConfig({
      inputs: { from: "input", values },
      file: file === undefined ? null : parseConfigFile(`${name}: ${file}\n`, "monitor.yml"),
      environment,
    }),
  );
}

const IN_FILE = INPUT_NAMES.filter((name) => inputDefinition(name).inputOnly !== true);
const WITH_VARIABLE = INPUT_NAMES.flatMap((name) => {
  const variable = inputDefinition(name).environmentVariable;
  return variable === undefined ? [] : [{ name, variable }];
});

describe.each(INPUT_NAMES)("the input %s", (name) => {
  const { byDefault, one, other } = SAMPLES[name];

  test("has the default of the public interface", () => {
    expect(resolved(name, {})).toEqual(byDefault);
  });

  test("takes what the step gives, whatever the white space around it", () => {
    expect(resolved(name, { input: one.text })).toEqual(one.value);
    expect(resolved(name, { input: ` ${other.text}\n` })).toEqual(other.value);
  });

  test("is unset by an empty text", () => {
    expect(resolved(name, { input: "" })).toEqual(byDefault);
    expect(resolved(name, { input: " \n" })).toEqual(byDefault);
  });
});

describe.each(IN_FILE)("the key %s of the config file", (name) => {
  const { byDefault, one, other } = SAMPLES[name];

  test("wins over the default", () => {
    expect(resolved(name, { file: one.text })).toEqual(one.value);
    expect(resolved(name, { file: other.text })).toEqual(other.value);
  });

  test("loses against the input", () => {
    expect(resolved(name, { input: one.text, file: other.text })).toEqual(one.value);
    expect(resolved(name, { input: other.text, file: one.text })).toEqual(other.value);
  });

  test("counts when the input is empty", () => {
    expect(resolved(name, { input: "", file: other.text })).toEqual(other.value);
  });

  test.each(["", '""', "null", "~", '"  "'])("is unset by %j", (empty) => {
    expect(resolved(name, { file: empty })).toEqual(byDefault);
  });
});

describe.each(WITH_VARIABLE)("the variable $variable", ({ name, variable }) => {
  const { byDefault, one, other } = SAMPLES[name];
  const environment = { [variable]: one.text };

  test("wins over the default", () => {
    expect(resolved(name, { environment })).toEqual(one.value);
  });

  test("loses against the config file and the input", () => {
    expect(resolved(name, { environment, file: other.text })).toEqual(other.value);
    expect(resolved(name, { environment, input: other.text })).toEqual(other.value);
  });

  test("is unset by an empty text", () => {
    expect(resolved(name, { environment: { [variable]: "" } })).toEqual(byDefault);
  });
});

test("only the two variables of MLflow are looked at", () => {
  expect(WITH_VARIABLE).toEqual([
    { name: "tracking-uri", variable: "MLFLOW_TRACKING_URI" },
    { name: "experiment", variable: "MLFLOW_EXPERIMENT_NAME" },
  ]);
});

test.each([
  ["an input", { input: "mlruns" }, true],
  ["the config file", { file: "mlruns" }, true],
  ["MLflow's variable", { environment: { MLFLOW_TRACKING_URI: "mlruns" } }, true],
  ["the default", {}, false],
] as const)(
  "a tracking URI from %s says whether it was asked for",
  (_, { input, file, environment }: Given, asked) => {
    const config = resolveConfig({
      inputs: { from: "input", values: new Map(input === undefined ? [] : [["tracking-uri", input]]) },
      file: file === undefined ? null : parseConfigFile(`tracking-uri: ${file}`, "monitor.yml"),
      environment: environment ?? {},
    });

    expect(config.trackingUriExplicit).toBe(asked);
  },
);
