import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { describeWithBicep, INFRA } from "./support/bicep";
import { type Deployment, deploymentWith, STATIC_WEB_APP_ID } from "./support/deployment";

const EMAIL = "operator@example.com";

const queryAlert = z.object({
  severity: z.int(),
  enabled: z.literal(true),
  scopes: z.array(z.string()),
  evaluationFrequency: z.string(),
  windowSize: z.string(),
  criteria: z.object({
    allOf: z.tuple([
      z.strictObject({
        query: z.string(),
        timeAggregation: z.literal("Count"),
        operator: z.literal("GreaterThan"),
        threshold: z.int(),
      }),
    ]),
  }),
  actions: z.object({ actionGroups: z.array(z.string()) }),
});

function queryOf(name: string): string {
  return readFileSync(join(INFRA, "queries", name), "utf8");
}

function queryAlertsOf(deployment: Deployment) {
  return deployment
    .ofType("Microsoft.Insights/scheduledQueryRules")
    .map(({ properties }) => queryAlert.parse(properties));
}

/** The alert of each query, as an operator was promised it. */
const PROMISED = [
  { query: "failedMints.kql", severity: 1, threshold: 5 },
  { query: "throttled.kql", severity: 2, threshold: 20 },
  { query: "misconfigured.kql", severity: 1, threshold: 0 },
];

describeWithBicep("the alerts", () => {
  test("count in five minutes what each query finds in the workspace, and tell it by its weight", async () => {
    const deployment = await deploymentWith({ alertEmail: EMAIL });
    const workspace = deployment.the("Microsoft.OperationalInsights/workspaces").id;

    expect(queryAlertsOf(deployment)).toEqual(
      PROMISED.map(({ query, severity, threshold }) => ({
        severity,
        enabled: true,
        scopes: [workspace],
        evaluationFrequency: "PT5M",
        windowSize: "PT5M",
        criteria: {
          allOf: [{ query: queryOf(query), timeAggregation: "Count", operator: "GreaterThan", threshold }],
        },
        actions: { actionGroups: [deployment.the("Microsoft.Insights/actionGroups").id] },
      })),
    );
  });

  test("say the same threshold in words", async () => {
    const deployment = await deploymentWith({ alertEmail: EMAIL });
    const texts = deployment
      .ofType("Microsoft.Insights/scheduledQueryRules")
      .map(({ properties }) => properties?.["displayName"]);

    expect(texts).toEqual([
      expect.stringMatching(/more than 5 requests of 5 minutes/),
      expect.stringMatching(/more than 20 requests of 5 minutes/),
      expect.stringMatching(/cannot be used/),
    ]);
  });

  test("go to whom alertEmail names, each of them; without it nobody is written to, and they are there", async () => {
    const written = await deploymentWith({ alertEmail: EMAIL });
    const silent = await deploymentWith();
    const group = written.the("Microsoft.Insights/actionGroups");
    const groupsOf = (deployment: Deployment) => [
      ...queryAlertsOf(deployment).map(({ actions }) => actions.actionGroups),
      deployment.the("Microsoft.Insights/metricAlerts").properties?.["actions"],
    ];

    expect(group.properties).toMatchObject({ enabled: true, emailReceivers: [{ emailAddress: EMAIL }] });
    expect(groupsOf(written)).toEqual([[group.id], [group.id], [group.id], [{ actionGroupId: group.id }]]);
    expect(silent.ofType("Microsoft.Insights/actionGroups")).toEqual([]);
    expect(groupsOf(silent)).toEqual([[], [], [], []]);
  });

  test("ask from three places outside by the one call that needs no key, and tell when two places get no answer", async () => {
    const deployment = await deploymentWith({ alertEmail: EMAIL });
    const component = deployment.the("Microsoft.Insights/components").id;
    const probe = deployment.the("Microsoft.Insights/webtests");
    const { properties: alert, tags } = deployment.the("Microsoft.Insights/metricAlerts");

    expect(probe.tags).toMatchObject({ [`hidden-link:${component}`]: "Resource" });
    expect(probe.properties).toMatchObject({
      Enabled: true,
      Frequency: 300,
      Kind: "standard",
      Request: { RequestUrl: expect.stringMatching(/\/api\/openapi\.json/) as unknown, HttpVerb: "GET" },
      ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true },
    });
    expect(probe.properties?.["Locations"]).toHaveLength(3);
    expect(tags).toMatchObject({ [`hidden-link:${component}`]: "Resource", [`hidden-link:${probe.id}`]: "Resource" });
    expect(alert).toMatchObject({
      severity: 1,
      enabled: true,
      scopes: [probe.id, component],
      evaluationFrequency: "PT1M",
      windowSize: "PT15M",
      criteria: {
        "odata.type": "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria",
        webTestId: probe.id,
        componentId: component,
        failedLocationCount: 2,
      },
    });
  });

  test.each([
    { letInBesideSite: "nobody", status: 401 },
    { letInBesideSite: "probes", status: 200 },
    { letInBesideSite: "backends", status: 200 },
  ])("expect $status of a linked app with letInBesideSite=$letInBesideSite", async ({ letInBesideSite, status }) => {
    const parameters = { userAuth: "easyauth", staticWebAppId: STATIC_WEB_APP_ID, letInBesideSite };
    const { properties } = (await deploymentWith(parameters)).the("Microsoft.Insights/webtests");

    expect(properties).toMatchObject({ ValidationRules: { ExpectedHttpStatusCode: status } });
  });
});

describeWithBicep("the workbook", () => {
  test("shows each query on the workspace of the log, for a day", async () => {
    const deployment = await deploymentWith();
    const workspace = deployment.the("Microsoft.OperationalInsights/workspaces").id;
    const { properties } = deployment.the("Microsoft.Insights/workbooks");
    const { items } = z
      .object({ items: z.array(z.object({ content: z.object({ query: z.string(), timeContext: z.unknown() }) })) })
      .parse(JSON.parse(String(properties?.["serializedData"])));

    expect(properties?.["sourceId"]).toBe(workspace);
    expect(items.map(({ content }) => content.query).sort()).toEqual(
      readdirSync(join(INFRA, "queries")).map(queryOf).sort(),
    );
    expect(items.map(({ content }) => content.timeContext)).toEqual(items.map(() => ({ durationMs: 86_400_000 })));
  });
});

describeWithBicep("ACS's own log", () => {
  test("of identities and tokens goes to the same workspace as the app's", async () => {
    const deployment = await deploymentWith();

    expect(deployment.the("Microsoft.Insights/diagnosticSettings").properties).toEqual({
      workspaceId: deployment.the("Microsoft.OperationalInsights/workspaces").id,
      logs: [{ category: "AuthOperational", enabled: true }],
    });
    expect(deployment.the("Microsoft.Insights/components").properties).toMatchObject({
      WorkspaceResourceId: deployment.the("Microsoft.OperationalInsights/workspaces").id,
    });
  });
});
