import { existsSync, readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { MonitorError } from "../../../src/core/errors.ts";
import type { FactorModel } from "../../../src/core/factor-model.ts";
import { readFactors } from "../../support/factor-checkpoint.ts";

const FOLDER = new URL("../../fixtures/hostile/", import.meta.url);
/** Row of README.md → what the error says; "loads" where the file is a model in spite of everything. */
const EXPECTED: Readonly<Record<string, string>> = {
  "control_ok.pt": "loads",
  "build_proto_pollution.pt": "loads",
  "nan_weights.pt": "loads",
  "byteorder_big.pt": "loads",
  "malicious.pt": 'calls "os.system"',
  "posix_system.pt": 'calls "posix.system"',
  "builtins_eval.pt": 'calls "builtins.eval"',
  "py2_builtin_eval.pt": 'calls "__builtin__.eval"',
  "getattr_chain.pt": 'calls "builtins.__import__"',
  "stack_global_dotted.pt": 'calls "torch.serialization.os.system"',
  "newobj_popen.pt": 'calls "subprocess.Popen"',
  "hidden_in_state.pt": 'calls "os.system"',
  "hidden_after_optimizer.pt": 'calls "os.system"',
  "inst_opcode.pt": "uses the opcode INST",
  "obj_opcode.pt": "uses the opcode OBJ",
  "ext_opcode.pt": "uses the opcode EXT1",
  "persid_text.pt": "uses the opcode PERSID",
  "dict_proto_keys.pt": "holds no model that can be evaluated; tensors: none",
  "memo_bomb.pt": "holds no model that can be evaluated; tensors: none",
  "memo_bomb_dict_key.pt": "keys are set on a value that is no dict or object",
  "memo_index_huge.pt": "holds no model that can be evaluated",
  "self_reference.pt": "holds no model that can be evaluated",
  "deep_nesting.pt": "holds no model that can be evaluated",
  "long_string_lie.pt": "bytes are declared, 4 are left",
  "frame_lie.pt": "bytes are declared, 2 are left",
  "long4_lie.pt": "an integer of 2147483647 bytes",
  "memo_missing.pt": "value 7 of the memo was never stored",
  "stack_underflow.pt": "too few values on the stack",
  "no_stop.pt": "it ends without the opcode STOP",
  "bad_opcode.pt": "there is no pickle opcode 0xff",
  "protocol_9.pt": "its pickle has protocol 9",
  "tensor_oversized.pt": "a tensor of 1000×1000 reaches outside its storage of 8 elements",
  "tensor_last_element_out.pt": "reaches outside its storage of 8 elements",
  "tensor_negative_stride.pt": "torch has no negative ones",
  "tensor_negative_offset.pt": "offset into its storage is not a natural number",
  "tensor_negative_size.pt": "sizes are not at most 16 natural numbers",
  "tensor_offset_overflow.pt": "not a natural number below 2^53",
  "tensor_size_overflow.pt": "item_embeddings.weight has 8589934592 rows",
  "tensor_zero_stride.pt": "item_embeddings.weight has 2147483648 rows",
  "tensor_stride_count.pt": "2 sizes and 1 strides",
  "tensor_size_text.pt": "sizes are not at most 16 natural numbers",
  "storage_numel_lie.pt": "storage 1 declares 4000000000000 bytes, its record has 32",
  "storage_short.pt": "storage 1 declares 32 bytes, its record has 30",
  "storage_missing.pt": 'no record "archive/data/1"',
  "storage_key_traversal.pt": 'the key "../../../../outside/file"; keys are digits',
  "storage_key_traversal_present.pt": 'the key "../x"; keys are digits',
  "storage_unknown_type.pt": 'elements of the type "QInt8Storage"',
  "storage_complex.pt": 'elements of the type "ComplexFloatStorage"',
  "dims_mismatch.pt": "user_embeddings.weight has 3 factors a user, item_embeddings.weight has 2 an item",
  "bias_mismatch.pt": "item_biases.weight has the shape [3, 1]; [4, 1] is needed",
  "missing_item_table.pt": 'tensors: "user_embeddings.weight", "user_biases.weight", "item_biases.weight"',
  "empty_tables.pt": "item_embeddings.weight has the shape [0, 2]",
  "zip_cd_size_lie.pt": "declares 4294967280 bytes, more than the file holds",
  "zip_cd_uncompressed_lie.pt": "is stored, but declares 32 bytes packed and 2147483647 unpacked",
  "zip_cd_small_lie.pt": "has another size, checksum or method in its local header",
  "zip_cd_offset_out.pt": "offset 2147483647, which do not end at 1526",
  "zip_entry_offset_out.pt": "is not at byte 2147483647",
  "zip_entry_count_lie.pt": "declares 65000 records, more than fit in its 426 bytes",
  "zip_crc_wrong.pt": 'record "archive/data/1" has another size, checksum',
  "zip_truncated.pt": "is cut short: no directory at the end of the 1032 bytes",
  "zip_truncated_tail.pt": "is cut short: no directory at the end of the 1539 bytes",
  "zip_duplicate_names.pt": 'two records of the archive are named "archive/data.pkl"',
  "zip_two_roots.pt": "the archive holds 2 checkpoints",
  "zip_deflate_bomb.pt": 'record "archive/data/1" is compressed',
  "zip64_lie.pt": "the two end records of the zip archive contradict each other",
  "empty.pt": "the file is empty (0 bytes)",
  "lfs_pointer.pt": "this is a Git LFS pointer",
  "dvc_pointer.pt": "this is a DVC pointer",
  "html_page.pt": "this is an HTML or XML page",
  "no_data_pkl.pt": "no checkpoint of torch.save: it has no data.pkl",
  "torchscript_like.pt": "this is a TorchScript archive",
  "legacy_truncated.pt": "torch's format from before version 1.6",
  "legacy_malicious.pt": "torch's format from before version 1.6",
  "bare_pickle_malicious.pt": "this is a bare Python pickle",
};

function read(name: string): FactorModel {
  return readFactors(name, readFileSync(new URL(name, FOLDER)));
}

function refusalOf(name: string): MonitorError {
  try {
    read(name);
  } catch (error) {
    if (error instanceof MonitorError) return error;
    throw error;
  }
  throw new Error(`${name} was read`);
}

test("every hostile checkpoint has a row", () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".pt"));
  expect(Object.keys(EXPECTED).toSorted()).toEqual(files.toSorted());
});

describe("a hostile checkpoint is refused by name, runs nothing and changes nothing:", () => {
  const refused = Object.entries(EXPECTED).filter(([, message]) => message !== "loads");
  test.each(refused)("%s %s", (name, message) => {
    const refusal = refusalOf(name);
    expect(refusal.message).toContain(message);
    expect(refusal.message.startsWith(`${name}: `)).toBe(true);
    expect(refusal.hint).toMatch(/^[A-Z].*\.$/s);
    expect(existsSync("pwned")).toBe(false);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test.each(["state_dict.safetensors", "state_dict.npz", "state_dict_legacy.pt"])(
    "mini/%s is not supported",
    (name) => {
      expect(() => read(`../mini/${name}`)).toThrow("not supported");
    },
  );
});

describe("a strange checkpoint that is a model is read:", () => {
  test("control_ok.pt scores 9.5 for user 0 and item 1", () => {
    const { dim, userFactors, itemFactors, userBiases, itemBiases } = read("control_ok.pt");
    const dot = userFactors[0]! * itemFactors[dim]! + userFactors[1]! * itemFactors[dim + 1]!;
    expect(dot + userBiases[0]! + itemBiases[1]!).toBe(9.5);
  });

  test("build_proto_pollution.pt without any effect on objects", () => {
    expect([...read("build_proto_pollution.pt").userFactors]).toEqual([...read("control_ok.pt").userFactors]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("nan_weights.pt with its NaN", () => {
    expect([...read("nan_weights.pt").itemFactors].every(Number.isNaN)).toBe(true);
  });

  test("byteorder_big.pt with every number swapped, as torch does", () => {
    const swapped = Buffer.from(read("byteorder_big.pt").userFactors.buffer).swap32();
    expect([...new Float32Array(new Uint8Array(swapped).buffer)]).toEqual([
      ...read("control_ok.pt").userFactors,
    ]);
  });
});
