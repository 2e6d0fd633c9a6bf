import { UnsupportedFileError } from "../../core/errors.ts";
import {
  globalName,
  isKind,
  type PickleDict,
  type PickleObject,
  type PickleTensor,
  type PickleValue,
} from "../pickle/values.ts";
import {
  attributeDict,
  isModule,
  netWithLoss,
  plainAttributes,
  type PickleAttribute,
} from "./torch-module.ts";

/** Tensors of one torch module (submodules included) or of one dict. */
export interface PickleGroup {
  readonly where: string;
  readonly tensors: ReadonlyMap<string, PickleTensor>;
  /** Of a module and its submodules, by dotted names; empty for a dict. */
  readonly attributes: ReadonlyMap<string, PickleAttribute>;
  /** The `_loss` of the object that has this module as its `_net`. */
  readonly loss: string | null;
}

/** What the objects of a pickle hold. */
export interface PickleContents {
  readonly groups: readonly PickleGroup[];
  readonly classes: ReadonlySet<string>;
}

/** Deeper than any network with an item table of its own; a module below is taken for a root again. */
const MAX_MODULE_DEPTH = 8;
/**
 * Modules that share submodules have exponentially many names, and dicts that share keys and tensors one for four bytes of
 * the file, each of which would take a hundred times as much here; a real checkpoint has some hundred.
 */
const MAX_NAMES = 100_000;
/** An optimizer has a dict a parameter: some hundred. */
const MAX_GROUPS = 10_000;
/** Real names have some dozen characters; a long one that many dicts share would be searched and copied in each. */
const MAX_NAME_LENGTH = 1000;
/** For messages: the beginnings of the nearest names say where a model is. */
const MAX_PATH_NAMES = 8;
const MAX_LABEL_LENGTH = 80;
/** Half of the steps have no name: from an object to its attributes. */
const MAX_PATH_STEPS = 32;

type Container = Exclude<
  Extract<PickleValue, { readonly kind: string }>,
  { readonly kind: "bytes" | "global" | "storage" | "tensor" }
>;

/** How the walk came to a container. */
interface Origin {
  readonly parent: Container | null;
  readonly label: string;
}

/** A module whose tensors are being collected. */
interface OpenModule {
  readonly module: PickleObject;
  /** Empty or with the final dot. */
  readonly prefix: string;
  readonly depth: number;
}

/**
 * Looks at every object of a pickle once, without recursion, and collects the tensors that belong together: those of each
 * torch module, by the names that its state dict would have, and those of each dict. Classes play no part: a model is
 * found in any wrapper.
 *
 * @throws UnsupportedFileError when there are more groups or names than real checkpoints have.
 */
export function collectTensors(file: string, root: PickleValue): PickleContents {
  return new GraphWalk(file).run(root);
}

class GraphWalk {
  readonly #file: string;
  readonly #origins = new Map<Container, Origin>();
  readonly #queue: Container[] = [];
  readonly #groups: (Omit<PickleGroup, "loss"> & { readonly container: Container })[] = [];
  /** Net → loss of the model around it. */
  readonly #losses = new Map<Container, string>();
  readonly #classes = new Set<string>();
  /** Modules and dicts whose tensors are part of a module that was met before. */
  readonly #covered = new Set<Container>();
  #names = 0;

  constructor(file: string) {
    this.#file = file;
  }

  run(root: PickleValue): PickleContents {
    this.#discover(root, null, "");
    for (let container = this.#queue.pop(); container !== undefined; container = this.#queue.pop()) {
      this.#visit(container);
    }
    // Only now: a net may be met before the model around it.
    const groups = this.#groups.map(({ container, ...group }) => ({
      ...group,
      loss: this.#losses.get(container) ?? null,
    }));
    return { groups, classes: this.#classes };
  }

  #visit(container: Container): void {
    switch (container.kind) {
      case "tuple":
      case "list":
      case "set":
        container.items.forEach((item, index) => this.#discover(item, container, `[${index}]`));
        return;
      case "dict":
        this.#collectDict(container);
        this.#discover(container.attributes, container, "");
        this.#discoverEntries(container, container.entries);
        return;
      case "object":
        this.#classes.add(globalName(container.class));
        this.#collectModel(container);
        this.#collectModule(container);
        this.#discover(container.args, container, "");
        this.#discover(container.state ?? null, container, "");
        container.items.forEach((item, index) => this.#discover(item, container, `[${index}]`));
        if (container.entries !== null) this.#discoverEntries(container, container.entries);
    }
  }

  #discoverEntries(parent: Container, entries: ReadonlyMap<PickleValue, PickleValue>): void {
    for (const [key, value] of entries) this.#discover(value, parent, typeof key === "string" ? key : "[]");
  }

  #discover(value: PickleValue, parent: Container | null, label: string): void {
    if (!isContainer(value) || this.#origins.has(value)) return;
    this.#origins.set(value, { parent, label });
    this.#queue.push(value);
  }

  #collectDict(dict: PickleDict): void {
    if (this.#covered.has(dict)) return;
    const tensors = new Map<string, PickleTensor>();
    for (const [name, value] of dict.entries) {
      if (!isKind(value, "tensor") || !isName(name)) continue;
      this.#countName();
      tensors.set(name, value);
    }
    this.#addGroup(dict, tensors, new Map());
  }

  #addGroup(
    container: Container,
    tensors: ReadonlyMap<string, PickleTensor>,
    attributes: ReadonlyMap<string, PickleAttribute>,
  ): void {
    if (tensors.size === 0) return;
    this.#groups.push({ container, where: this.#path(container), tensors, attributes });
    if (this.#groups.length > MAX_GROUPS) throw this.#tooMuch(`${MAX_GROUPS} dicts and modules with tensors`);
  }

  #collectModel(object: PickleObject): void {
    const model = netWithLoss(object);
    if (model !== null) this.#losses.set(model.net, model.loss);
  }

  #collectModule(root: PickleObject): void {
    if (this.#covered.has(root) || !isModule(root)) return;
    const tensors = new Map<string, PickleTensor>();
    const attributes = new Map<string, PickleAttribute>();
    const open: OpenModule[] = [{ module: root, prefix: "", depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      this.#covered.add(next.module);
      for (const [name, tensor] of this.#ownTensors(next)) tensors.set(name, tensor);
      for (const [name, value] of plainAttributes(next.module)) {
        this.#countName();
        attributes.set(next.prefix + name, value);
      }
      for (const submodule of this.#submodules(next)) open.push(submodule);
    }
    this.#addGroup(root, tensors, attributes);
  }

  /** Parameters and buffers of one module, without its submodules. */
  *#ownTensors({ module, prefix }: OpenModule): Generator<[string, PickleTensor]> {
    for (const dict of [attributeDict(module, "_parameters"), attributeDict(module, "_buffers")]) {
      if (dict === null) continue;
      this.#covered.add(dict);
      for (const [name, value] of this.#named(prefix, dict)) {
        if (isKind(value, "tensor")) yield [name, value];
      }
    }
  }

  *#submodules({ module, prefix, depth }: OpenModule): Generator<OpenModule> {
    const dict = attributeDict(module, "_modules");
    if (dict === null || depth === MAX_MODULE_DEPTH) return;
    for (const [name, value] of this.#named(prefix, dict)) {
      if (isModule(value)) yield { module: value, prefix: `${name}.`, depth: depth + 1 };
    }
  }

  *#named(prefix: string, dict: PickleDict): Generator<[string, PickleValue]> {
    for (const [name, value] of dict.entries) {
      this.#countName();
      if (isName(name) && prefix.length + name.length <= MAX_NAME_LENGTH) yield [prefix + name, value];
    }
  }

  #countName(): void {
    this.#names++;
    if (this.#names > MAX_NAMES) throw this.#tooMuch(`${MAX_NAMES} tensors, attributes and modules by name`);
  }

  #tooMuch(what: string): UnsupportedFileError {
    const hint = "Save only the net to evaluate: torch.save(model._net.state_dict(), path).";
    return new UnsupportedFileError(this.#file, `holds more than ${what}`, hint);
  }

  /** Names from the root to a container; attributes look like `model._net`. */
  #path(container: Container): string {
    const names: string[] = [];
    let at: Container | null = container;
    for (let step = 0; at !== null && step < MAX_PATH_STEPS && names.length < MAX_PATH_NAMES; step++) {
      const origin: Origin | undefined = this.#origins.get(at);
      if (origin !== undefined && origin.label !== "") names.unshift(origin.label.slice(0, MAX_LABEL_LENGTH));
      at = origin?.parent ?? null;
    }
    return names.join(".");
  }
}

function isContainer(value: PickleValue): value is Container {
  if (value === null || typeof value !== "object") return false;
  return (
    value.kind !== "bytes" && value.kind !== "global" && value.kind !== "storage" && value.kind !== "tensor"
  );
}

function isName(key: PickleValue): key is string {
  return typeof key === "string" && key.length <= MAX_NAME_LENGTH;
}
