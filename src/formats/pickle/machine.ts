import { UnsupportedFileError } from "../../core/errors.ts";
import { PickleBuilder } from "./builder.ts";
import { PickleCursor } from "./cursor.ts";
import type { PickleDialect } from "./dialect.ts";
import type { PickleErrors } from "./errors.ts";
import { OPCODES, REFUSED_OPCODES } from "./opcodes.ts";
import { PickleStack } from "./stack.ts";
import type { PickleValue } from "./values.ts";

/** A wrapper with a dict of a million users takes 4 million; each costs at most an entry on the stack. */
const MAX_OPCODES = 10_000_000;
/** Python's pickler memoizes every text and container once. */
const MAX_MEMO = 1_000_000;
/** Names are joined and compared at every call, so a long one that is used again and again would cost minutes. */
const MAX_NAME_LENGTH = 200;
const HIGHEST_PROTOCOL = 5;

/**
 * Reads one pickle, protocols 2 to 5, without executing anything: a closed list of calls has a meaning (`globals.ts`),
 * all others become inert records, and calls that no checkpoint needs refuse the whole file. Memory and time are bounded
 * by the bytes that are present and by named limits; nothing here recurses, whatever the nesting.
 *
 * @throws MalformedFileError when the pickle is damaged; UnsupportedFileError when it is above a limit, uses a form that
 * torch never writes or would run something in Python. Both name `file`.
 */
export function readPickle(file: string, bytes: Uint8Array, dialect: PickleDialect): PickleValue {
  return readPickleAt(file, bytes, { start: 0, dialect }).value;
}

/**
 * Reads the pickle that begins at byte `start`, as `readPickle`; others may follow it.
 *
 * @returns `end` is the position behind it.
 */
export function readPickleAt(
  file: string,
  bytes: Uint8Array,
  { start, dialect }: { readonly start: number; readonly dialect: PickleDialect },
): { readonly value: PickleValue; readonly end: number } {
  const cursor = new PickleCursor(file, bytes, start);
  const value = new PickleMachine(file, cursor, dialect).run();
  return { value, end: cursor.position };
}

/** The virtual machine of the pickle format: one opcode after the other works on a stack and a memo. */
class PickleMachine {
  readonly #file: string;
  readonly #cursor: PickleCursor;
  readonly #dialect: PickleDialect;
  readonly #errors: PickleErrors;
  readonly #stack: PickleStack;
  readonly #builder: PickleBuilder;
  /** A Map, because an index is whatever the file says: an array could get 2^32 places. */
  readonly #memo = new Map<number, PickleValue>();

  constructor(file: string, cursor: PickleCursor, dialect: PickleDialect) {
    this.#file = file;
    this.#cursor = cursor;
    this.#dialect = dialect;
    this.#errors = cursor.errors;
    this.#stack = new PickleStack(this.#errors);
    this.#builder = new PickleBuilder(this.#errors, dialect);
  }

  run(): PickleValue {
    for (let count = 0; count < MAX_OPCODES; count++) {
      if (this.#cursor.left === 0) throw this.#errors.broken("it ends without the opcode STOP");
      const opcode = this.#cursor.uint8();
      if (opcode === OPCODES.STOP) return this.#stack.pop();
      this.#execute(opcode);
    }
    throw this.#errors.tooMuch(`more than ${MAX_OPCODES} opcodes`);
  }

  #execute(opcode: number): void {
    const cursor = this.#cursor;
    const stack = this.#stack;
    const builder = this.#builder;
    switch (opcode) {
      case OPCODES.PROTO:
        return this.#checkProtocol(cursor.uint8());
      case OPCODES.FRAME:
        return cursor.expect(cursor.length8());
      case OPCODES.MARK:
        return stack.mark();
      case OPCODES.POP:
        stack.pop();
        return;
      case OPCODES.POP_MARK:
        stack.popMark();
        return;
      case OPCODES.NONE:
        return stack.push(null);
      case OPCODES.NEWTRUE:
        return stack.push(true);
      case OPCODES.NEWFALSE:
        return stack.push(false);
      case OPCODES.BININT:
        return stack.push(cursor.int32());
      case OPCODES.BININT1:
        return stack.push(cursor.uint8());
      case OPCODES.BININT2:
        return stack.push(cursor.uint16());
      case OPCODES.LONG1:
        return stack.push(cursor.integer(cursor.uint8()));
      case OPCODES.LONG4:
        return stack.push(cursor.integer(cursor.int32()));
      case OPCODES.BINFLOAT:
        return stack.push(cursor.float64());
      case OPCODES.SHORT_BINUNICODE:
      case OPCODES.SHORT_BINSTRING:
        return stack.push(cursor.text(cursor.uint8()));
      case OPCODES.BINUNICODE:
        return stack.push(cursor.text(cursor.uint32()));
      case OPCODES.BINSTRING:
        return stack.push(cursor.text(cursor.int32()));
      case OPCODES.BINUNICODE8:
        return stack.push(cursor.text(cursor.length8()));
      case OPCODES.SHORT_BINBYTES:
        return this.#pushBytes(cursor.uint8());
      case OPCODES.BINBYTES:
        return this.#pushBytes(cursor.uint32());
      case OPCODES.BINBYTES8:
      case OPCODES.BYTEARRAY8:
        return this.#pushBytes(cursor.length8());
      case OPCODES.EMPTY_TUPLE:
        return stack.push(EMPTY_TUPLE);
      case OPCODES.TUPLE:
        return stack.push(builder.tuple(stack.popMark()));
      case OPCODES.TUPLE1:
        return stack.push(builder.tuple(stack.popMany(1)));
      case OPCODES.TUPLE2:
        return stack.push(builder.tuple(stack.popMany(2)));
      case OPCODES.TUPLE3:
        return stack.push(builder.tuple(stack.popMany(3)));
      case OPCODES.EMPTY_LIST:
        return stack.push(builder.list([]));
      case OPCODES.LIST:
        return stack.push(builder.list(stack.popMark()));
      case OPCODES.EMPTY_SET:
        return stack.push(builder.set([]));
      case OPCODES.FROZENSET:
        return stack.push(builder.set(stack.popMark()));
      case OPCODES.EMPTY_DICT:
        return stack.push(builder.dict());
      case OPCODES.DICT: {
        const items = stack.popMark();
        stack.push(builder.dict());
        return builder.setItems(stack.top(), items);
      }
      case OPCODES.APPEND: {
        const items = stack.popMany(1);
        return builder.addItems(stack.top(), items);
      }
      case OPCODES.APPENDS:
      case OPCODES.ADDITEMS: {
        const items = stack.popMark();
        return builder.addItems(stack.top(), items);
      }
      case OPCODES.SETITEM: {
        const items = stack.popMany(2);
        return builder.setItems(stack.top(), items);
      }
      case OPCODES.SETITEMS: {
        const items = stack.popMark();
        return builder.setItems(stack.top(), items);
      }
      case OPCODES.BINPUT:
        return this.#memoize(cursor.uint8());
      case OPCODES.LONG_BINPUT:
        return this.#memoize(cursor.uint32());
      case OPCODES.MEMOIZE:
        return this.#memoize(this.#memo.size);
      case OPCODES.BINGET:
        return this.#recall(cursor.uint8());
      case OPCODES.LONG_BINGET:
        return this.#recall(cursor.uint32());
      case OPCODES.GLOBAL:
        return stack.push({ kind: "global", module: cursor.line(), name: cursor.line() });
      case OPCODES.STACK_GLOBAL:
        return this.#pushGlobal();
      case OPCODES.REDUCE:
      case OPCODES.NEWOBJ: {
        const args = stack.pop();
        return stack.push(builder.call(stack.pop(), args));
      }
      case OPCODES.NEWOBJ_EX: {
        const args = stack.popMany(2);
        return stack.push(builder.call(stack.pop(), builder.tuple(args)));
      }
      case OPCODES.BUILD: {
        const state = stack.pop();
        return builder.setState(stack.top(), state);
      }
      case OPCODES.BINPERSID:
        return stack.push(this.#dialect.persistent(stack.pop(), this.#errors.broken));
      default:
        throw this.#refusedOpcode(opcode);
    }
  }

  #checkProtocol(protocol: number): void {
    if (protocol <= HIGHEST_PROTOCOL) return;
    const found = `its pickle has protocol ${protocol}; 2 to ${HIGHEST_PROTOCOL} can be read`;
    throw new UnsupportedFileError(
      this.#file,
      found,
      "Save the checkpoint with torch.save and its default pickle protocol.",
    );
  }

  #refusedOpcode(opcode: number): Error {
    const name = REFUSED_OPCODES.get(opcode);
    if (name === undefined)
      return this.#errors.broken(`there is no pickle opcode 0x${opcode.toString(16).padStart(2, "0")}`);
    return this.#errors.unsafe(`uses the opcode ${name}, which torch.save never writes`);
  }

  #pushBytes(length: number): void {
    this.#stack.push({ kind: "bytes", bytes: this.#cursor.bytes(length) });
  }

  #pushGlobal(): void {
    const [module, name] = this.#stack.popMany(2);
    if (typeof module !== "string" || typeof name !== "string")
      throw this.#errors.broken("a class has a name that is not text");
    if (module.length > MAX_NAME_LENGTH || name.length > MAX_NAME_LENGTH)
      throw this.#errors.broken("a class has an endless name");
    this.#stack.push({ kind: "global", module, name });
  }

  #memoize(index: number): void {
    this.#memo.set(index, this.#stack.top());
    if (this.#memo.size > MAX_MEMO) throw this.#errors.tooMuch(`more than ${MAX_MEMO} values in the memo`);
  }

  #recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#errors.broken(`value ${index} of the memo was never stored`);
    this.#stack.push(value);
  }
}

const EMPTY_TUPLE: PickleValue = { kind: "tuple", items: [] };
