// Part of jest, and there in jest's own version.
const { default: Sequencer } = require("@jest/test-sequencer");

/** What takes longest, which its size does not tell: a table of faults is a file of four lines. */
const LONGEST = [
  /\/test\/faults\//,
  /\/test\/fuzz\/api/,
  /\/directory\/(forLife|interleavings)/,
  /\/e2e\/(directory|hostileBodies|signOutFlood|shutdown|openApi|callers|health|npmEnds|soak)\./,
  /\/e2e\/(telemetry|rotateKey|directoryCommand|bench)\.|\/emulator\/readme\.|\/test\/infra\//,
  /\/test\/(e2e|emulator|clients)\/|\/unit\/watching\.|\/tools\/(host\/main|testbed\/azurite\/startAzurite)\./,
];

/** The longest first, so that no processor is idle while another one ends with them. */
module.exports = class extends Sequencer {
  sort(tests) {
    const rankOf = ({ path }) => [...LONGEST, /^/].findIndex((pattern) => pattern.test(path));
    return [...super.sort(tests)].sort((a, b) => rankOf(a) - rankOf(b));
  }
};
