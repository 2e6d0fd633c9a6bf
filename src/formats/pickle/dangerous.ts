import type { PickleGlobal } from "./values.ts";

/**
 * Calls that no checkpoint needs and that attacks are made of. Nothing in a pickle is ever called here, whatever its
 * name: this list is only for telling the owner of the file what it would have done in Python.
 */
const DANGEROUS_MODULES: ReadonlySet<string> = new Set([
  "_osx_support",
  "_pickle",
  "_posixsubprocess",
  "asyncio",
  "bdb",
  "cProfile",
  "cloudpickle",
  "code",
  "codeop",
  "commands",
  "ctypes",
  "dill",
  "doctest",
  "ftplib",
  "http",
  "httplib",
  "httpx",
  "imp",
  "importlib",
  "linecache",
  "marshal",
  "multiprocessing",
  "nt",
  "os",
  "pdb",
  "pickle",
  "pip",
  "pkgutil",
  "popen2",
  "posix",
  "profile",
  "pty",
  "pydoc",
  "requests",
  "runpy",
  "shelve",
  "shutil",
  "signal",
  "site",
  "smtplib",
  "socket",
  "ssl",
  "subprocess",
  "sys",
  "tempfile",
  "threading",
  "timeit",
  "trace",
  "urllib",
  "urllib2",
  "venv",
  "webbrowser",
  "zipimport",
]);

/** Parts of packages that are harmless as a whole. */
const DANGEROUS_SUBMODULES = [
  "numpy.distutils",
  "numpy.f2py",
  "numpy.testing",
  "torch._dynamo",
  "torch._inductor",
  "torch.distributed",
  "torch.hub",
  "torch.jit",
  "torch.package",
  "torch.serialization",
  "torch.utils.bottleneck",
  "torch.utils.collect_env",
  "torch.utils.cpp_extension",
];

const DANGEROUS_BUILTINS: ReadonlySet<string> = new Set([
  "__import__",
  "apply",
  "breakpoint",
  "compile",
  "delattr",
  "eval",
  "exec",
  "execfile",
  "exit",
  "file",
  "filter",
  "getattr",
  "globals",
  "help",
  "input",
  "locals",
  "map",
  "memoryview",
  "open",
  "reload",
  "setattr",
  "type",
  "vars",
]);
const BUILTIN_MODULES: ReadonlySet<string> = new Set(["builtins", "__builtin__", "__builtins__"]);

/** Whether calling this class or function would be an attack: see the lists above. */
export function isDangerous({ module, name }: PickleGlobal): boolean {
  // A dotted name walks from a harmless module to whatever that module happens to import.
  if (name.includes(".")) return true;
  if (BUILTIN_MODULES.has(module)) return DANGEROUS_BUILTINS.has(name);
  if (DANGEROUS_MODULES.has(module.split(".", 1)[0]!)) return true;
  if (module === "types") return name === "CodeType" || name === "FunctionType";
  if (module === "torch") return name === "load" || name === "compile";
  return DANGEROUS_SUBMODULES.some((prefix) => module === prefix || module.startsWith(`${prefix}.`));
}
