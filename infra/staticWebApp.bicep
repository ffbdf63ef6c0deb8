// Links the Functions app to a Static Web App, whose plan has to be Standard. From then on only that site gets in.
param name string
param siteId string
param siteLocation string

resource staticWebApp 'Microsoft.Web/staticSites@2025-03-01' existing = {
  name: name
}

resource backend 'Microsoft.Web/staticSites/linkedBackends@2025-03-01' = {
  parent: staticWebApp
  name: 'api'
  properties: { backendResourceId: siteId, region: siteLocation }
}

output host string = staticWebApp.properties.defaultHostname
