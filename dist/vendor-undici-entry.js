import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  require_undici
} from "./vendor-undici.js";
import "./runtime.js";
export default require_undici();
