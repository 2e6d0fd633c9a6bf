import { expect, test } from "@jest/globals";
import { throttle } from "../../src/adapters/throttle.ts";

test("progress is said at most every two seconds, and not in the first two", () => {
  let time = 0;
  const said: string[] = [];
  const say = throttle(
    () => time,
    (text) => said.push(text),
  );
  for (time = 0; time <= 7000; time += 500) say(`at ${time}`);
  expect(said).toEqual(["at 2000", "at 4000", "at 6000"]);
});
