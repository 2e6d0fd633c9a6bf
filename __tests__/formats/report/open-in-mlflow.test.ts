import { describe, expect, test } from "@jest/globals";
import { openInMlflow } from "../../../src/formats/report/open-in-mlflow.ts";
import { plainOf } from "../../../src/formats/report/phrase.ts";

const RUN = { runId: "e74a46301c0b40a19ef85c5b325a15c1", experimentId: "7" };

function help(location: string): { sentence: string; code: readonly string[] } {
  const { sentence, code } = openInMlflow(location, RUN);
  return { sentence: plainOf(sentence), code };
}

describe("the way to the runs in MLflow", () => {
  test.each(["mlruns/", "mlruns", "./mlruns", "/srv/data/mlruns/", String.raw`C:\data\mlruns`])(
    "is the line that today's MLflow needs for %s",
    (location) => {
      expect(help(location)).toEqual({
        sentence:
          "In the directory that contains mlruns/, the first line shows the runs, the second converts them for good:",
        code: [
          "MLFLOW_ALLOW_FILE_STORE=true mlflow ui",
          "mlflow migrate-filestore --source mlruns --target sqlite:///mlflow.db",
        ],
      });
    },
  );

  test("names a directory that MLflow would not find by itself, quoted for a shell", () => {
    expect(help("my runs'/").code).toEqual([
      String.raw`MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri './my runs'\'''`,
      String.raw`mlflow migrate-filestore --source 'my runs'\''' --target sqlite:///mlflow.db`,
    ]);
  });

  test("is the run's page when there is a server", () => {
    expect(help("https://mlflow.example/base/")).toEqual({
      sentence: "The run's page in MLflow:",
      code: ["https://mlflow.example/base/#/experiments/7/runs/e74a46301c0b40a19ef85c5b325a15c1"],
    });
  });

  test("never shows what a server's address says about who may enter", () => {
    const [page] = help("https://me:secret@more@mlflow.example/?token=secret#secret").code;
    expect(page).toBe("https://mlflow.example/#/experiments/7/runs/e74a46301c0b40a19ef85c5b325a15c1");
  });

  test("is the database's own URI for SQLite", () => {
    expect(help("sqlite:///mlflow.db")).toEqual({
      sentence: "In the workspace, that is the directory from which the path of the database starts:",
      code: ["mlflow ui --backend-store-uri sqlite:///mlflow.db"],
    });
  });
});
