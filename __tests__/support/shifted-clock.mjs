/**
 * Preloaded into the built program (`--import`): its clock is ahead by `TEST_CLOCK_AHEAD_MS`, so that months pass in a
 * minute. Timers run as they do.
 */
const ahead = Number(process.env.TEST_CLOCK_AHEAD_MS);
if (!Number.isFinite(ahead)) throw new Error("TEST_CLOCK_AHEAD_MS is not a number of milliseconds");
const RealDate = Date;
const realNow = Date.now;

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [realNow() + ahead] : given));
  }

  static now() {
    return realNow() + ahead;
  }
};
