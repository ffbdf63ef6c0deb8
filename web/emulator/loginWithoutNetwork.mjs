/**
 * Loaded into the Static Web Apps emulator by NODE_OPTIONS. Its login page takes jQuery, styles and pictures from content
 * delivery networks and does not work without them: here it gets jQuery from node_modules, and simple styles of its own.
 */
import { promises as files, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const LOGIN_PAGE = /[\\/]static-web-apps-cli[\\/]dist[\\/]public[\\/]auth\.html$/;
const STYLE = `<style>
  body { margin: 1rem auto; padding: 0 1rem; max-width: 30rem; height: auto; font: 1rem/1.5 system-ui, sans-serif; }
  label { display: block; font-weight: 600; }
  input, textarea { box-sizing: border-box; width: 100%; padding: .5rem; font: inherit; }
  small { display: block; color: #555; }
  .form-group { margin-bottom: 1rem; }
  button { padding: .5rem 1rem; font: inherit; }
  .d-none, footer { display: none; }
</style>`;

const read = files.readFile;

files.readFile = async (path, ...rest) => {
  const content = await read(path, ...rest);
  return LOGIN_PAGE.test(String(path)) ? withoutNetwork(String(content)) : content;
};

function withoutNetwork(page) {
  const jquery = readFileSync(createRequire(import.meta.url).resolve("jquery/dist/jquery.min.js"), "utf8");
  return page
    .replace(/<script src="https:[^"]*jquery[^"]*"[^>]*><\/script>/, () => `<script>${jquery}</script>`)
    .replaceAll(/<script src="https:[^>]*><\/script>|<link [^>]*https:[^>]*>|<img [^>]*https:[^>]*>/g, "")
    .replace("</head>", () => `${STYLE}</head>`);
}
