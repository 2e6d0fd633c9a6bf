import { expect, test } from "@jest/globals";
import { logInputsRequest } from "../../../src/formats/mlflow-rest/log-inputs.ts";
import { aRunInput } from "../../support/mlflow-store.ts";

test("the request for what a run read has the names of MLflow's REST interface", () => {
  expect(logInputsRequest("abc", [aRunInput()])).toEqual({
    run_id: "abc",
    datasets: [
      {
        tags: [{ key: "mlflow.data.context", value: "evaluation" }],
        dataset: {
          name: "user_data.db",
          digest: "01234567-89ab",
          source_type: "local",
          source: '{"uri":"user_data.db"}',
          profile: '{"num_rows":3}',
        },
      },
    ],
  });
});
