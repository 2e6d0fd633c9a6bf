import { afterEach } from "@jest/globals";

interface Open {
  close(): Promise<void>;
}

/** Notes what is open, a server say, and closes it after the test; gives back what it was given. */
export function closedAfterEach(): <What extends Open>(opened: What) => What {
  const open: Open[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  return (opened) => {
    open.push(opened);
    return opened;
  };
}
