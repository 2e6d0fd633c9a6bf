import { expect, test } from "@jest/globals";
import { readCheckpoint } from "../../../src/formats/checkpoint/index.ts";
import { fixtureBytes, plainModel } from "../../support/same-weights.ts";

const ORIGINAL = plainModel(readCheckpoint("state_dict.pt", fixtureBytes("mini/state_dict.pt")).model);

test.each([
  ["mini/state_dict_legacy.pt", "a state dict in torch's older format"],
  ["savers/legacy_model.pt", "Spotlight's model in torch's older format"],
  ["savers/legacy_net_p4.pt", "a net in torch's older format and pickle protocol 4"],
  ["savers/legacy_shared_f64.pt", "float64 tables that share a storage in torch's older format"],
  ["mini/state_dict.safetensors", "a safetensors file"],
  ["mini/state_dict.npz", "a NumPy archive"],
  ["savers/state_deflated.npz", "a deflated NumPy archive, one array big-endian and in Fortran order"],
  ["savers/by_reference.pkl", "a pickle of Spotlight's model, written by pickle.dump"],
  ["savers/by_value.pkl", "a pickle around it whose class cloudpickle carries by value"],
  ["savers/pyfunc/python_model.pkl", "the model of an MLflow pyfunc directory"],
])("%s holds the same weights as the state dict: %s", (path) => {
  expect(plainModel(readCheckpoint("model", fixtureBytes(path)).model)).toEqual(ORIGINAL);
});

test.each(["numpy._core.multiarray", "numpy.core.multiarray"])(
  "a random state that names %s is passed over, as NumPy 2 and NumPy 1 write it",
  (module) => {
    const text = fixtureBytes("savers/legacy_model.pt").toString("latin1");
    expect(text).toContain("cnumpy._core.multiarray\n");
    const file = Buffer.from(text.replaceAll("cnumpy._core.multiarray\n", `c${module}\n`), "latin1");
    expect(plainModel(readCheckpoint("model", file).model)).toEqual(ORIGINAL);
  },
);
