import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  context,
  getOctokit
} from "./vendor-actions-github.js";
import "./vendor-tunnel.js";
import "./vendor-undici.js";
import "./runtime.js";
export {
  context,
  getOctokit
};
