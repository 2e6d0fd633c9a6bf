import { edge, mutateBytes, withField } from "./mutate-bytes.ts";
import { argumentOf, pickleParts } from "./pickle-parts.ts";
import type { Random } from "./random.ts";

/** Every opcode that there is, refused ones included. */
const OPCODES = Buffer.from(
  "(.012FIJKLMNPQRSTUVXabcdeghijlopqrstu})]BCG\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98",
  "latin1",
);
/** Names that mean something to a reader, or to JavaScript. */
const TEXTS = [
  "user_embeddings.weight",
  "item_embeddings.weight",
  "item_biases.weight",
  "_modules",
  "_parameters",
  "_buffers",
  "user_map",
  "item_map",
  "__proto__",
  "constructor",
  "toString",
  "storage",
  "module",
  "cpu",
  "0",
  "1",
  "99999999999999999999",
  "../x",
  "",
  "item_embeddings.".repeat(90),
  "\u202e::error::\n",
  "\u0000",
];
const GLOBALS = [
  "torch\nFloatStorage",
  "torch\nDoubleStorage",
  "torch\nBFloat16Storage",
  "torch\nQInt8Storage",
  "torch.storage\nUntypedStorage",
  "torch.storage\n_load_from_bytes",
  "torch._utils\n_rebuild_tensor_v2",
  "torch._utils\n_rebuild_tensor_v3",
  "torch._utils\n_rebuild_parameter",
  "collections\nOrderedDict",
  "collections\ndefaultdict",
  "builtins\nset",
  "builtins\ndict",
  "builtins\ngetattr",
  "os\nsystem",
  "torch\nfloat16",
  "cloudpickle.cloudpickle\n_make_skeleton_class",
  "numpy._core.multiarray\n_reconstruct",
  "a\nb.c",
];
/** Pieces that grow what the machine keeps: each is written many times over. */
const GROWING = [
  "(",
  ")",
  "]",
  "}",
  ")\x85",
  "N\x86",
  "](",
  "}(",
  "h\x00",
  "h\x01a",
  "h\x00\x85",
  "2",
  "\x94",
  "K\x01",
  "\x8f",
  "h\x00h\x00\x86q\x00",
];

/** A pickle with one to four changes of its opcodes, their order or their arguments. */
export function mutatePickle(bytes: Buffer, random: Random): Buffer {
  let parts = pickleParts(bytes);
  for (let count = random.few(); count > 0 && parts.length > 0; count--) parts = changed(parts, random);
  return Buffer.concat(parts);
}

function changed(parts: readonly Buffer[], random: Random): readonly Buffer[] {
  const at = random.below(parts.length);
  const to = Math.min(parts.length, at + 1 + random.below(12));
  const insert = (...more: readonly Buffer[]) => [...parts.slice(0, at), ...more, ...parts.slice(at)];
  switch (random.below(12)) {
    case 0:
      return parts.toSpliced(at, random.percent(70) ? 1 : to - at);
    case 1:
      return insert(...parts.slice(at, to));
    case 2:
      return insert(...Array.from({ length: 2 + random.below(60) }, () => parts.slice(at, to)).flat());
    case 3: {
      const piece = parts.slice(at, to);
      const rest = parts.toSpliced(at, to - at);
      return rest.toSpliced(random.below(rest.length + 1), 0, ...piece);
    }
    case 4:
    case 5:
      return insert(anyOpcode(random));
    case 6:
      return parts.with(at, anyOpcode(random));
    case 7: {
      const unit = Buffer.from(random.pick(GROWING), "latin1");
      return insert(...Array.from({ length: random.below(random.percent(95) ? 50 : 5000) }, () => unit));
    }
    case 8:
      return insert(
        Buffer.from(
          random.pick(["cos\nsystem\n)R", "cos\nsystem\n)\x81", "(ios\nsystem\n", "\x82\x01", "Pid\n"]),
          "latin1",
        ),
      );
    default:
      return parts.with(at, withOtherArgument(parts[at]!, random));
  }
}

/** An opcode with an argument of its form. */
function anyOpcode(random: Random): Buffer {
  const opcode = random.percent(97) ? OPCODES[random.below(OPCODES.length)]! : random.below(256);
  const argument = argumentOf(opcode);
  const start = Buffer.from([opcode]);
  if (argument === undefined) return start;
  if ("bytes" in argument)
    return withField(Buffer.concat([start, Buffer.alloc(argument.bytes)]), 1, argument.bytes, edge(random));
  if ("lines" in argument)
    return Buffer.concat([start, Buffer.from(`${argument.lines === 2 ? random.pick(GLOBALS) : "1"}\n`)]);
  return lengthAndText(start, argument.lengthBytes, Buffer.from(random.pick(TEXTS)));
}

function lengthAndText(start: Buffer, width: number, text: Buffer): Buffer {
  const cut = width === 1 ? text.subarray(0, 255) : text;
  return withField(Buffer.concat([start, Buffer.alloc(width), cut]), 1, width, BigInt(cut.length));
}

/** The same opcode with another number, length, name or text. */
function withOtherArgument(part: Buffer, random: Random): Buffer {
  const argument = argumentOf(part[0]!);
  const start = part.subarray(0, 1);
  if (argument === undefined) return anyOpcode(random);
  if ("bytes" in argument) return withField(part, 1, argument.bytes, edge(random));
  if ("lines" in argument) return Buffer.concat([start, Buffer.from(`${random.pick(GLOBALS)}\n`)]);
  const width = argument.lengthBytes;
  if (random.percent(30)) return withField(part, 1, width, edge(random));
  const content = random.percent(50)
    ? Buffer.from(random.pick(TEXTS))
    : mutateBytes(part.subarray(1 + width), random);
  return lengthAndText(start, width, content);
}
