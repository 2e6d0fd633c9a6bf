import { ConfigError } from "../core/errors.ts";
import type { Environment } from "./environment.ts";

/** The proxy that stands between us and a server. */
export interface Proxy {
  /** With user and password, if it has them: never shown. */
  readonly url: string;
  readonly shownAs: string;
  /** Hosts that are reached without it, as in `NO_PROXY`. */
  readonly except: string;
  readonly secrets: readonly string[];
}

/**
 * `HTTPS_PROXY` for https, `HTTP_PROXY` for http, lower case first, as curl and Python read them; null when none is set.
 * @throws ConfigError naming the variable, never its value, which may hold a password
 */
export function chooseProxy({ protocol }: URL, environment: Environment): Proxy | null {
  const name = protocol === "https:" ? "https_proxy" : "http_proxy";
  const found = lookUp(name, environment);
  if (found === null) return null;
  const address = parse(found.value);
  if (address === null)
    throw new ConfigError(
      `environment variable ${found.name}: found a value that is not shown; allowed: an http: or https: address of a proxy`,
      "Correct the variable, or remove it; servers to reach without a proxy are named in NO_PROXY.",
    );
  return {
    url: address.href,
    shownAs: address.origin,
    except: lookUp("no_proxy", environment)?.value ?? "",
    secrets: secretsOf(address),
  };
}

/**
 * The passwords of every proxy that the environment names, as they stand there and decoded: GitHub's client takes one by
 * itself, without asking `chooseProxy`. A value that is no address has none that could be told from the rest of it.
 */
export function proxySecrets(environment: Environment): readonly string[] {
  const names = ["https_proxy", "http_proxy"].flatMap((name) => [name, name.toUpperCase()]);
  return names.flatMap((name) => {
    const address = parse(environment[name]?.trim() ?? "");
    return address === null ? [] : secretsOf(address);
  });
}

function secretsOf({ password }: URL): readonly string[] {
  return password === "" ? [] : [password, decodeOrKeep(password)];
}

function lookUp(lowerCase: string, environment: Environment): { name: string; value: string } | null {
  for (const name of [lowerCase, lowerCase.toUpperCase()]) {
    const value = environment[name]?.trim() ?? "";
    if (value !== "") return { name, value };
  }
  return null;
}

/** `proxy:3128` is common, and everybody reads it as http. */
function parse(value: string): URL | null {
  const text = value.includes("://") ? value : `http://${value}`;
  const address = URL.canParse(text) ? new URL(text) : null;
  return address !== null && /^https?:$/.test(address.protocol) ? address : null;
}

function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
