import type { PickleContents } from "./object-graph.ts";
import type { AttributeValue, TensorGroup, TensorSource } from "./tensor.ts";
import type { PickleAttribute } from "./torch-module.ts";
import { torchIndices, torchTensor, type TorchStorages } from "./torch-tensor.ts";

/** What the objects of a pickle hold, with the tensors bound to the storages of their file. */
export function torchSource(
  file: string,
  { groups, classes }: PickleContents,
  storages: TorchStorages,
): TensorSource {
  const attribute = (value: PickleAttribute): AttributeValue =>
    typeof value === "object" && value !== null && "kind" in value
      ? torchIndices(file, value, storages)
      : value;
  return {
    classes,
    groups: groups.map(({ where, tensors, attributes, loss }): TensorGroup => ({
      where,
      tensors: new Map([...tensors].map(([name, tensor]) => [name, torchTensor(file, tensor, storages)])),
      attributes: new Map([...attributes].map(([name, value]) => [name, attribute(value)])),
      ...(loss === null ? {} : { loss }),
    })),
  };
}
