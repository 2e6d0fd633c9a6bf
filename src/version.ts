/** Version of the product, kept with every run; a test holds it to package.json. */
export const VERSION = "1.0.0";

/** As what the product makes itself known to servers. */
export const USER_AGENT = `model-monitor/${VERSION}`;
