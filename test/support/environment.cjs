const { AsyncLocalStorage } = require("node:async_hooks");
const { TestEnvironment } = require("jest-environment-node");

/** Those in use since the last test file has ended. */
const inUse = new Set();

for (const method of ["run", "enterWith"]) {
  const original = AsyncLocalStorage.prototype[method];
  AsyncLocalStorage.prototype[method] = function (...args) {
    inUse.add(this);
    return original.apply(this, args);
  };
}

/**
 * Node.js as usual, but no test file slows down those after it: each has modules of its own, which make an
 * AsyncLocalStorage of their own, and before Node 24 every promise of the process costs more with each of them.
 */
module.exports = class extends TestEnvironment {
  async teardown() {
    inUse.forEach((storage) => storage.disable());
    inUse.clear();
    await super.teardown();
  }
};
