import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

const WAIT_MS = 40_000;

const ANSWER = z.object({
  id: z.number().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ message: z.string() }).optional(),
});
type Answer = z.output<typeof ANSWER>;
const PAGES = z.array(z.object({ type: z.string(), webSocketDebuggerUrl: z.string() }));
const EVALUATED = z.object({ value: z.unknown().optional() });
const MIDDLE = z.tuple([z.number(), z.number()]);

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
      const answer = ANSWER.parse(JSON.parse(String(data)));
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
    const pages = PAGES.parse(await (await fetch(`http://${origin}/json/list`)).json());
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
    return EVALUATED.parse(answer["result"]).value;
  }

  /** Waits until a JavaScript expression is true in the page. */
  async until(expression: string): Promise<void> {
    const end = Date.now() + WAIT_MS;
    while ((await this.evaluate(`Boolean(${expression})`)) !== true) {
      if (Date.now() > end) throw new Error(`the page never came to ${expression}`);
      await sleep(250);
    }
  }

  /** Clicks into the middle of the element that a JavaScript expression names, as soon as it is there. */
  async click(element: string): Promise<void> {
    await this.until(element);
    const middle = `(({ x, y, width, height }) => [x + width / 2, y + height / 2])((${element}).getBoundingClientRect())`;
    const [x, y] = MIDDLE.parse(await this.evaluate(middle));
    const mouse = { x, y, button: "left", clickCount: 1 };
    for (const type of ["mouseMoved", "mousePressed", "mouseReleased"])
      await this.#send("Input.dispatchMouseEvent", { ...mouse, type });
    await sleep(500);
  }

  async write(text: string): Promise<void> {
    await this.#send("Input.insertText", { text });
  }

  async press(key: string): Promise<void> {
    for (const type of ["keyDown", "keyUp"]) await this.#send("Input.dispatchKeyEvent", { type, key });
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
