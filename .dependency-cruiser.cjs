/** The rooms of shared/ from the lowest to the highest: each may use those before it, and the files of shared/ itself. */
const ROOMS = ["telemetry", "resilience", "connection", "acs", "callers", "settings", "directory", "http", "health"];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-tools-in-the-app",
      severity: "error",
      from: { path: "^(shared|IssueToken|ManageIdentity|ManageTeamsAccess|RevokeTokens|Service)/" },
      to: { path: "^(tools|test)/" },
    },
    {
      name: "no-endpoint-in-shared",
      severity: "error",
      from: { path: "^shared/" },
      to: { path: "^(IssueToken|ManageIdentity|ManageTeamsAccess|RevokeTokens|Service)/" },
    },
    { name: "no-test-in-tools", severity: "error", from: { path: "^tools/" }, to: { path: "^test/" } },
    ...ROOMS.slice(0, -1).map((room, n) => ({
      name: `nothing-above-${room}`,
      severity: "error",
      from: { path: `^shared/${room}/` },
      to: { path: `^shared/(${ROOMS.slice(n + 1).join("|")})/` },
    })),
  ],
  options: {
    // Imports of types, too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^tools/emulator/dist/" },
  },
};
