/** The real client libraries in a process of their own, as a step is: `node toolkit-client.mjs <what> <arguments>`. */
import { DefaultArtifactClient } from "@actions/artifact";
import { restoreCache, saveCache } from "@actions/cache";

const [what, ...args] = process.argv.slice(2);
const client = new DefaultArtifactClient();
const calls = {
  upload: (name, root, file) => client.uploadArtifact(name, [file], root),
  download: (id, path, digest) => client.downloadArtifact(Number(id), { path, expectedHash: digest }),
  save: (path, key) => saveCache([path], key),
  restore: (path, key, prefix) => restoreCache([path], key, [prefix]),
};
const result = await calls[what](...args).catch((error) => ({ error: error.message }));
process.stdout.write(`\nresult ${JSON.stringify(result ?? null)}\n`);
