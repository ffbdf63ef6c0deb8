import root from "../eslint.config.mjs";

const typed = {
  parserOptions: { project: ["tsconfig.json", "test/tsconfig.json"], tsconfigRootDir: import.meta.dirname },
};

export default [
  ...root.map(({ ignores, ...config }) => (ignores ? { ignores: ["dist/"] } : config)),
  { files: ["**/*.ts"], languageOptions: typed },
];
