import { createHash, createHmac } from "node:crypto";

/** `sha256:` and 64 hex digits. */
export function sha256(content: Uint8Array | string): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/**
 * Stands for a user name in the kept per-user values: 128 bits of HMAC-SHA-256, so that two runs can tell that
 * they saw the same user without keeping the name. The key separates stores, it is not secret: who holds a
 * history can test a guessed name (see SECURITY.md).
 */
export function hashedName(name: string, key: string): string {
  return createHmac("sha256", `model-monitor/per_user.v1/${key}`)
    .update(name, "utf8")
    .digest("hex")
    .slice(0, 32);
}
