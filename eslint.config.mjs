import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import { importX } from "eslint-plugin-import-x";
import jest from "eslint-plugin-jest";
import redos from "eslint-plugin-redos";
import regexp from "eslint-plugin-regexp";
import tseslint from "typescript-eslint";

/** Three words of its own, so that it can be read alone, whatever stands in a row of `test.each`. */
const SENTENCE = String.raw`(?:(?<=^|\s)(?![%$])\S*[A-Za-z]\S*[^]*?){3}`;
const SAY_HOW = "Say in three words or more of its own how the code behaves.";

export default tseslint.config(
  // What is made from openapi.json, and what uses it, is there and has types only where it is tested.
  {
    ignores: [
      "dist/",
      "web/",
      "clients/web/dist/",
      "test/openapi-tools/client/",
      "test/openapi-tools/dist/",
      "tools/emulator/dist/",
      "infra/package/dist/",
    ],
  },
  js.configs.recommended,
  // First of all that may turn rules off, so that it turns off none of ours: curly is one that it would.
  prettier,
  // Who chooses a text must not choose what it costs: one plugin looks at the form of an expression, at once; the other
  // one searches for a text that is slow, which takes longer, and finds more.
  {
    plugins: { regexp },
    rules: {
      "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
      "regexp/no-super-linear-move": ["error", { report: "potential" }],
    },
  },
  {
    ignores: ["test/**", "web/test/**"],
    plugins: { redos },
    rules: {
      "redos/no-vulnerable": [
        "error",
        {
          // With limits of time, its verdict would depend on what else the machine is doing; what it cannot judge in the
          // five minutes that are left is an error.
          ignoreErrors: false,
          timeout: 300_000,
          attackTimeout: null,
          incubationTimeout: null,
          recallTimeout: null,
          seedingTimeout: null,
        },
      ],
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["test/tsconfig.json", "clients/web/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { "import-x": importX },
    rules: {
      curly: "error",
      eqeqeq: "error",
      "import-x/order": [
        "error",
        { "newlines-between": "never", alphabetize: { order: "asc", caseInsensitive: true }, named: true },
      ],
      "import-x/no-duplicates": ["error", { "prefer-inline": true }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "ImportDeclaration[source.value=/^zod/] > ImportSpecifier",
          message: 'Write import * as z from "zod", or "zod/mini" in shared/.',
        },
      ],
      "no-restricted-imports": ["error", { name: "zod/mini", message: 'Write import * as z from "zod".' }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  // What is deployed: a first token waits for what is loaded.
  {
    files: ["shared/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { name: "zod", message: 'Write import * as z from "zod/mini".' }] },
  },
  // What a test is called says how the code behaves. A group, by `describe`, may be called after its subject.
  {
    files: ["test/**/*.test.ts", "test/**/*Contract.ts", "test/infra/*.ts"],
    plugins: { jest },
    rules: {
      "jest/valid-title": ["error", { mustMatch: { test: [SENTENCE, SAY_HOW], it: [SENTENCE, SAY_HOW] } }],
    },
  },
  {
    files: ["**/*.cjs", "**/*.mjs"],
    languageOptions: {
      globals: {
        require: "readonly",
        module: "writable",
        __dirname: "readonly",
        process: "readonly",
        console: "readonly",
      },
    },
  },
  // Its names are those of browsers, which the page's compiler knows: it reads this file, too.
  { files: ["tools/emulator/site/live.js"], rules: { "no-undef": "off" } },
  { files: ["clients/javascript/*.mjs"], languageOptions: { globals: { fetch: "readonly", AbortSignal: "readonly" } } },
);
