/** Lets Node run this project's TypeScript as it is (`node --require`): child processes of tests need no build. */
const { existsSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { transformFileSync } = require("@swc/core");

require.extensions[".ts"] = (module, file) => {
  const { code } = transformFileSync(file, {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
    sourceMaps: "inline",
  });
  module._compile(code, file);
};

// Dynamic imports name the built file.
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  const source = /^\.\.?\/.*\.js$/.test(request) && parent ? request.replace(/\.js$/, ".ts") : undefined;
  const isThere = source !== undefined && existsSync(join(dirname(parent.filename), source));
  return resolve.call(this, isThere ? source : request, parent, ...rest);
};
