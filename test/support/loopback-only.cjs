/**
 * Cuts every network but loopback, for jest and (through NODE_OPTIONS) for the processes that tests start: a test that
 * reaches out fails with this message instead of passing on one machine and hanging on another.
 */
const net = require("node:net");

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\]|::ffff:127(\.\d+){3})$/;
/** Names that lead nowhere (RFC 6761), for tests of what happens then. */
const NOWHERE = /\.invalid$/;
/** The one exception: the real ACS resource that the contract suite is told to run against. */
const [, realAcs] = /endpoint=https:\/\/([^/;]+)/i.exec(process.env.ACS_TEST_CONNECTION_STRING ?? "") ?? [];
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  const options = typeof first === "object" && first !== null ? first : { port: first, host: args[1] };
  const host = typeof options.host === "string" ? options.host : "localhost";
  if (options.path === undefined && !LOOPBACK.test(host) && !NOWHERE.test(host) && host !== realAcs) {
    throw new Error(`Tests may only reach loopback, not ${host}.`);
  }
  return connect.apply(this, args);
};
