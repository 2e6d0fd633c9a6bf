import { describe, expect, test } from "@jest/globals";
import { hear } from "../../../src/adapters/github-history/quiet-client.ts";

describe("listening to a client library", () => {
  test("keeps its lines from the log and gives them back", async () => {
    const heard = await hear(1000, async () => {
      process.stdout.write("::warning::Failed to restore: ");
      process.stdout.write(Buffer.from("no\r\n::error::planted\n"));
      return 7;
    });
    expect(heard).toEqual({ result: 7, said: ["::warning::Failed to restore: no", "::error::planted", ""] });
  });

  test("gives the log back afterwards, also when the library throws", async () => {
    const before = Object.getOwnPropertyDescriptor(process.stdout, "write");
    const failing = hear(1000, () => Promise.reject(new Error("it threw")));
    await expect(failing).rejects.toThrow("it threw");
    expect(Object.getOwnPropertyDescriptor(process.stdout, "write")).toEqual(before);
  });

  test("hears each of several libraries by itself while they are at work side by side", async () => {
    const before = Object.getOwnPropertyDescriptor(process.stdout, "write");
    const first = Promise.withResolvers<void>();
    const one = hear(1000, async () => {
      process.stdout.write("one begins\n");
      await first.promise;
      process.stdout.write("one ends");
    });
    const other = hear(1000, async () => {
      await Promise.resolve();
      process.stdout.write("other");
      first.resolve();
      await one;
      process.stdout.write(" is last");
    });
    expect((await one).said).toEqual(["one begins", "one ends"]);
    expect((await other).said).toEqual(["other is last"]);
    expect(Object.getOwnPropertyDescriptor(process.stdout, "write")).toEqual(before);
  });

  test("keeps from the log what is said when nobody knows any more by which library", async () => {
    const work = Promise.withResolvers<void>();
    const heard = hear(1000, () => work.promise);
    process.stdout.write("::error::planted");
    work.resolve();
    expect((await heard).said).toEqual(["::error::planted"]);
  });

  test("ends when the library does not", async () => {
    await expect(hear(10, () => new Promise(() => {}))).rejects.toThrow("no answer within 10 ms");
  });
});
