import { dict, int, list, text } from "../../__tests__/support/pickle-writer.ts";
import { SMALL_STORAGES, smallState, torchFile } from "../../__tests__/support/torch-file.ts";
import { zipBytes, type ZipPart } from "../../__tests__/support/zip-writer.ts";
import { baseFile, baseParts } from "./base-files.ts";
import { readAndCheck } from "./check-model.ts";
import type { FuzzFormat } from "./fuzz-format.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { mutatePickle } from "./mutate-pickle.ts";
import { mutateArchive } from "./mutate-zip.ts";
import type { Random } from "./random.ts";

/** As training scripts wrap a model: with the names that belong to its ids. */
const WRAPPED = dict(
  ["model", dict(...smallState("net."))],
  ["user_map", dict(["ann", int(0)], ["bob", int(1)])],
  ["item_map", list(text("Heat"), text("Alien"), text("Ran"))],
);

/** The small ones several times: they are as telling as the large ones, and faster. */
const BASES: readonly (readonly ZipPart[])[] = [
  ...Array.from({ length: 6 }, () => baseParts(torchFile(dict(...smallState()), SMALL_STORAGES))),
  ...["hostile/control_ok.pt", "hostile/build_proto_pollution.pt", "hostile/byteorder_big.pt"].map((path) =>
    baseParts(baseFile(path)),
  ),
  ...[
    "state_dict_p4.pt",
    "state_dict_p5.pt",
    "state_dict_bf16.pt",
    "state_dict_shared.pt",
    "net_only.pt",
  ].map((name) => baseParts(baseFile(`mini/${name}`))),
  baseParts(torchFile(WRAPPED, SMALL_STORAGES)),
  ...["explicit.pt", "bloom.pt", "pooling.pt", "lstm.pt", "cnn.pt", "mixture.pt"].map((name) =>
    baseParts(baseFile(`mini_extra/${name}`)),
  ),
];

/** What torch.save writes: opcodes, records and headers changed with right checksums, or any bytes. */
export const TORCH_ZIP_FUZZ: FuzzFormat = {
  name: "torch zip",
  make(random) {
    const parts = random.pick(BASES);
    if (random.percent(40)) return mutateArchive(parts, random);
    const changed = withOtherPickle(parts, random);
    return random.percent(10) ? mutateArchive(changed, random) : zipBytes(changed);
  },
  read: readAndCheck,
};

function withOtherPickle(parts: readonly ZipPart[], random: Random): readonly ZipPart[] {
  const change = random.percent(75) ? mutatePickle : mutateBytes;
  return parts.map((part) =>
    String(part.name).endsWith("data.pkl")
      ? { ...part, content: change(Buffer.from(part.content), random) }
      : part,
  );
}
