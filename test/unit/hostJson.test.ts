import hostJson from "../../host.json";

/** Source: "applicationInsights.samplingSettings" in the host.json reference of Azure Functions. */
test("no request and no audit line is left out of Application Insights when there are many", () => {
  const { excludedTypes } = hostJson.logging.applicationInsights.samplingSettings;

  expect(excludedTypes.split(";")).toEqual(expect.arrayContaining(["Request", "Trace"]));
});
