import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const WAIT_MS = 40_000;

interface Answer {
  readonly id?: number;
  readonly result?: { readonly [name: string]: unknown };
  readonly error?: { readonly message: string };
}

/** A page in a Chromium without a screen, told what to do through its DevTools protocol. */
export class Browser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #sent = 0;

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    });
  }

  /** @param size of the page in pixels */
  static async start(width: number, height: number): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), "model-monitor-chromium-"));
    const flags = [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--hide-scrollbars",
      "--remote-debugging-port=0",
    ];
    const child = spawn(
      "chromium",
      [...flags, `--user-data-dir=${profile}`, `--window-size=${width},${height}`, "about:blank"],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    const origin = await debuggerOf(child);
    const pages = (await (await fetch(`http://${origin}/json/list`)).json()) as readonly {
      readonly type: string;
      readonly webSocketDebuggerUrl: string;
    }[];
    const socket = new WebSocket(pages.find(({ type }) => type === "page")!.webSocketDebuggerUrl);
    await once(socket, "open");
    const browser = new Browser(child, profile, socket);
    const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
    await browser.#send("Emulation.setDeviceMetricsOverride", metrics);
    return browser;
  }

  async open(url: string): Promise<void> {
    await this.#send("Page.navigate", { url });
  }

  /** The value of a JavaScript expression in the page. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.#send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    return (answer["result"] as { readonly value?: unknown }).value;
  }

  /** Waits until a JavaScript expression is true in the page. */
  async until(expression: string): Promise<void> {
    const end = Date.now() + WAIT_MS;
    while ((await this.evaluate(`Boolean(${expression})`)) !== true) {
      if (Date.now() > end) throw new Error(`the page never came to ${expression}`);
      await sleep(250);
    }
  }

  async picture(path: string): Promise<void> {
    // Charts and images come in a little later than the text.
    await sleep(3_000);
    const { data } = await this.#send("Page.captureScreenshot", { format: "png" });
    writeFileSync(path, Buffer.from(String(data), "base64"));
  }

  async close(): Promise<void> {
    const closed = once(this.#process, "close");
    this.#socket.close();
    this.#process.kill();
    await closed;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #send(method: string, params: object): Promise<NonNullable<Answer["result"]>> {
    const id = ++this.#sent;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }
}

/** Host and port that Chromium says it listens at. */
async function debuggerOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stderr! })) {
    const origin = /^DevTools listening on ws:\/\/(?<origin>[^/]+)/.exec(line)?.groups?.["origin"];
    if (origin !== undefined) return origin;
  }
  throw new Error("chromium ended before it listened");
}
