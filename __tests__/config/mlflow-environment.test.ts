import { describe, expect, test } from "@jest/globals";
import { resolveConfig } from "../../src/config/config.ts";
import { mlflowServer } from "../../src/config/mlflow-environment.ts";
import { proxySecrets } from "../../src/config/proxy-environment.ts";
import { ConfigError } from "../../src/core/errors.ts";

const URI = "https://mlflow.example";

function serverFor(environment: Readonly<Record<string, string>>, uri = URI) {
  return mlflowServer(uri, environment)!;
}

function basic(userAndPassword: string): string {
  return `Basic ${Buffer.from(userAndPassword).toString("base64")}`;
}

describe("who asks the MLflow server", () => {
  test.each([
    [
      "user and password",
      { MLFLOW_TRACKING_USERNAME: "ann", MLFLOW_TRACKING_PASSWORD: "pässword" },
      basic("ann:pässword"),
    ],
    ["a token", { MLFLOW_TRACKING_TOKEN: "t0ken" }, "Bearer t0ken"],
    ["nobody", {}, null],
    ["a user without a password is nobody", { MLFLOW_TRACKING_USERNAME: "ann" }, null],
    ["an empty secret is none", { MLFLOW_TRACKING_USERNAME: "", MLFLOW_TRACKING_PASSWORD: "" }, null],
    [
      "user and password before a token, as MLflow's own code does it",
      { MLFLOW_TRACKING_USERNAME: "ann", MLFLOW_TRACKING_PASSWORD: "pw", MLFLOW_TRACKING_TOKEN: "t" },
      basic("ann:pw"),
    ],
  ])("%s", (_, environment, authorization) => {
    expect(serverFor(environment).authorization).toBe(authorization);
  });

  test("user and password of the address come first, decoded, and leave the address", () => {
    const environment = { MLFLOW_TRACKING_USERNAME: "bob", MLFLOW_TRACKING_PASSWORD: "pw" };
    const server = serverFor(environment, "https://ann:p%40ss@mlflow.example/team/");
    expect(server.authorization).toBe(basic("ann:p@ss"));
    expect(server.url).toBe("https://mlflow.example/team");
  });

  test("user and password of the address are in no value that is shown", () => {
    const config = resolveConfig({
      inputs: { from: "input", values: new Map([["tracking-uri", "https://ann:p%40ss@mlflow.example"]]) },
      file: null,
      environment: {},
    });
    expect(config.trackingUri).toBe("https://mlflow.example");
    expect(config.mlflowServer!.secrets).toEqual([
      "p%40ss",
      "p@ss",
      Buffer.from("ann:p@ss").toString("base64"),
    ]);
  });

  test("everything secret is known as such, the proxy's password too", () => {
    const environment = { MLFLOW_TRACKING_TOKEN: "t0ken", HTTPS_PROXY: "http://me:p%20w@proxy:3128" };
    expect(new Set(serverFor(environment).secrets)).toEqual(new Set(["t0ken", "p%20w", "p w"]));
  });
});

describe("how the MLflow server is reached", () => {
  test("as MLflow does, with fewer tries", () => {
    expect(serverFor({})).toMatchObject({
      workspace: null,
      tls: { verify: true, caFile: null, clientFile: null },
      proxy: null,
      retries: 4,
      timeoutMs: 120_000,
    });
  });

  test("as MLflow's variables say", () => {
    const environment = {
      MLFLOW_TRACKING_SERVER_CERT_PATH: "ca.pem",
      MLFLOW_TRACKING_CLIENT_CERT_PATH: "me.pem",
      MLFLOW_WORKSPACE: "team-a",
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0",
      MLFLOW_HTTP_REQUEST_TIMEOUT: "7",
    };
    expect(serverFor(environment)).toMatchObject({
      workspace: "team-a",
      tls: { verify: true, caFile: "ca.pem", clientFile: "me.pem" },
      retries: 0,
      timeoutMs: 7000,
    });
  });

  test.each([
    ["true", false],
    ["True", false],
    ["1", false],
    ["false", true],
    ["0", true],
    ["", true],
  ])("with MLFLOW_TRACKING_INSECURE_TLS=%s", (MLFLOW_TRACKING_INSECURE_TLS, verify) => {
    expect(serverFor({ MLFLOW_TRACKING_INSECURE_TLS }).tls.verify).toBe(verify);
  });

  test.each([
    ["MLFLOW_TRACKING_INSECURE_TLS", "hunter2"],
    ["MLFLOW_HTTP_REQUEST_MAX_RETRIES", "hunter2"],
    ["MLFLOW_HTTP_REQUEST_MAX_RETRIES", "11"],
    ["MLFLOW_HTTP_REQUEST_TIMEOUT", "0"],
    ["MLFLOW_TRACKING_TOKEN", "hunter2\nx: y"],
    ["MLFLOW_WORKSPACE", "hunter2\r\n"],
    ["HTTPS_PROXY", "socks5://hunter2@proxy"],
  ])("a bad %s is named, its value is not", (variable, value) => {
    const reading = () => serverFor({ [variable]: value });
    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(variable);
    expect(reading).not.toThrow("hunter2");
  });

  test("not by two variables that contradict each other", () => {
    const environment = { MLFLOW_TRACKING_INSECURE_TLS: "true", MLFLOW_TRACKING_SERVER_CERT_PATH: "ca.pem" };
    expect(() => serverFor(environment)).toThrow(ConfigError);
  });

  test("is of no interest to a tracking directory, however wrong the variables", () => {
    expect(mlflowServer("mlruns", { MLFLOW_HTTP_REQUEST_TIMEOUT: "x" })).toBeNull();
  });
});

describe("the proxy", () => {
  test.each([
    ["https: takes HTTPS_PROXY", URI, { HTTPS_PROXY: "http://a:1", HTTP_PROXY: "http://b:1" }, "http://a:1"],
    [
      "http: takes HTTP_PROXY",
      "http://m",
      { HTTPS_PROXY: "http://a:1", HTTP_PROXY: "http://b:1" },
      "http://b:1",
    ],
    ["lower case comes first", URI, { https_proxy: "http://a:1", HTTPS_PROXY: "http://b:1" }, "http://a:1"],
    ["an empty variable is unset", URI, { https_proxy: "", HTTPS_PROXY: "http://b:1" }, "http://b:1"],
    ["no scheme is http:", URI, { HTTPS_PROXY: "proxy:3128" }, "http://proxy:3128"],
  ])("%s", (_, uri, environment, shownAs) => {
    expect(serverFor(environment, uri).proxy!.shownAs).toBe(shownAs);
  });

  test("for http: is not taken for https:", () => {
    expect(serverFor({ HTTP_PROXY: "http://b:1" }).proxy).toBeNull();
  });

  test("is shown without its password, and knows whom it is not for", () => {
    const proxy = serverFor({ HTTPS_PROXY: "http://me:pw@proxy:3128", no_proxy: "a,b" }).proxy!;
    expect(proxy.shownAs).toBe("http://proxy:3128");
    expect(proxy.url).toContain("me:pw@");
    expect(proxy.except).toBe("a,b");
  });

  test("has a password that is known before any server is asked, in whichever variable it stands", () => {
    const environment = {
      http_proxy: "http://me:pw@a:1",
      HTTPS_PROXY: "http://me:p%20w@b:1",
      HTTP_PROXY: "c:1",
    };
    expect(proxySecrets(environment)).toEqual(["p%20w", "p w", "pw", "pw"]);
    expect(proxySecrets({ HTTPS_PROXY: "http://[" })).toEqual([]);
  });
});
