import type { PickleValue } from "../pickle/values.ts";
import { carriedMaps } from "./carried-maps.ts";
import { collectTensors, type PickleGroup } from "./object-graph.ts";
import type { AttributeValue, TensorGroup, TensorSource } from "./tensor.ts";
import type { PickleAttribute } from "./torch-module.ts";
import { torchIndices, torchTensor, type TorchStorages } from "./torch-tensor.ts";

/**
 * What the objects of a checkpoint hold, with the tensors bound to the storages of their file.
 * @throws MonitorError when the objects are more than is read
 */
export function torchSource(file: string, root: PickleValue, storages: TorchStorages): TensorSource {
  const { groups, classes } = collectTensors(file, root);
  const attribute = (value: PickleAttribute): AttributeValue =>
    typeof value === "object" && value !== null && "kind" in value
      ? torchIndices(file, value, storages)
      : value;
  const bound = ({ where, tensors, attributes, loss }: PickleGroup): TensorGroup => ({
    where,
    tensors: new Map([...tensors].map(([name, tensor]) => [name, torchTensor(file, tensor, storages)])),
    attributes: new Map([...attributes].map(([name, value]) => [name, attribute(value)])),
    ...(loss === null ? {} : { loss }),
  });
  return {
    classes,
    maps: carriedMaps(file, root),
    groups: groups.map(bound),
  };
}
